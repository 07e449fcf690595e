import type { Answer, Bus, BusMessage, Consumer, Delivery } from '../bus.js';
import { BusError } from '../errors.js';
import { matchesTopic } from '../topic.js';
import { GroupCommit } from './group-commit.js';
import { MessageQueue, type MemoryBounds } from './message-queue.js';
import type { QueueStore } from './queue-store.js';

/** What the in-process bus works with. */
export interface InProcessBusPorts {
  readonly store: QueueStore;
  /** Told of each commit or read that failed; what can be tried again is. */
  readonly onStoreFailure?: (error: unknown) => void;
}

/** Bounds of the in-process bus, each for one queue. */
export interface InProcessBusOptions {
  /** Messages of a queue held in memory; what is over waits in the table. Default 1,000. */
  readonly messagesInMemory?: number;
  /** Octets of a queue held in memory. Default 16 MiB. */
  readonly octetsInMemory?: number;
}

interface Subscriber {
  readonly pattern: string;
  readonly handler: (routingKey: string, message: BusMessage) => void | Promise<void>;
}

const NO_HEADERS: Readonly<Record<string, string | number>> = {};
const OCTETS_IN_MEMORY = 16 * 1024 * 1024;
const MESSAGES_IN_MEMORY = 1_000;

/**
 * The bus within one process. Durable queues are rows of a store: a message is handed out once its commit is on disk,
 * from memory; an ack removes the row with the next commit. After a crash the rows that are left are handed out again.
 */
export class InProcessBus implements Bus {
  readonly #ports: InProcessBusPorts;
  readonly #bounds: MemoryBounds;
  readonly #commits: GroupCommit;
  readonly #queues = new Map<string, MessageQueue>();
  readonly #waitingForIdle: (() => void)[] = [];
  readonly #subscribers = new Set<Subscriber>();
  readonly #gateways = new Map<string, (answer: Answer) => void>();
  #stored: ReadonlySet<string> = new Set();
  #lastIdBeforeStart = 0;
  #nextId = 1;
  #open = false;

  constructor(ports: InProcessBusPorts, options: InProcessBusOptions = {}) {
    this.#ports = ports;
    this.#bounds = {
      messages: options.messagesInMemory ?? MESSAGES_IN_MEMORY,
      octets: options.octetsInMemory ?? OCTETS_IN_MEMORY,
    };
    this.#commits = new GroupCommit({
      store: ports.store,
      committed: (message) => {
        this.#queue(message.queue).append(message);
      },
      failed: (error) => ports.onStoreFailure?.(error),
    });
  }

  /** Looks up what an earlier run has left. Nothing can be published or consumed before it resolves. */
  async start(): Promise<void> {
    const left = await this.#ports.store.queues();
    this.#stored = new Set(left.map(({ queue }) => queue));
    this.#lastIdBeforeStart = left.reduce((last, { lastId }) => Math.max(last, lastId), 0);
    this.#nextId = this.#lastIdBeforeStart + 1;
    this.#open = true;
  }

  /**
   * Resolves when no consumed queue holds anything and all that was handed out is settled. What a consumer publishes
   * before it acks is waited for as well.
   */
  idle(): Promise<void> {
    if (this.#isIdle()) return Promise.resolve();
    return new Promise((resolve) => this.#waitingForIdle.push(resolve));
  }

  /** Turns further messages down, writes pending acks and resolves. Stop the consumers before. */
  async close(): Promise<void> {
    this.#open = false;
    await this.#commits.close();
  }

  async publish(queue: string, message: BusMessage): Promise<void> {
    this.#mustBeOpen();
    await this.#commits.add({
      id: this.#nextId++,
      queue,
      count: message.count ?? 1,
      headers: message.headers ?? NO_HEADERS,
      body: message.body,
    });
  }

  async publishReading(routingKey: string, message: BusMessage): Promise<void> {
    this.#mustBeOpen();
    let pending: Promise<void>[] | undefined;
    for (const { pattern, handler } of this.#subscribers) {
      if (!matchesTopic(pattern, routingKey)) continue;
      const taken = handler(routingKey, message);
      if (taken !== undefined) (pending ??= []).push(taken);
    }
    if (pending !== undefined) await Promise.all(pending);
  }

  consume(
    queue: string,
    options: { readonly prefetch: number },
    handler: (delivery: Delivery) => void,
  ): Promise<Consumer> {
    if (!this.#open) return Promise.reject(notOpen());
    return Promise.resolve(this.#queue(queue).consume(options.prefetch, handler));
  }

  subscribe(
    pattern: string,
    handler: (routingKey: string, message: BusMessage) => void | Promise<void>,
  ): Promise<Consumer> {
    const subscriber: Subscriber = { pattern, handler };
    this.#subscribers.add(subscriber);
    return Promise.resolve({
      stop: () => {
        this.#subscribers.delete(subscriber);
        return Promise.resolve();
      },
    });
  }

  async answer(gatewayProcess: string, answer: Answer): Promise<void> {
    this.#mustBeOpen();
    // As over a broker: whoever takes it does so in a turn of its own.
    await Promise.resolve();
    const handler = this.#gateways.get(gatewayProcess);
    if (handler === undefined)
      throw new BusError('bus.returned', `no gateway process ${gatewayProcess} listens`);
    handler(answer);
  }

  answers(gatewayProcess: string, handler: (answer: Answer) => void): Promise<Consumer> {
    this.#gateways.set(gatewayProcess, handler);
    return Promise.resolve({
      stop: () => {
        if (this.#gateways.get(gatewayProcess) === handler) this.#gateways.delete(gatewayProcess);
        return Promise.resolve();
      },
    });
  }

  #isIdle(): boolean {
    for (const queue of this.#queues.values()) if (!queue.idle) return false;
    return true;
  }

  #emptied(): void {
    if (this.#waitingForIdle.length === 0 || !this.#isIdle()) return;
    for (const resolve of this.#waitingForIdle.splice(0)) resolve();
  }

  #queue(name: string): MessageQueue {
    const known = this.#queues.get(name);
    if (known !== undefined) return known;
    const queue = new MessageQueue(name, this.#stored.has(name), {
      settle: (id) => {
        this.#commits.remove(id);
      },
      readFrom: (from, fromId, limit, done) => {
        this.#commits.read(from, fromId, limit, done);
      },
      lastIdBeforeStart: this.#lastIdBeforeStart,
      emptied: () => {
        this.#emptied();
      },
      bounds: this.#bounds,
    });
    this.#queues.set(name, queue);
    return queue;
  }

  #mustBeOpen(): void {
    if (!this.#open) throw notOpen();
  }
}

function notOpen(): BusError {
  return new BusError('bus.closed', 'the bus is not open');
}
