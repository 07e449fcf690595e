import type { ChannelModel } from 'amqplib';
import type { Answer, Bus, BusMessage, Consumer, Delivery } from '../bus.js';
import {
  FRAMES_EXCHANGE,
  TELEMETRY_EXCHANGE,
  routingKeyOf,
  type QueueDeclaration,
} from '../declarations.js';
import { BusError } from '../errors.js';
import { untilAccepted } from '../retry.js';
import { gatewayQueue } from '../topology.js';
import {
  ANSWERS_PREFETCH,
  answerOfMessage,
  DEFAULT_EXCHANGE,
  GATEWAY_QUEUE,
  messageOfAnswer,
} from './answers.js';
import { BrokerConnection } from './broker-connection.js';
import { AmqpConsumer, type AmqpConsumerPorts } from './consumer.js';
import { declareTopology } from './declare.js';
import type { AmqpBusEvents, ConnectionRole } from './events.js';
import { Publisher, type PublishMode } from './publisher.js';
import { QueueDepths, type QueueDepth } from './queue-depth.js';

/** What the bus on a broker is set to. */
export interface AmqpBusOptions {
  /** `amqp://user:password@host:port/vhost`, or `amqps://`. */
  readonly url: string;
  /** Shown in the broker's management. */
  readonly name: string;
  /** The durable queues that are declared; `declare` adds others. */
  readonly queues: readonly QueueDeclaration[];
  /** A confirm missing for longer is in doubt, milliseconds. Default 10,000. */
  readonly confirmLimitMs?: number;
  /** Messages on their way to a confirm at once; what is over waits. Default 1,000. */
  readonly outstandingMessages?: number;
  /** Octets of them. Default 16 MiB. */
  readonly outstandingOctets?: number;
  /** Unless the URL says otherwise: a connection on which nothing comes for two of them has ended. Default 10. */
  readonly heartbeatSeconds?: number;
}

/** What the bus on a broker works with. */
export interface AmqpBusPorts {
  readonly events: AmqpBusEvents;
  /** From 0 to below 1, for pauses. */
  readonly random: () => number;
}

const CONFIRM_LIMIT_MS = 10_000;
const OUTSTANDING_MESSAGES = 1_000;
const OUTSTANDING_OCTETS = 16 * 1024 * 1024;
const HEARTBEAT_SECONDS = 10;
const LONGEST_ROUTING_KEY = 255; // octets: shortstr, AMQP 0-9-1, 4.2.5.3
const SUBSCRIBER_PREFETCH = 250;
/** A subscriber that falls further behind loses the oldest: it must not turn readings away from the others. */
const SUBSCRIBER_MESSAGES = 10_000;

const STORED: PublishMode = { mandatory: true, persistent: true };
const ROUTED: PublishMode = { mandatory: false, persistent: true };
const FLEETING: PublishMode = { mandatory: true, persistent: false };

/** The bus on RabbitMQ. It outlives the broker: connections, topology and consumers come back by themselves. */
export class AmqpBus implements Bus {
  readonly #options: AmqpBusOptions;
  readonly #ports: AmqpBusPorts;
  readonly #publisher: Publisher;
  readonly #publishing: BrokerConnection;
  readonly #consuming: BrokerConnection;
  readonly #consumers = new Set<AmqpConsumer>();
  readonly #depths = new QueueDepths();
  #queues: readonly QueueDeclaration[];
  readonly #up = new Set<ConnectionRole>();
  #consumingOn: { readonly model: ChannelModel; readonly ended: AbortSignal } | undefined;
  #open = false;

