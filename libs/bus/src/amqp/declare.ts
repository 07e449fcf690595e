import type { ChannelModel } from 'amqplib';
import {
  FRAMES_EXCHANGE,
  TELEMETRY_EXCHANGE,
  TELEMETRY_UNROUTED,
  UNROUTED_ARGUMENTS,
  queueArguments,
  routingKeyOf,
  type QueueDeclaration,
} from '../declarations.js';

/**
 * Declares exchanges and queues; what is there already stays as it is.
 *
 * @throws when one is there with other arguments: it was made by somebody else, or by another version
 */
export async function declareTopology(
  model: ChannelModel,
  queues: readonly QueueDeclaration[],
): Promise<void> {
  const channel = await model.createChannel();
  channel.on('error', () => undefined); // the call that caused it rejects
  await channel.assertExchange(FRAMES_EXCHANGE, 'topic', { durable: true });
  await Promise.all(
    queues.flatMap((queue) => [
      channel.assertQueue(queue.name, { durable: true, arguments: queueArguments(queue) }),
      channel.bindQueue(queue.name, FRAMES_EXCHANGE, routingKeyOf(queue.name)),
    ]),
  );
  await channel.assertExchange(TELEMETRY_UNROUTED, 'fanout', { durable: true });
  await channel.assertQueue(TELEMETRY_UNROUTED, { durable: true, arguments: UNROUTED_ARGUMENTS });
  await channel.bindQueue(TELEMETRY_UNROUTED, TELEMETRY_UNROUTED, '');
  await channel.assertExchange(TELEMETRY_EXCHANGE, 'topic', {
    durable: true,
    alternateExchange: TELEMETRY_UNROUTED,
  });
  await channel.close();
}
