import { describe, expect, it } from 'vitest';
import { GroupConsumer, type GroupConsumerPorts } from './group-consumer.js';
import { InProcessBus } from './in-process/in-process-bus.js';
import { MemoryQueueStore } from './in-process/memory-queue-store.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await turn();
}

/** Numbers in a queue, written to a list. */
async function underTest(overrides: Partial<GroupConsumerPorts<number>> = {}, groupWeight = 100) {
  const store = new MemoryQueueStore();
  const bus = new InProcessBus({ store });
  await bus.start();
  const groups: number[][] = [];
  const setAside: unknown[] = [];
  const failures: unknown[] = [];
  const consumer = new GroupConsumer<number>(
    {
      bus,
      read: ({ body }) => {
        if (body[0] === undefined) throw new Error('empty');
        return body[0];
      },
      weigh: () => 1,
      write: (numbers) => {
        groups.push([...numbers]);
        return Promise.resolve();
      },
      isRefusal: (error) => error instanceof RangeError,
      writeFailed: (error) => failures.push(error),
      setAside: (error) => setAside.push(error),
      ...overrides,
    },
    { queue: 'numbers', poisonQueue: 'poison', prefetch: 16, groupWeight },
  );
  const publish = (...octets: number[]): Promise<void> =>
    bus.publish('numbers', { body: Uint8Array.from(octets) });
  const poison = () => store.read('poison', 0, 100);
  return { store, bus, groups, setAside, failures, consumer, publish, poison };
}

describe('a group consumer', () => {
  it('writes together what waits, and acks it after that', async () => {
    const { publish, consumer, groups, bus, store } = await underTest();
    for (const n of [1, 2, 3]) await publish(n);
    await consumer.start();
    await until(() => groups.length > 0);
    expect(groups).toEqual([[1, 2, 3]]);
    await consumer.stop();
    await bus.close();
    expect(store.size).toBe(0);
  });

  it('gathers while a write is under way, up to the weight of a group', async () => {
    const releases: (() => void)[] = [];
    const groups: number[][] = [];
    const { publish, consumer } = await underTest(
      {
        write: (numbers) => {
          groups.push([...numbers]);
          return new Promise((resolve) => releases.push(resolve));
        },
      },
      2,
    );
    await consumer.start();
    await publish(1);
    await until(() => groups.length === 1);
    for (const n of [2, 3, 4]) await publish(n);
    for (const count of [1, 2, 3]) {
      await until(() => releases.length === count);
      releases.at(-1)?.();
    }
    await consumer.stop();
    expect(groups).toEqual([[1], [2, 3], [4]]);
  });

  it('sets aside what cannot be read or is refused, and lets the rest pass', async () => {
    const written: number[] = [];
    const { publish, consumer, setAside, poison, bus, store } = await underTest({
      write: (numbers) => {
        if (numbers.includes(2)) return Promise.reject(new RangeError('two'));
        written.push(...numbers);
        return Promise.resolve();
      },
    });
    await publish(1);
    await publish(2);
    await publish();
    await publish(3);
    await consumer.start();
    await until(() => written.length === 2);
    await consumer.stop();
    await bus.close();
    expect(written).toEqual([1, 3]);
    expect(setAside).toHaveLength(2);
    expect((await poison()).map(({ body }) => [...body])).toEqual([[], [2]]);
    expect(store.size).toBe(2);
  });

  it('tries again what failed for another reason, and gives it back when told to end', async () => {
    const { publish, consumer, failures, bus, store } = await underTest({
      write: () => Promise.reject(new Error('disk full')),
    });
    await publish(1);
    await consumer.start();
    await until(() => failures.length > 0);
    const end = new AbortController();
    const stopping = consumer.stop(end.signal);
    end.abort();
    await stopping;
    await bus.close();
    expect(store.size).toBe(1);
  });
});
