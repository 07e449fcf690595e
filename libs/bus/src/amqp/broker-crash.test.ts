import { ownService, type OwnService } from '@dlms-telemetry/services';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { queuesOf } from '../declarations.js';
import { liveQueue } from '../topology.js';
import type { AmqpBus, AmqpBusOptions } from './amqp-bus.js';
import { startBus } from './test-broker.js';

const QUEUES = queuesOf(['site']);
const LIVE = liveQueue('site');
/** A broker takes about 7 s to start, more beside other tests. */
const LIMIT_MS = 60_000;

const numbered = (n: number): Uint8Array => new TextEncoder().encode(String(n));
const numberIn = (octets: Uint8Array): number => Number(new TextDecoder().decode(octets));

describe('the bus on a broker that is in trouble', () => {
  let broker: OwnService;
  const buses: AmqpBus[] = [];
  beforeAll(async () => {
    broker = await ownService('rabbitmq', 'crash');
  }, LIMIT_MS);
  afterEach(async () => {
    await Promise.all(buses.splice(0).map((bus) => bus.close()));
  });
  afterAll(() => broker.kill());

  async function start(options: Partial<AmqpBusOptions> = {}) {
    const started = await startBus(broker.url, QUEUES, options);
    buses.push(started.bus);
    return started;
  }

  it(
    'turns messages down while the broker has an alarm, and goes on acking',
    { timeout: LIMIT_MS },
    async () => {
      const { bus, events } = await start({ confirmLimitMs: LIMIT_MS });
      let taken: () => void = () => undefined;
      const first = new Promise<void>((resolve) => (taken = resolve));
      await bus.publish(LIVE, { body: numbered(1) });
      await broker.control('set_vm_memory_high_watermark', 'absolute', '1MB');
      const inFlight = bus.publish(LIVE, { body: numbered(2) });
      await events.until('blocked', 1);
      await expect(bus.publish(LIVE, { body: numbered(3) })).rejects.toMatchObject({
        code: 'bus.blocked',
      });
      const consumer = await bus.consume(LIVE, { prefetch: 1 }, (delivery) => {
        delivery.ack();
        taken();
      });
      await first;
      await broker.control('set_vm_memory_high_watermark', 'absolute', '2GB');
      await events.until('unblocked', 1);
      await inFlight;
      await bus.publish(LIVE, { body: numbered(4) });
      await consumer.stop();
    },
  );

  it(
    'loses no confirmed message when the broker is killed under publishing, and hands it all out after',
    { timeout: LIMIT_MS },
    async ({ signal }) => {
      const { bus, events } = await start();
      const received = new Set<number>();
      let arrived: () => void = () => undefined;
      await bus.consume(LIVE, { prefetch: 250 }, (delivery) => {
        received.add(numberIn(delivery.body));
        delivery.ack();
        arrived();
      });
      const confirmed: number[] = [];
      const codes = new Set<string>();
      let next = 10;
      let stopped = false;
      const publish = async (): Promise<void> => {
        while (!stopped && !signal.aborted) {
          const n = next++;
          try {
            await bus.publish(LIVE, { body: numbered(n) });
            confirmed.push(n);
          } catch (error) {
            codes.add((error as { code: string }).code);
            await new Promise((resolve) => setImmediate(resolve));
          }
        }
      };
      const publishers = Array.from({ length: 64 }, publish);
      const reach = async (count: number): Promise<void> => {
        while (confirmed.length < count && !signal.aborted)
          await new Promise((resolve) => setImmediate(resolve));
      };
      await reach(2_000);
      await broker.kill();
      await events.until('disconnected', 2);
      await broker.start();
      await events.until('connected', 4);
      await reach(confirmed.length + 2_000);
      stopped = true;
      await Promise.all(publishers);
      while (!confirmed.every((n) => received.has(n)))
        await new Promise<void>((resolve) => (arrived = resolve));
      expect([...codes].sort()).toEqual(['bus.in-doubt', 'bus.unreachable']);
    },
  );
});
