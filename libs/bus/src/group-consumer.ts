import type { Bus, Consumer, Delivery } from './bus.js';
import { groupSettlementOf } from './group-settlement.js';
import { untilAccepted } from './retry.js';

/** How a group consumer reads and writes. `T` is what a message holds. */
export interface GroupConsumerPorts<T> {
  readonly bus: Bus;
  /** What a message holds. Throws when it cannot be read: the message is then set aside. */
  readonly read: (delivery: Delivery) => T;
  /** How much that counts in a group. */
  readonly weigh: (content: T) => number;
  /** Stores a group, all or nothing; `deliveries` are what it came in. */
  readonly write: (contents: readonly T[], deliveries: readonly Delivery[]) => Promise<void>;
  /** Whether an error of `write` judges the contents, so that trying again would not help. */
  readonly isRefusal: (error: unknown) => boolean;
  /** Told of each write that will be tried again. */
  readonly writeFailed: (error: unknown) => void;
  /** Told of each message that goes to the poison queue. */
  readonly setAside: (error: unknown) => void;
}

/** What a group consumer is set to. */
export interface GroupConsumerOptions {
  readonly queue: string;
  /** Where messages go that cannot be read or are refused. */
  readonly poisonQueue: string;
  /** Messages in work at once. */
  readonly prefetch: number;
  /** A group takes no further message once it weighs this much. */
  readonly groupWeight: number;
}

interface Message<T> {
  readonly delivery: Delivery;
  readonly content: T;
}

/**
 * Consumes a queue in groups: while one is being written further messages gather for the next, so that the slower the
 * store, the larger the groups. A message is acked when its group is stored.
 */
export class GroupConsumer<T> {
  readonly #ports: GroupConsumerPorts<T>;
  readonly #options: GroupConsumerOptions;
  readonly #stopping = new AbortController();
  readonly #waiting: Delivery[] = [];
  #consumer: Consumer | undefined;
  #writing = false;

  constructor(ports: GroupConsumerPorts<T>, options: GroupConsumerOptions) {
    this.#ports = ports;
    this.#options = options;
  }

  /** Starts with what an earlier run has left. */
  async start(): Promise<void> {
    const { queue, prefetch } = this.#options;
    this.#consumer = await this.#ports.bus.consume(queue, { prefetch }, (delivery) => {
      this.#waiting.push(delivery);
      if (!this.#writing) void this.#writeWaiting();
    });
  }

  /**
   * Takes no further messages and resolves when those in work are settled.
   *
   * @param signal ends the attempts; what is unsettled then stays in its queue and comes again
   */
  async stop(signal?: AbortSignal): Promise<void> {
    const giveUp = (): void => {
      this.#stopping.abort();
    };
    if (signal?.aborted) giveUp();
    signal?.addEventListener('abort', giveUp, { once: true });
    await this.#consumer?.stop();
    signal?.removeEventListener('abort', giveUp);
  }

  async #writeWaiting(): Promise<void> {
    this.#writing = true;
    // A turn, so that all that is handed out together is written together.
    await Promise.resolve();
    while (this.#waiting.length > 0) await this.#write(await this.#takeGroup());
    this.#writing = false;
  }

  async #takeGroup(): Promise<Message<T>[]> {
    const { read, weigh } = this.#ports;
    const group: Message<T>[] = [];
    let weight = 0;
    while (weight < this.#options.groupWeight) {
      const delivery = this.#waiting.shift();
      if (delivery === undefined) break;
      let content: T;
      try {
        content = read(delivery);
      } catch (error) {
        await this.#setAside(delivery, error);
        continue;
      }
      group.push({ delivery, content });
      weight += weigh(content);
    }
    return group;
  }

  async #write(group: readonly Message<T>[]): Promise<void> {
    if (group.length === 0) return;
    const contents = group.map(({ content }) => content);
    const deliveries = group.map(({ delivery }) => delivery);
    let refusal: { error: unknown } | undefined;
    const attempt = async (): Promise<void> => {
      try {
        await this.#ports.write(contents, deliveries);
      } catch (error) {
        if (!this.#ports.isRefusal(error)) throw error;
        refusal = { error };
      }
    };
    const isEnded = !(await this.#untilAccepted(attempt));
    const outcome = isEnded ? 'given-up' : refusal === undefined ? 'written' : 'refused';
    switch (groupSettlementOf(outcome, group.length)) {
      case 'ack':
        for (const { delivery } of group) delivery.ack();
        return;
      case 'release':
        for (const { delivery } of group) delivery.release();
        return;
      case 'write-one-by-one':
        // Finds the message that holds what is refused, and lets the others pass.
        for (const message of group) await this.#write([message]);
        return;
      case 'set-aside':
        for (const { delivery } of group) await this.#setAside(delivery, refusal?.error);
    }
  }

  async #setAside(delivery: Delivery, error: unknown): Promise<void> {
    this.#ports.setAside(error);
    const { poisonQueue } = this.#options;
    const { body, headers = {}, count = 1 } = delivery;
    const kept = await this.#untilAccepted(() =>
      this.#ports.bus.publish(poisonQueue, { body, headers, count }),
    );
    if (kept) delivery.ack();
    else delivery.release();
  }

  /** True when it succeeded, false when the attempts were ended. */
  async #untilAccepted(attempt: () => Promise<void>): Promise<boolean> {
    const { signal } = this.#stopping;
    try {
      await untilAccepted(attempt, { signal, failed: this.#ports.writeFailed });
      return true;
    } catch {
      return false;
    }
  }
}
