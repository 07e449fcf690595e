import type { ConfirmChannel, Options } from 'amqplib';
import type { BusMessage } from '../bus.js';
import { BusError } from '../errors.js';
import { turnDownOf } from './confirm.js';
import type { AmqpBusEvents } from './events.js';
import { contentOf, headersOf } from './message.js';

/** Bounds of publishing. */
export interface PublisherOptions {
  /** A confirm missing for longer is in doubt, milliseconds. */
  readonly confirmLimitMs: number;
  /** Messages sent and not confirmed; what is over waits. */
  readonly outstandingMessages: number;
  /** Octets of them. A larger message still passes, alone. */
  readonly outstandingOctets: number;
}

/** How one message is published. */
export interface PublishMode {
  /** A message for which there is no queue is turned down instead of dropped. */
  readonly mandatory: boolean;
  /** Whether it outlives the broker. */
  readonly persistent: boolean;
}

interface Pending {
  readonly id: string;
  readonly octets: number;
  readonly resolve: () => void;
  readonly reject: (error: BusError) => void;
  readonly send: (channel: ConfirmChannel, pending: Pending) => void;
  /** Of waiting at first, of sending after that; `performance.now()`. */
  since: number;
  returned: boolean;
}

/** Publishes with confirms over the channel that is there at the moment, a bounded number at once. */
export class Publisher {
  readonly #options: PublisherOptions;
  readonly #events: AmqpBusEvents;
  /** Sent and not confirmed, in the order in which they were sent. */
  readonly #outstanding = new Map<string, Pending>();
  /** Waiting for their turn. */
  readonly #waiting: Pending[] = [];
  #octets = 0;
  #nextId = 1;
  #channel: ConfirmChannel | undefined;
  #blocked: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #idle: (() => void)[] = [];
  #closed = true;

  constructor(options: PublisherOptions, events: AmqpBusEvents) {
    this.#options = options;
    this.#events = events;
  }

  open(): void {
    this.#closed = false;
  }

  /** Turns further messages down and resolves when those on their way are confirmed, or in doubt. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#outstanding.size + this.#waiting.length === 0) return;
    await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  /** Messages sent and not confirmed. */
  get outstanding(): number {
    return this.#outstanding.size;
  }

  /** Publishes over this channel from now on. */
  attach(channel: ConfirmChannel): void {
    this.#channel = channel;
    channel.on('return', ({ properties }) => {
      const pending = this.#outstanding.get(String(properties.messageId));
      if (pending !== undefined) pending.returned = true;
    });
  }

