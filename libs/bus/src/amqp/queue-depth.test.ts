import { freshVhost } from '@dlms-telemetry/services';
import { expect, it } from 'vitest';
import { startBus } from './test-broker.js';

/** The broker may still be starting. */
const START_MS = 60_000;

it(
  'the depth of a queue is what nobody has been handed; where there is none, that is said and the next look works',
  { timeout: START_MS },
  async () => {
    const vhost = await freshVhost();
    const { bus } = await startBus(vhost.url, [{ name: 'a' }]);
    await expect(bus.depth('missing')).rejects.toMatchObject({ code: 'bus.no-queue' });
    expect(await bus.depth('a')).toEqual({ messages: 0, consumers: 0 });
    for (let n = 0; n < 3; n++) await bus.publish('a', { body: new Uint8Array() });
    expect(await bus.depth('a')).toEqual({ messages: 3, consumers: 0 });
    let handed: () => void = () => undefined;
    const first = new Promise<void>((resolve) => (handed = resolve));
    const consumer = await bus.consume('a', { prefetch: 1 }, (delivery) => {
      handed();
      delivery.release();
    });
    await first;
    expect((await bus.depth('a')).consumers).toBe(1);
    await consumer.stop();
    await bus.close();
    await expect(bus.depth('a')).rejects.toMatchObject({ code: 'bus.unreachable' });
    await vhost.drop();
  },
);
