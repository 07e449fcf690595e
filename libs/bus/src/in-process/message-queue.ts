import type { Consumer, Delivery } from '../bus.js';
import { BusError } from '../errors.js';
import type { StoredMessage } from './queue-store.js';

/** Messages read from the table at once: with the largest bodies 8 MiB. */
const LARGEST_PAGE = 64;

/** How much of a queue is held in memory; the rest waits in the table. */
export interface MemoryBounds {
  readonly messages: number;
  readonly octets: number;
}

/** What a queue asks of the bus. */
export interface MessageQueuePorts {
  /** Removes a settled message with the next commit. */
  readonly settle: (id: number) => void;
  /** Reads messages from the table. */
  readonly readFrom: (
    queue: string,
    fromId: number,
    limit: number,
    done: (messages: StoredMessage[]) => void,
  ) => void;
  /** Messages up to this id were stored before the start, and may have been handed out then. */
  readonly lastIdBeforeStart: number;
  /** Told when nothing waits and nothing is unsettled any more. */
  readonly emptied: () => void;
  readonly bounds: MemoryBounds;
}

interface Waiting {
  readonly message: StoredMessage;
  readonly redelivered: boolean;
}

interface RunningConsumer {
  readonly prefetch: number;
  readonly handler: (delivery: Delivery) => void;
  unsettled: number;
  stopped: (() => void) | undefined;
}

/** One durable queue: hands committed messages out in order, from memory as far as the bounds allow. */
export class MessageQueue {
  readonly #name: string;
  readonly #ports: MessageQueuePorts;
  #waiting: Waiting[] = [];
  #head = 0;
  /** Released messages, the next one to hand out last. */
  readonly #released: Waiting[] = [];
  #octets = 0;
  /** From this id on messages are in the table only; null: all are in memory. */
  #spilledFrom: number | null;
  #reading = false;
  #dispatching = false;
  readonly #consumers: RunningConsumer[] = [];
  #turn = 0;
  #unsettled = 0;

  constructor(name: string, stored: boolean, ports: MessageQueuePorts) {
    this.#name = name;
    this.#ports = ports;
    this.#spilledFrom = stored ? 0 : null;
  }

  /** Takes a message that is on disk. */
  append(message: StoredMessage): void {
    const { bounds } = this.#ports;
    const full = this.#length >= bounds.messages || this.#octets >= bounds.octets;
    if (this.#spilledFrom !== null || full || this.#consumers.length === 0) {
      this.#spilledFrom ??= message.id;
      this.#refill();
      return;
    }
    this.#keep(message);
    this.#dispatch();
  }

  /** Starts handing messages out to one more consumer. */
  consume(prefetch: number, handler: (delivery: Delivery) => void): Consumer {
    const consumer: RunningConsumer = { prefetch, handler, unsettled: 0, stopped: undefined };
    this.#consumers.push(consumer);
    // Not before the caller has its consumer in hand.
    queueMicrotask(() => {
      this.#refill();
      this.#dispatch();
    });
    return { stop: () => this.#stop(consumer) };
  }

  /** Whether nothing waits and nothing is unsettled. A queue that nobody consumes counts as idle. */
  get idle(): boolean {
    if (this.#consumers.length === 0) return this.#unsettled === 0;
    return (
      this.#spilledFrom === null && this.#length + this.#released.length + this.#unsettled === 0
    );
  }

  get #length(): number {
    return this.#waiting.length - this.#head;
  }

  #stop(consumer: RunningConsumer): Promise<void> {
    const index = this.#consumers.indexOf(consumer);
    if (index >= 0) this.#consumers.splice(index, 1);
    if (consumer.unsettled === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const before = consumer.stopped;
      consumer.stopped = () => {
        before?.();
        resolve();
      };
    });
  }

  #keep(message: StoredMessage): void {
    const redelivered = message.id <= this.#ports.lastIdBeforeStart;
    this.#waiting.push({ message, redelivered });
    this.#octets += message.body.length;
  }

  #refill(): void {
    const { bounds } = this.#ports;
    if (this.#spilledFrom === null || this.#reading || this.#consumers.length === 0) return;
    if (this.#length > bounds.messages / 4 || this.#octets > bounds.octets / 4) return;
    this.#reading = true;
    const limit = Math.max(1, Math.min(bounds.messages, LARGEST_PAGE));
    this.#ports.readFrom(this.#name, this.#spilledFrom, limit, (messages) => {
      this.#reading = false;
      const last = messages.at(-1);
      this.#spilledFrom = last !== undefined && messages.length === limit ? last.id + 1 : null;
      for (const message of messages) this.#keep(message);
      this.#dispatch();
    });
  }

  #dispatch(): void {
    // A handler that acks at once gets here again: the loop below goes on with what it freed.
    if (this.#dispatching) return;
    this.#dispatching = true;
    while (this.#length + this.#released.length > 0) {
      const consumer = this.#freeConsumer();
      if (consumer === undefined) break;
      const next = this.#take();
      if (next !== undefined) this.#handOut(next, consumer);
    }
    this.#dispatching = false;
    this.#refill();
    if (this.idle) this.#ports.emptied();
  }

  #take(): Waiting | undefined {
    const released = this.#released.pop();
    if (released !== undefined) return released;
    const next = this.#waiting[this.#head++];
    if (next !== undefined) this.#octets -= next.message.body.length;
    if (this.#head > 1024 || this.#head === this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#head);
      this.#head = 0;
    }
    return next;
  }

  #freeConsumer(): RunningConsumer | undefined {
    for (let i = 0; i < this.#consumers.length; i++) {
      const consumer = this.#consumers[(this.#turn + i) % this.#consumers.length];
      if (consumer === undefined || consumer.unsettled >= consumer.prefetch) continue;
      this.#turn = (this.#turn + i + 1) % this.#consumers.length;
      return consumer;
    }
    return undefined;
  }

  #handOut(waiting: Waiting, consumer: RunningConsumer): void {
    const { message, redelivered } = waiting;
    consumer.unsettled++;
    this.#unsettled++;
    let settled = false;
    const settle = (): void => {
      if (settled) throw new BusError('bus.settled-twice', 'a delivery was settled twice');
      settled = true;
      consumer.unsettled--;
      this.#unsettled--;
      if (consumer.unsettled === 0) consumer.stopped?.();
    };
    const delivery: Delivery = {
      queue: this.#name,
      body: message.body,
      headers: message.headers,
      count: message.count,
      redelivered,
      ack: () => {
        settle();
        this.#ports.settle(message.id);
        this.#dispatch();
      },
      release: () => {
        settle();
        this.#released.push({ message, redelivered: true });
        // In a turn of its own: a consumer that releases in its handler would be called within itself.
        queueMicrotask(() => {
          this.#dispatch();
        });
      },
    };
    try {
      consumer.handler(delivery);
    } catch (error) {
      // Against the contract, so a fault of ours: seen by the process, without breaking the line of commits.
      queueMicrotask(() => {
        throw error;
      });
    }
  }
}
