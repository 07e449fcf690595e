import type { Channel, ChannelModel } from 'amqplib';
import { BusError } from '../errors.js';

/** A durable queue as the broker sees it. */
export interface QueueDepth {
  /** Messages that were handed to nobody. */
  readonly messages: number;
  readonly consumers: number;
}

/** Looks at queues by declaring them passively, over a channel that is kept. */
export class QueueDepths {
  #channel: { readonly on: ChannelModel; readonly channel: Promise<Channel> } | undefined;

  /**
   * @param model the connection of now; none when there is none
   * @throws {BusError} `bus.unreachable` or `bus.no-queue`
   */
  async of(queue: string, model: ChannelModel | undefined): Promise<QueueDepth> {
    if (model === undefined) throw new BusError('bus.unreachable', 'the broker is not there');
    try {
      const channel = await this.#channelOn(model);
      const { messageCount, consumerCount } = await channel.checkQueue(queue);
      return { messages: messageCount, consumers: consumerCount };
    } catch (error) {
      // The broker closes a channel on which it was asked for a queue that is not there.
      this.#channel = undefined;
      const isMissing = error instanceof Error && 'code' in error && error.code === NOT_FOUND;
      throw isMissing
        ? new BusError('bus.no-queue', 'there is no such queue', error)
        : new BusError('bus.unreachable', 'the broker does not answer', error);
    }
  }

  #channelOn(model: ChannelModel): Promise<Channel> {
    if (this.#channel?.on === model) return this.#channel.channel;
    const channel = model.createChannel().then((made) => {
      made.on('error', () => undefined); // the call that caused it rejects
      return made;
    });
    this.#channel = { on: model, channel };
    return channel;
  }
}

const NOT_FOUND = 404;
