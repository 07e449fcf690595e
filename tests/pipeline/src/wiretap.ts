/** Of a connection to the broker what is needed here: the driver is the test's to choose. */
interface Broker {
  createChannel(): Promise<{
    assertQueue(name: string, options: object): Promise<{ readonly queue: string }>;
    bindQueue(queue: string, exchange: string, pattern: string): Promise<unknown>;
    consume(
      queue: string,
      took: (message: Message | null) => void,
      options: object,
    ): Promise<unknown>;
  }>;
  close(): Promise<void>;
}

interface Message {
  readonly fields: { readonly routingKey: string };
  readonly properties: { readonly headers?: object | undefined };
  readonly content: Buffer;
}

/** Hears every message that goes through the exchanges of a pipeline from now on: an AMQP consumer of its own. */
export class Wiretap {
  /** Routing keys, headers and bodies, as they came. */
  readonly heard: Buffer[] = [];
  /** Readings by their routing keys. */
  readonly readings: { readonly key: string; readonly body: Readonly<Record<string, unknown>> }[] =
    [];
  readonly #broker: Broker;

  private constructor(broker: Broker) {
    this.#broker = broker;
  }

  static async start(broker: Broker): Promise<Wiretap> {
    const tap = new Wiretap(broker);
    const channel = await broker.createChannel();
    for (const exchange of ['telemetry', 'frames']) {
      const { queue } = await channel.assertQueue('', { exclusive: true });
      await channel.bindQueue(queue, exchange, '#');
      await channel.consume(
        queue,
        (message) => {
          if (message === null) return;
          const { routingKey: key } = message.fields;
          const headers = JSON.stringify(message.properties.headers);
          tap.heard.push(Buffer.from(`${key} ${headers}`), message.content);
          if (exchange !== 'telemetry') return;
          const body = JSON.parse(message.content.toString()) as Record<string, unknown>;
          tap.readings.push({ key, body });
        },
        { noAck: true },
      );
    }
    return tap;
  }

  async stop(): Promise<void> {
    await this.#broker.close();
  }
}
