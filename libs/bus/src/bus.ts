/** A message on its way: an opaque body (envelope of frames, batch of readings) with headers. */
export interface BusMessage {
  readonly body: Uint8Array;
  readonly headers?: Readonly<Record<string, string | number>>;
  /** How many frames (or frames' readings) the body holds; 1 when absent. What depths and limits are counted in. */
  readonly count?: number;
}

/** A message handed to a consumer. Exactly one of `ack` and `release` is called, once. */
export interface Delivery extends BusMessage {
  readonly queue: string;
  /** True when the message may have been handed out before. */
  readonly redelivered: boolean;
  /** Everything in it is settled. On its way until the bus has written it: a crash before that hands it out again. */
  ack(): void;
  /**
   * Puts it back near the head of its queue, to be handed out again: before what was not handed out yet, in no promised
   * order among what was.
   */
  release(): void;
}

/** What is sent back to a meter, over the gateway process that has its connection. */
export interface Answer {
  /** Of the frame that it answers. */
  readonly frameId: string;
  readonly receptor: string;
  /** Where that frame came from. */
  readonly connectionId: string;
  readonly transport: string;
  readonly remoteAddress: string;
  readonly remotePort: number;
  /** What goes on the wire, link layer included. */
  readonly octets: Uint8Array;
}

/** A running consumer. */
export interface Consumer {
  /** Stops deliveries; resolves when no handed-out message is unsettled any more, or after releasing them. */
  stop(): Promise<void>;
}

/**
 * How stages talk. Frames and readings.record go through durable queues (`publish` resolves once the message cannot
 * be lost any more); readings for platforms go through the topic exchange `telemetry`.
 */
export interface Bus {
  /** Publishes to a durable queue. Resolves once accepted (broker confirm, or commit); rejects with `BusError`. */
  publish(queue: string, message: BusMessage): Promise<void>;
  /** Publishes a reading to the topic exchange `telemetry`. Resolves once confirmed. */
  publishReading(routingKey: string, message: BusMessage): Promise<void>;
  /** Hands the queue's messages to `handler`, at most `prefetch` unsettled at once. The handler must not throw. */
  consume(
    queue: string,
    options: { readonly prefetch: number },
    handler: (delivery: Delivery) => void,
  ): Promise<Consumer>;
  /**
   * Subscribes to the exchange `telemetry` with an AMQP topic pattern; nothing is kept for a late subscriber.
   * A promise returned by the handler holds back further messages until it resolves. The handler must not throw.
   */
  subscribe(
    pattern: string,
    handler: (routingKey: string, message: BusMessage) => void | Promise<void>,
  ): Promise<Consumer>;
  /**
   * Hands an answer to a gateway process. Nothing is kept: resolves once it is on its way, rejects with `BusError` when
   * it is not, `bus.returned` when no process of this name listens.
   */
  answer(gatewayProcess: string, answer: Answer): Promise<void>;
  /**
   * Takes the answers that are for this gateway process; one process at a time has a name. While too many wait the
   * oldest are lost. The handler must not throw.
   */
  answers(gatewayProcess: string, handler: (answer: Answer) => void): Promise<Consumer>;
}
