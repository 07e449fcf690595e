import { describe, expect, it } from 'vitest';
import { describeBus } from '../bus-contract.js';
import type { Delivery } from '../bus.js';
import { InProcessBus } from './in-process-bus.js';
import { MemoryQueueStore } from './memory-queue-store.js';
import type { QueueStore, StoredMessage } from './queue-store.js';

async function busOn(store: QueueStore, messagesInMemory = 4): Promise<InProcessBus> {
  const bus = new InProcessBus({ store }, { messagesInMemory });
  await bus.start();
  return bus;
}

describeBus('the in-process bus', async () => {
  const store = new MemoryQueueStore();
  let bus = await busOn(store);
  return {
    bus,
    restart: async () => (bus = await busOn(store)),
    acksGoWithPublishes: true,
    close: () => bus.close(),
  };
});

const body = (n: number): Uint8Array => Uint8Array.of(n & 0xff, n >> 8);
const numberOf = (delivery: Delivery): number =>
  (delivery.body[0] ?? 0) | ((delivery.body[1] ?? 0) << 8);

/** A table whose commits can be held up and broken. */
class TroubledStore extends MemoryQueueStore {
  readonly commits: number[] = [];
  largestRead = 0;
  failures = 0;

  override async apply(added: readonly StoredMessage[], removed: readonly number[]): Promise<void> {
    if (this.failures > 0) {
      this.failures--;
      throw new Error('disk full');
    }
    this.commits.push(added.length);
    await super.apply(added, removed);
  }

  override async read(queue: string, fromId: number, limit: number): Promise<StoredMessage[]> {
    const messages = await super.read(queue, fromId, limit);
    this.largestRead = Math.max(this.largestRead, messages.length);
    return messages;
  }
}

describe('the in-process bus', () => {
  it('puts what is published at the same time into one commit', async () => {
    const store = new TroubledStore();
    const bus = await busOn(store);
    await Promise.all(Array.from({ length: 50 }, (_, n) => bus.publish('a', { body: body(n) })));
    expect(store.commits).toEqual([50]);
    await bus.close();
  });

  it('holds no more in memory than its bound and still hands out all, in order', async () => {
    const store = new TroubledStore();
    const bus = await busOn(store, 8);
    const seen: number[] = [];
    const held: Delivery[] = [];
    await bus.consume('a', { prefetch: 1 }, (delivery) => {
      seen.push(numberOf(delivery));
      held.push(delivery);
    });
    for (let n = 0; n < 100; n += 20)
      await Promise.all(
        Array.from({ length: 20 }, (_, i) => bus.publish('a', { body: body(n + i) })),
      );
    for (let n = 0; n < 100; n++) {
      while (held.length === 0) await new Promise((resolve) => setImmediate(resolve));
      held.shift()?.ack();
    }
    expect(seen).toEqual(Array.from({ length: 100 }, (_, n) => n));
    expect(store.largestRead).toBeLessThanOrEqual(8);
    await bus.close();
    expect(store.size).toBe(0);
  });

  it('turns a message down when its commit fails, and goes on afterwards', async () => {
    const store = new TroubledStore();
    const failures: unknown[] = [];
    const bus = new InProcessBus({ store, onStoreFailure: (error) => failures.push(error) });
    await bus.start();
    store.failures = 1;
    await expect(bus.publish('a', { body: body(1) })).rejects.toMatchObject({
      code: 'bus.not-accepted',
    });
    await bus.publish('a', { body: body(2) });
    expect(failures).toHaveLength(1);
    const delivered = await new Promise<Delivery>((resolve) => {
      void bus.consume('a', { prefetch: 1 }, resolve);
    });
    expect(numberOf(delivered)).toBe(2);
    await bus.close();
  });

  it('writes acks before it closes', async () => {
    const store = new MemoryQueueStore();
    const bus = await busOn(store);
    await bus.publish('a', { body: body(1) });
    await new Promise<void>((resolve) => {
      void bus.consume('a', { prefetch: 1 }, (delivery) => {
        delivery.ack();
        resolve();
      });
    });
    await bus.close();
    expect(store.size).toBe(0);
  });

  it('takes nothing before it is started and after it is closed', async () => {
    const bus = new InProcessBus({ store: new MemoryQueueStore() });
    await expect(bus.publish('a', { body: body(1) })).rejects.toMatchObject({ code: 'bus.closed' });
    await bus.start();
    await bus.close();
    await expect(bus.publish('a', { body: body(1) })).rejects.toMatchObject({ code: 'bus.closed' });
    await expect(bus.publishReading('k', { body: body(1) })).rejects.toMatchObject({
      code: 'bus.closed',
    });
  });

  it('refuses to settle a delivery twice', async () => {
    const bus = await busOn(new MemoryQueueStore());
    await bus.publish('a', { body: body(1) });
    const delivery = await new Promise<Delivery>((resolve) => {
      void bus.consume('a', { prefetch: 1 }, resolve);
    });
    delivery.ack();
    expect(() => {
      delivery.release();
    }).toThrow(expect.objectContaining({ code: 'bus.settled-twice' }));
    await bus.close();
  });

  it('is idle when all that is consumed is settled, with what its consumers pass on', async () => {
    const bus = await busOn(new MemoryQueueStore());
    const done: number[] = [];
    await bus.idle();
    for (let n = 0; n < 20; n++) await bus.publish('a', { body: body(n) });
    await bus.consume('b', { prefetch: 2 }, (delivery) => {
      done.push(numberOf(delivery));
      delivery.ack();
    });
    await bus.consume('a', { prefetch: 2 }, (delivery) => {
      void bus.publish('b', delivery).then(() => {
        delivery.ack();
      });
    });
    await bus.publish('nobody consumes this', { body: body(0) });
    await bus.idle();
    expect(done).toHaveLength(20);
    await bus.close();
  });

  it('lets a slow subscriber hold back its publisher', async () => {
    const bus = await busOn(new MemoryQueueStore());
    let go: () => void = () => undefined;
    await bus.subscribe('#', () => new Promise<void>((resolve) => (go = resolve)));
    let published = false;
    const publishing = bus.publishReading('k', { body: body(1) }).then(() => (published = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(published).toBe(false);
    go();
    await publishing;
    await bus.close();
  });
});