  /** The channel has gone: what was sent is in doubt, what waited was never sent. */
  detach(): void {
    this.#channel = undefined;
    this.#blocked = undefined;
    for (const pending of [...this.#outstanding.values()])
      this.#settle(pending, inDoubt('the channel ended before its confirm'));
    for (const pending of this.#waiting.splice(0)) pending.reject(unreachable());
    this.#settled();
  }

  /** The broker takes no messages any more: what waits is turned down, what was sent may still be confirmed. */
  block(reason: string): void {
    this.#blocked = reason;
    for (const pending of this.#waiting.splice(0)) pending.reject(blocked(reason));
    this.#settled();
  }

  unblock(): void {
    this.#blocked = undefined;
  }

  /**
   * Resolves once confirmed.
   *
   * @throws BusError
   */
  publish(
    exchange: string,
    routingKey: string,
    message: BusMessage,
    mode: PublishMode,
  ): Promise<void> {
    return new Promise((resolve, turnDown) => {
      const reject = (error: BusError): void => {
        this.#events.turnedDown({ code: error.code });
        turnDown(error);
      };
      const refusal = this.#refusal();
      if (refusal !== undefined) {
        reject(refusal);
        return;
      }
      const id = String(this.#nextId++);
      const send = (channel: ConfirmChannel, pending: Pending): void => {
        const options: Options.Publish = { ...mode, messageId: id };
        options.headers = headersOf(message);
        channel.publish(exchange, routingKey, contentOf(message), options, (error: unknown) => {
          this.#answered(pending, error);
        });
      };
      const octets = message.body.length;
      const since = performance.now();
      const pending: Pending = { id, octets, resolve, reject, send, since, returned: false };
      if (this.#waiting.length === 0 && this.#hasRoom(octets)) this.#send(pending);
      else this.#waiting.push(pending);
      this.#watch();
    });
  }

  /** Why nothing can be sent now, if so. */
  #refusal(): BusError | undefined {
    if (this.#closed) return new BusError('bus.closed', 'the bus is closed or not started');
    if (this.#channel === undefined) return unreachable();
    return this.#blocked === undefined ? undefined : blocked(this.#blocked);
  }

  #hasRoom(octets: number): boolean {
    const { outstandingMessages, outstandingOctets } = this.#options;
    const { size } = this.#outstanding;
    return size === 0 || (size < outstandingMessages && this.#octets + octets <= outstandingOctets);
  }

  #send(pending: Pending): void {
    const channel = this.#channel;
    if (channel === undefined) {
      pending.reject(unreachable());
      return;
    }
    pending.since = performance.now();
    this.#outstanding.set(pending.id, pending);
    this.#octets += pending.octets;
    try {
      pending.send(channel, pending);
    } catch (error) {
      // It is amqplib that refuses: a channel that has just ended, headers or a routing key too long.
      this.#settle(pending, new BusError('bus.not-accepted', 'the message was not sent', error));
    }
  }

  #answered(pending: Pending, error: unknown): void {
    if (!this.#outstanding.has(pending.id)) {
      if (error === null) this.#events.confirmedLate();
      return;
    }
    if (error !== null && !isNack(error)) {
      // amqplib tells of an ended channel in the same way as of a nack: what waits must not be sent over it.
      this.detach();
      return;
    }
    const code = turnDownOf({ returned: pending.returned, confirmed: error === null });
    this.#settle(pending, code === undefined ? undefined : new BusError(code, TURNED_DOWN[code]));
    this.#settled();
  }

  #settle(pending: Pending, error?: BusError): void {
    this.#outstanding.delete(pending.id);
    this.#octets -= pending.octets;
    if (error === undefined) pending.resolve();
    else pending.reject(error);
  }

  /** Fills the room that has come, and tells who waits for the end. */
  #settled(): void {
    let first = this.#waiting[0];
    while (first !== undefined && this.#hasRoom(first.octets)) {
      this.#waiting.shift();
      this.#send(first);
      first = this.#waiting[0];
    }
    if (this.#outstanding.size > 0 || first !== undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  /** One timer for all: it looks at the oldest. */
  #watch(): void {
    if (this.#timer !== undefined) return;
    const [oldest] = this.#outstanding.values();
    const since = oldest?.since ?? this.#waiting[0]?.since;
    if (since === undefined) return;
    const due = since + this.#options.confirmLimitMs - performance.now();
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#expire();
        this.#watch();
      },
      Math.max(Math.ceil(due), 1),
    );
  }

  #expire(): void {
    const limit = performance.now() - this.#options.confirmLimitMs;
    for (const pending of this.#outstanding.values()) {
      if (pending.since > limit) break;
      this.#settle(pending, inDoubt('no confirm came in time'));
    }
    while (this.#waiting[0] !== undefined && this.#waiting[0].since <= limit) {
      const message = 'too many messages wait for their confirms';
      this.#waiting.shift()?.reject(new BusError('bus.not-accepted', message));
    }
    this.#settled();
  }
}

const TURNED_DOWN = {
  'bus.returned': 'no queue took the message',
  'bus.nacked': 'the broker turned the message down',
} as const;

function isNack(error: unknown): boolean {
  return error instanceof Error && error.message === 'message nacked';
}

function unreachable(): BusError {
  return new BusError('bus.unreachable', 'there is no connection to the broker');
}

function blocked(reason: string): BusError {
  return new BusError('bus.blocked', `the broker takes no messages: ${reason}`);
}

function inDoubt(message: string): BusError {
  return new BusError('bus.in-doubt', message);
}
