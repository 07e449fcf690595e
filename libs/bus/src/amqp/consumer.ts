import type { Channel, ChannelModel, ConsumeMessage, Message } from 'amqplib';
import type { Consumer, Delivery } from '../bus.js';
import { BusError } from '../errors.js';
import type { AmqpBusEvents } from './events.js';
import { readHeaders } from './message.js';
import { Settlements } from './settlements.js';

/** What a consumer takes its messages from and whom it gives them to. */
export interface AmqpConsumerPorts {
  readonly prefetch: number;
  /** Makes what is to be consumed ready and gives its name. */
  readonly source: (channel: Channel) => Promise<string>;
  readonly handler: (delivery: Delivery, routingKey: string) => void;
  readonly events: AmqpBusEvents;
  /** Its channel has ended while the connection goes on: the broker cancelled it or an ack came too late. */
  readonly lost: (consumer: AmqpConsumer) => void;
}

/** A consumer over all the channels it has in its life, one after the other. */
export class AmqpConsumer implements Consumer {
  readonly #ports: AmqpConsumerPorts;
  #session: Session | undefined;
  #stopped = false;
  readonly #onStop: (consumer: AmqpConsumer) => void;

  /** @param onStop told at once when it is stopped, so that it is not attached again */
  constructor(ports: AmqpConsumerPorts, onStop: (consumer: AmqpConsumer) => void) {
    this.#ports = ports;
    this.#onStop = onStop;
  }

  /** Consumes over a channel of this connection. */
  async attach(model: ChannelModel): Promise<void> {
    if (this.#stopped) return;
    const { prefetch, source } = this.#ports;
    const channel = await model.createChannel();
    const session = new Session(channel, this.#ports);
    channel.on('error', () => undefined); // 'close' follows
    channel.on('close', () => {
      session.end();
      if (this.#session !== session) return;
      this.#session = undefined;
      if (!this.#stopped) this.#ports.lost(this);
    });
    await channel.prefetch(prefetch);
    await session.consume(await source(channel));
    this.#session = session;
    if (this.isStopped()) await this.#close(session);
  }

  /** Tells the broker of all acks up to now. */
  flush(): void {
    this.#session?.flush();
  }

  /** The connection has ended. */
  detach(): void {
    const session = this.#session;
    this.#session = undefined;
    session?.end();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#onStop(this);
    const session = this.#session;
    if (session !== undefined) await this.#close(session);
  }

  /** A method, since it changes while `attach` waits. */
  isStopped(): boolean {
    return this.#stopped;
  }

  async #close(session: Session): Promise<void> {
    await session.close();
    if (this.#session === session) this.#session = undefined;
  }
}

/** One channel's worth of consuming. */
class Session {
  readonly #channel: Channel;
  readonly #ports: AmqpConsumerPorts;
  readonly #settlements: Settlements;
  queue = '';
  #consumerTag: string | undefined;
  #unsettled = 0;
  #stopping = false;
  #ended = false;
  #settledAll: (() => void) | undefined;

  constructor(channel: Channel, ports: AmqpConsumerPorts) {
    this.#channel = channel;
    this.#ports = ports;
    this.#settlements = new Settlements(
      {
        ack: (tag, multiple) => {
          this.#tell(() => {
            channel.ack(withTag(tag), multiple);
          });
        },
        release: (tag) => {
          this.#tell(() => {
            channel.nack(withTag(tag), false, true);
          });
        },
      },
      ports.prefetch,
    );
  }

  async consume(queue: string): Promise<void> {
    this.queue = queue;
    const { consumerTag } = await this.#channel.consume(queue, (message) => {
      // null: the broker has cancelled the consumer, since its queue has gone or moved.
      if (message === null) this.#channel.close().catch(() => undefined);
      else this.#handOut(message);
    });
    this.#consumerTag = consumerTag;
  }

  settle(tag: number, how: 'ack' | 'release'): void {
    if (this.#ended) {
      this.#ports.events.settledLate({ queue: this.queue });
      return;
    }
    this.#settlements[how](tag);
    this.#unsettled--;
    if (this.#unsettled === 0) this.#settledAll?.();
  }

  flush(): void {
    this.#settlements.flush();
  }

  /** Takes no more, and resolves when what was handed out is settled and the broker knows. */
  async close(): Promise<void> {
    this.#stopping = true;
    try {
      if (this.#consumerTag !== undefined) await this.#channel.cancel(this.#consumerTag);
      if (this.#unsettled > 0 && !this.#ended)
        await new Promise<void>((resolve) => (this.#settledAll = resolve));
      if (this.#ended) return;
      this.#settlements.flush();
      await this.#channel.close();
    } catch {
      // The channel has ended meanwhile: the broker hands out again what it has not heard of.
    }
  }

  end(): void {
    this.#ended = true;
    this.#settlements.end();
    this.#settledAll?.();
  }

  #tell(send: () => void): void {
    try {
      send();
    } catch {
      // The channel is closing: what it has not been told the broker hands out again.
      this.#ports.events.settledLate({ queue: this.queue });
    }
  }

  #handOut(message: ConsumeMessage): void {
    const { deliveryTag, routingKey } = message.fields;
    this.#unsettled++;
    if (this.#stopping) this.settle(deliveryTag, 'release');
    else this.#ports.handler(new AmqpDelivery(this, message), routingKey);
  }
}

class AmqpDelivery implements Delivery {
  readonly #session: Session;
  readonly #tag: number;
  readonly queue: string;
  readonly body: Uint8Array;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly count: number;
  readonly redelivered: boolean;
  #settled = false;

  constructor(session: Session, message: ConsumeMessage) {
    const { headers, count } = readHeaders(message);
    this.#session = session;
    this.#tag = message.fields.deliveryTag;
    this.queue = session.queue;
    // A Uint8Array in earnest: `slice` of a Buffer would give a view where everybody counts on a copy.
    const { buffer, byteOffset, byteLength } = message.content;
    this.body = new Uint8Array(buffer, byteOffset, byteLength);
    this.headers = headers;
    this.count = count;
    this.redelivered = message.fields.redelivered;
  }

  ack(): void {
    this.#settle('ack');
  }

  release(): void {
    this.#settle('release');
  }

  #settle(how: 'ack' | 'release'): void {
    if (this.#settled) throw new BusError('bus.settled-twice', 'a delivery was settled twice');
    this.#settled = true;
    this.#session.settle(this.#tag, how);
  }
}

/** The part of a message that amqplib looks at when one is settled. */
function withTag(deliveryTag: number): Message {
  return { fields: { deliveryTag } } as Message;
}
