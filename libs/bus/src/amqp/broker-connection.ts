import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type ChannelModel } from 'amqplib';
import type { AmqpBusEvents, ConnectionRole } from './events.js';

const CONNECT_LIMIT_MS = 10_000;
const CLOSE_LIMIT_MS = 5_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/** What a connection is told and whom it tells. */
export interface BrokerConnectionPorts {
  readonly role: ConnectionRole;
  readonly events: AmqpBusEvents;
  /** A connection is there: sets up all that lives on it. When it fails the connection is given up. */
  readonly up: (model: ChannelModel, ended: AbortSignal) => Promise<void>;
  /** The connection has ended, with everything on it. */
  readonly down: () => void;
  /** From 0 to below 1. Processes that lost the broker together do not come back together. */
  readonly random: () => number;
}

/** Keeps a connection to the broker: connects, and connects again with growing pauses, until it is closed. */
export class BrokerConnection {
  readonly #url: string;
  readonly #name: string;
  readonly #ports: BrokerConnectionPorts;
  readonly #closing = new AbortController();
  #model: ChannelModel | undefined;
  #running: Promise<void> = Promise.resolve();

  /**
   * @param url `amqp://` or `amqps://`, with a heartbeat in its query
   * @param name shown in the broker's management
   */
  constructor(url: string, name: string, ports: BrokerConnectionPorts) {
    this.#url = url;
    this.#name = name;
    this.#ports = ports;
  }

  /** Resolves after the first attempt, successful or not: attempts go on by themselves. */
  start(): Promise<void> {
    return new Promise((resolve) => {
      this.#running = this.#run(resolve);
    });
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.reset();
    // A broker that does not answer is not waited for.
    await Promise.race([this.#running, sleep(CLOSE_LIMIT_MS, undefined, { ref: false })]);
  }

  /** Ends the present connection, so that a new one is made. */
  reset(): void {
    this.#model?.close().catch(() => undefined); // it is closing already
  }

  async #run(attempted: () => void): Promise<void> {
    const { role, events, random } = this.#ports;
    const { signal } = this.#closing;
    let failures = 0;
    while (!this.#isClosing()) {
      try {
        await this.#connection(() => {
          failures = 0;
          attempted();
        });
      } catch (error) {
        if (this.#isClosing()) break;
        failures++;
        events.attemptFailed({ role, error });
        attempted();
      }
      await sleep(pauseAfter(failures, random), undefined, { signal }).catch(() => undefined);
    }
    attempted();
  }

  /** A method, since it changes while others wait. */
  #isClosing(): boolean {
    return this.#closing.signal.aborted;
  }

  /** One connection from its beginning to its end. Rejects when it did not come to be. */
  async #connection(established: () => void): Promise<void> {
    const { role, events, up, down } = this.#ports;
    const model = await connect(this.#url, {
      noDelay: true,
      timeout: CONNECT_LIMIT_MS,
      clientProperties: { connection_name: this.#name },
    });
    this.#model = model;
    const ended = new AbortController();
    const end = new Promise<unknown>((resolve) => {
      let reason: unknown;
      model.on('error', (error) => (reason = error));
      model.on('close', (error) => {
        ended.abort();
        resolve(reason ?? error);
      });
    });
    try {
      if (this.#isClosing()) return;
      await up(model, ended.signal);
      events.connected({ role });
      established();
      const error = await end;
      if (!this.#isClosing()) events.disconnected({ role, error });
    } finally {
      this.reset();
      this.#model = undefined;
      ended.abort();
      down();
    }
  }
}

/** Half of a doubling pause is fixed, half is drawn. */
function pauseAfter(failures: number, random: () => number): number {
  const longest = Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS);
  return Math.round(longest / 2 + (random() * longest) / 2);
}
