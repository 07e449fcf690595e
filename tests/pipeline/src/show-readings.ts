import { AmqpBus } from '@dlms-telemetry/bus';

const NOTHING = (): void => undefined;

/** Prints each reading that arrives on the exchange, a line each. @returns what ends it */
export async function showReadings(url: string): Promise<() => Promise<void>> {
  const bus = new AmqpBus(
    { url, name: 'pipeline readings', queues: [] },
    {
      events: {
        ...{ connected: NOTHING, disconnected: NOTHING, attemptFailed: NOTHING, blocked: NOTHING },
        ...{
          unblocked: NOTHING,
          settledLate: NOTHING,
          confirmedLate: NOTHING,
          turnedDown: NOTHING,
        },
      },
      random: Math.random,
    },
  );
  await bus.start();
  const text = new TextDecoder();
  const subscriber = await bus.subscribe('#', (routingKey, { body }) => {
    process.stdout.write(`${routingKey} ${text.decode(body)}\n`);
  });
  return async () => {
    await subscriber.stop();
    await bus.close();
  };
}
