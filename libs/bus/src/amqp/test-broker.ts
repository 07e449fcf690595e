import { connect as connectTo, createServer, type Socket } from 'node:net';
import { once } from 'node:events';
import type { QueueDeclaration } from '../declarations.js';
import { AmqpBus, type AmqpBusOptions } from './amqp-bus.js';
import type { AmqpBusEvents } from './events.js';

/** What a bus under test has reported, by the name of the event; a test may wait for one. */
export class RecordedEvents implements AmqpBusEvents {
  readonly names: string[] = [];
  #waiting: (() => void)[] = [];

  connected = this.#record('connected');
  disconnected = this.#record('disconnected');
  attemptFailed = this.#record('attemptFailed');
  blocked = this.#record('blocked');
  unblocked = this.#record('unblocked');
  settledLate = this.#record('settledLate');
  turnedDown = this.#record('turnedDown');
  confirmedLate = this.#record('confirmedLate');

  count(name: keyof AmqpBusEvents): number {
    return this.names.filter((each) => each === name).length;
  }

  async until(name: keyof AmqpBusEvents, times: number): Promise<void> {
    while (this.count(name) < times)
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #record(name: string): () => void {
    return () => {
      this.names.push(name);
      for (const resolve of this.#waiting.splice(0)) resolve();
    };
  }
}

/** A started bus with these queues, and what it has reported. */
export async function startBus(
  url: string,
  queues: readonly QueueDeclaration[],
  options: Partial<AmqpBusOptions> = {},
): Promise<{ bus: AmqpBus; events: RecordedEvents }> {
  const events = new RecordedEvents();
  const bus = new AmqpBus({ url, name: 'test', queues, ...options }, { events, random: () => 0.5 });
  await bus.start();
  return { bus, events };
}

/** A wire to the broker that can be cut, and held still as a network does that has lost its way. */
export class Wire {
  readonly #pairs = new Set<{ readonly near: Socket; readonly far: Socket }>();
  readonly #server = createServer((near) => {
    const { hostname, port } = new URL(this.#target);
    const far = connectTo(Number(port), hostname);
    const pair = { near, far };
    this.#pairs.add(pair);
    for (const socket of [near, far]) {
      socket.on('error', () => undefined);
      socket.on('close', () => {
        near.destroy();
        far.destroy();
        this.#pairs.delete(pair);
      });
    }
    near.pipe(far);
    far.pipe(near);
    if (this.#still) far.unpipe(near).pause();
  });
  #still = false;
  readonly #target: string;

  constructor(target: string) {
    this.#target = target;
  }

  /** Resolves with the URL that goes over this wire. */
  async open(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    const url = new URL(this.#target);
    if (address !== null && typeof address !== 'string') url.port = String(address.port);
    return url.href;
  }

  /** Breaks all connections. */
  cut(): void {
    for (const { near } of this.#pairs) near.destroy();
  }

  /** What the broker says does not come any more; what is said to it still goes. */
  hold(): void {
    this.#still = true;
    for (const { near, far } of this.#pairs) far.unpipe(near).pause();
  }

  release(): void {
    this.#still = false;
    for (const { near, far } of this.#pairs) far.pipe(near);
  }

  close(): void {
    this.#server.close();
    this.cut();
  }
}
