import { connect, type ChannelModel } from 'amqplib';

/** Hears every message that goes through the exchanges of a pipeline from now on: an AMQP consumer of its own. */
export class Wiretap {
  /** Routing keys, headers and bodies, as they came. */
  readonly heard: Buffer[] = [];
  /** Readings by their routing keys. */
  readonly readings: { readonly key: string; readonly body: Readonly<Record<string, unknown>> }[] =
    [];
  readonly #model: ChannelModel;

  private constructor(model: ChannelModel) {
    this.#model = model;
  }

  static async start(url: string): Promise<Wiretap> {
    const model = await connect(url);
    const tap = new Wiretap(model);
    const channel = await model.createChannel();
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
    await this.#model.close();
  }
}