  constructor(options: AmqpBusOptions, ports: AmqpBusPorts) {
    this.#options = options;
    this.#queues = options.queues;
    this.#ports = ports;
    this.#publisher = new Publisher(
      {
        confirmLimitMs: options.confirmLimitMs ?? CONFIRM_LIMIT_MS,
        outstandingMessages: options.outstandingMessages ?? OUTSTANDING_MESSAGES,
        outstandingOctets: options.outstandingOctets ?? OUTSTANDING_OCTETS,
      },
      ports.events,
    );
    this.#publishing = this.#connection('publishing', (model) => this.#publishOn(model));
    this.#consuming = this.#connection('consuming', (model, ended) =>
      this.#consumeOn(model, ended),
    );
  }

  /** Whether both connections are there at the moment. */
  get connected(): boolean {
    return this.#up.size === 2;
  }

  /** Messages sent and not confirmed. */
  get outstanding(): number {
    return this.#publisher.outstanding;
  }

  /** Resolves after the first attempt to connect, successful or not: attempts go on until `close`. */
  async start(): Promise<void> {
    this.#open = true;
    this.#publisher.open();
    await Promise.all([this.#publishing.start(), this.#consuming.start()]);
  }

  /** Turns further messages down, waits for the confirms of those on their way. Stop the consumers before. */
  async close(): Promise<void> {
    this.#open = false;
    await this.#publisher.close();
    for (const consumer of this.#consumers) consumer.flush();
    await Promise.all([this.#publishing.close(), this.#consuming.close()]);
  }

  /**
   * Declares these durable queues too, now and with each connection. While the broker is away it resolves at once: they
   * are there before anything is published or consumed again.
   *
   * @throws {BusError} `bus.not-declared` when one is there with other arguments
   */
  async declare(queues: readonly QueueDeclaration[]): Promise<void> {
    const known = new Set(this.#queues.map(({ name }) => name));
    const added = queues.filter(({ name }) => !known.has(name));
    if (added.length === 0) return;
    this.#queues = [...this.#queues, ...added];
    const on = this.#consumingOn;
    if (on === undefined || hasEnded(on.ended)) return;
    try {
      await declareTopology(on.model, added);
    } catch (error) {
      // The connection has ended: the next one declares them.
      if (hasEnded(on.ended)) return;
      this.#queues = this.#queues.filter((queue) => !added.includes(queue));
      throw new BusError('bus.not-declared', 'a queue could not be declared', error);
    }
  }

  publish(queue: string, message: BusMessage): Promise<void> {
    return this.#publisher.publish(FRAMES_EXCHANGE, routingKeyOf(queue), message, STORED);
  }

  publishReading(routingKey: string, message: BusMessage): Promise<void> {
    if (Buffer.byteLength(routingKey) > LONGEST_ROUTING_KEY) {
      const message = `a routing key has at most ${LONGEST_ROUTING_KEY} octets`;
      return Promise.reject(new BusError('bus.not-accepted', message));
    }
    return this.#publisher.publish(TELEMETRY_EXCHANGE, routingKey, message, ROUTED);
  }

  /** While the broker is away it resolves too: the consumer starts with the connection. */
  consume(
    queue: string,
    options: { readonly prefetch: number },
    handler: (delivery: Delivery) => void,
  ): Promise<Consumer> {
    return this.#consume({
      prefetch: options.prefetch,
      source: () => Promise.resolve(queue),
      handler,
    });
  }

  subscribe(
    pattern: string,
    handler: (routingKey: string, message: BusMessage) => void | Promise<void>,
  ): Promise<Consumer> {
    let before = Promise.resolve();
    const take = async (delivery: Delivery, routingKey: string): Promise<void> => {
      await handler(routingKey, delivery);
      delivery.ack();
    };
    return this.#consume({
      prefetch: SUBSCRIBER_PREFETCH,
      source: async (channel) => {
        const { queue } = await channel.assertQueue('', {
          exclusive: true,
          autoDelete: true,
          durable: false,
          arguments: { 'x-max-length': SUBSCRIBER_MESSAGES, 'x-overflow': 'drop-head' },
        });
        await channel.bindQueue(queue, TELEMETRY_EXCHANGE, pattern);
        return queue;
      },
      handler: (delivery, routingKey) => {
        before = before.then(() => take(delivery, routingKey));
      },
    });
  }

  /**
   * How many messages of a durable queue nobody has been handed, and how many consume it.
   *
   * @throws {BusError} `bus.unreachable` or `bus.no-queue`
   */
  depth(queue: string): Promise<QueueDepth> {
    const on = this.#consumingOn;
    return this.#depths.of(queue, on?.ended.aborted === false ? on.model : undefined);
  }

  answer(gatewayProcess: string, answer: Answer): Promise<void> {
    const queue = gatewayQueue(gatewayProcess);
    return this.#publisher.publish(DEFAULT_EXCHANGE, queue, messageOfAnswer(answer), FLEETING);
  }

  answers(gatewayProcess: string, handler: (answer: Answer) => void): Promise<Consumer> {
    const queue = gatewayQueue(gatewayProcess);
    return this.#consume({
      prefetch: ANSWERS_PREFETCH,
      source: async (channel) => {
        await channel.assertQueue(queue, GATEWAY_QUEUE);
        return queue;
      },
      handler: (delivery) => {
        handler(answerOfMessage(delivery));
        delivery.ack();
      },
    });
  }

  #connection(
    role: ConnectionRole,
    up: (model: ChannelModel, ended: AbortSignal) => Promise<void>,
  ): BrokerConnection {
    const { events, random } = this.#ports;
    return new BrokerConnection(this.#url(), `${this.#options.name} ${role}`, {
      role,
      events,
      random,
      up: async (model, ended) => {
        await this.#declareAll(model);
        await up(model, ended);
        this.#up.add(role);
      },
      down: () => {
        this.#up.delete(role);
        if (role === 'publishing') this.#publisher.detach();
        else for (const consumer of this.#consumers) consumer.detach();
      },
    });
  }

  /** Those too that were added meanwhile. */
  async #declareAll(model: ChannelModel): Promise<void> {
    for (let declared: readonly QueueDeclaration[] = []; declared !== this.#queues;) {
      declared = this.#queues;
      await declareTopology(model, declared);
    }
  }

  async #publishOn(model: ChannelModel): Promise<void> {
    const { events } = this.#ports;
    model.on('blocked', (reason) => {
      this.#publisher.block(reason);
      events.blocked({ reason });
    });
    model.on('unblocked', () => {
      this.#publisher.unblock();
      events.unblocked();
    });
    const channel = await model.createConfirmChannel();
    channel.on('error', () => undefined); // 'close' follows
    channel.on('close', () => {
      this.#publishing.reset();
    });
    this.#publisher.attach(channel);
  }

  async #consumeOn(model: ChannelModel, ended: AbortSignal): Promise<void> {
    this.#consumingOn = { model, ended };
    const attach = async (consumer: AmqpConsumer): Promise<void> => {
      try {
        await consumer.attach(model);
      } catch (error) {
        // One that fails keeps the others waiting as little as the connection.
        this.#ports.events.attemptFailed({ role: 'consuming', error });
        void this.#attachAgain(consumer);
      }
    };
    await Promise.all([...this.#consumers].map(attach));
  }

  async #consume(ports: Omit<AmqpConsumerPorts, 'events' | 'lost'>): Promise<Consumer> {
    if (!this.#open) throw new BusError('bus.closed', 'the bus is closed or not started');
    const consumer = new AmqpConsumer(
      {
        ...ports,
        events: this.#ports.events,
        lost: (lost) => void this.#attachAgain(lost),
      },
      (stopped) => this.#consumers.delete(stopped),
    );
    this.#consumers.add(consumer);
    const on = this.#consumingOn;
    if (on === undefined || on.ended.aborted) return consumer;
    try {
      await consumer.attach(on.model);
    } catch (error) {
      // When it is the connection that has ended the consumer starts with the next one.
      if (isMissing(error)) {
        this.#consumers.delete(consumer);
        throw new BusError('bus.no-queue', 'there is no such queue', error);
      }
      // A queue that is still another's, of a connection that the broker does not know to be lost.
      void this.#attachAgain(consumer);
    }
    return consumer;
  }

  /** A consumer has lost its channel and not the connection: its queue may have gone too. */
  async #attachAgain(consumer: AmqpConsumer): Promise<void> {
    const on = this.#consumingOn;
    // A connection that ends closes its channels first, then tells: in the same turn.
    await Promise.resolve();
    if (on === undefined || on.ended.aborted) return;
    const attempt = async (): Promise<void> => {
      await declareTopology(on.model, this.#queues);
      await consumer.attach(on.model);
    };
    const failed = (error: unknown): void => {
      this.#ports.events.attemptFailed({ role: 'consuming', error });
    };
    try {
      await untilAccepted(attempt, { signal: on.ended, failed });
    } catch {
      // The connection has ended: the consumer comes back with the next one.
    }
  }

  #url(): string {
    const url = new URL(this.#options.url);
    if (!url.searchParams.has('heartbeat')) {
      const seconds = this.#options.heartbeatSeconds ?? HEARTBEAT_SECONDS;
      url.searchParams.set('heartbeat', String(seconds));
    }
    return url.href;
  }
}

const NOT_FOUND = 404;

/** A function, since it changes while others wait. */
function hasEnded({ aborted }: AbortSignal): boolean {
  return aborted;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === NOT_FOUND;
}
