import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  FRAMES_OVERFLOW,
  InMemoryWaitingFrames,
  InProcessBus,
  MemoryQueueStore,
  historicQueue,
  type Bus,
} from '@dlms-telemetry/bus';
import { decodeFrames } from '@dlms-telemetry/frame';
import { Counters, createEvents, silentLog } from '@dlms-telemetry/observe';
import { openEmbeddedStore, type BacklogCause, type Store } from '@dlms-telemetry/store';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { backlogEvents } from './events.js';
import { Overflow } from './overflow.js';
import type { ReplayPorts, ReplayReceptor } from './receptor-replay.js';
import { Replay } from './replay.js';
import { ManualClock, until } from './test-clock.js';
import { numberOf, testEnvelope, testFrame } from './test-frames.js';

interface SetUp {
  readonly receptor?: Partial<ReplayReceptor>;
  readonly ports?: Partial<ReplayPorts>;
  readonly clock?: ManualClock;
  /** Settles what comes. Default true. */
  readonly settle?: boolean;
}

describe('the replay of the backlog', () => {
  let folder: string;
  let store: Store;
  let names = 0;
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'replay-'));
    store = await openEmbeddedStore(folder);
  }, 60_000);
  afterAll(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
  });

  /** Stores envelopes of so many frames each, numbered from `first` on. */
  async function fill(
    receptor: string,
    cause: BacklogCause,
    counts: readonly number[],
    first = 0,
  ): Promise<void> {
    for (const count of counts) {
      const { id: firstFrameId, receivedAt } = testFrame(receptor, first);
      const envelope = testEnvelope(receptor, first, count);
      await store.backlog.add([{ firstFrameId, receptor, cause, count, receivedAt, envelope }]);
      first += count;
    }
  }

  async function frames(receptor: string): Promise<number> {
    const totals = await store.backlog.totals();
    return totals.filter((total) => total.receptor === receptor).reduce((n, t) => n + t.frames, 0);
  }

  /** A replay of one receptor, and what comes of it: `came` holds the numbers of frames, message by message. */
  async function setUp({ receptor, ports, clock = new ManualClock(), settle = true }: SetUp = {}) {
    const options = {
      name: receptor?.name ?? `receptor-${++names}`,
      ...{ handleHistoricRecordInterval: 1_000, historicRecordBatchingSize: 5 },
      ...{ backgroundProcessBoundedCapacity: 100, ...receptor },
    };
    const { name } = options;
    const bus = new InProcessBus({ store: new MemoryQueueStore() });
    await bus.start();
    const waiting = new InMemoryWaitingFrames();
    const came: number[][] = [];
    await bus.consume(historicQueue(name), { prefetch: 1_000 }, (delivery) => {
      came.push(decodeFrames(delivery.body).map(numberOf));
      delivery.ack();
      if (settle) waiting.settled(name, delivery.count ?? 1);
    });
    const counters = new Counters();
    const events = createEvents('historic', backlogEvents, { log: silentLog(), counters });
    const replay = new Replay({ bus, backlog: store.backlog, waiting, clock, events, ...ports }, [
      options,
    ]);
    stops.push(() => replay.stop());
    return { name, clock, bus, waiting, came, counters, events, replay };
  }

  it('HistoricRecordBatchingSize: a run takes so many frames, oldest first, from an envelope only what it may', async () => {
    const { name, clock, came, replay } = await setUp({
      receptor: { historicRecordBatchingSize: 7 },
    });
    await fill(name, 'overload', [4], 20);
    await fill(name, 'overload', [2, 9]);
    await replay.start();
    clock.pass(1_000);
    await until(async () => (await frames(name)) === 8);
    expect(came).toEqual([
      [0, 1],
      [2, 3, 4, 5, 6],
    ]);
    clock.pass(1_000);
    await until(async () => (await frames(name)) === 1);
    expect(came.slice(2)).toEqual([
      [7, 8, 9, 10],
      [20, 21, 22],
    ]);
    clock.pass(1_000);
    await until(async () => (await frames(name)) === 0);
    expect(came.slice(4)).toEqual([[23]]);
  });

  it('HandleHistoricRecordInterval: a run comes with each interval, none before, and a restart does not put it off', async () => {
    const receptor = { handleHistoricRecordInterval: 600_000, historicRecordBatchingSize: 2 };
    const first = await setUp({ receptor });
    const { name, clock } = first;
    await fill(name, 'overload', [6]);
    await first.replay.start();
    clock.pass(599_999);
    expect(await frames(name)).toBe(6);
    expect(first.came).toEqual([]);
    clock.pass(1);
    await until(async () => (await frames(name)) === 4);
    clock.pass(400_000);
    await first.replay.stop();
    const second = await setUp({ receptor: { ...receptor, name }, clock });
    await second.replay.start();
    clock.pass(199_999);
    expect(await frames(name)).toBe(4);
    clock.pass(1);
    await until(async () => (await frames(name)) === 2);
    expect(second.came).toEqual([[2, 3]]);
  });

  it('HandleHistoricRecordInterval, HistoricRecordBatchingSize: changed between two runs, they hold for the next one, the new interval from the last run on', async () => {
    const receptor = { handleHistoricRecordInterval: 600_000, historicRecordBatchingSize: 2 };
    const { name, clock, came, replay } = await setUp({ receptor });
    const other = { name, ...receptor, backgroundProcessBoundedCapacity: 100 };
    await fill(name, 'overload', [9]);
    await replay.start();
    clock.pass(100_000);
    await replay.update([
      { ...other, handleHistoricRecordInterval: 150_000, historicRecordBatchingSize: 3 },
    ]);
    clock.pass(49_999);
    expect(came).toEqual([]);
    clock.pass(1);
    await until(async () => (await frames(name)) === 6);
    await replay.update([{ ...other, handleHistoricRecordInterval: 400_000 }]);
    clock.pass(399_999);
    expect(await frames(name)).toBe(6);
    clock.pass(1);
    await until(async () => (await frames(name)) === 4);
  });

  it('leaves the backlog of a receptor that has left where it is, and goes on when it comes back', async () => {
    const { name, clock, replay, came } = await setUp();
    const receptor = {
      ...{ name, handleHistoricRecordInterval: 1_000, historicRecordBatchingSize: 5 },
      backgroundProcessBoundedCapacity: 100,
    };
    await fill(name, 'overload', [3]);
    await replay.start();
    await replay.update([]);
    clock.pass(10_000);
    expect(await frames(name)).toBe(3);
    expect(came).toEqual([]);
    await replay.update([receptor]);
    // The look comes every two seconds.
    await until(async () => {
      clock.pass(1_000);
      return (await frames(name)) === 0;
    });
    expect(came).toEqual([[0, 1, 2]]);
  });

  it('BackgroundProcessBoundedCapacity: no more frames than it allows wait in the historic queue', async () => {
    const { name, clock, waiting, came, replay } = await setUp({
      receptor: { backgroundProcessBoundedCapacity: 10, historicRecordBatchingSize: 1_000 },
      settle: false,
    });
    await fill(name, 'overload', [4, 4, 4, 25]);
    await replay.start();
    clock.pass(1_000);
    await until(async () => (await frames(name)) === 29);
    clock.pass(5_000);
    expect(came.map(({ length }) => length)).toEqual([4, 4]);
    let left = 29;
    while (left > 0) {
      waiting.settled(name, waiting.waiting(name));
      const before = left;
      await until(async () => {
        clock.pass(20);
        left = await frames(name);
        return left < before;
      });
      expect(waiting.waiting(name)).toBeLessThanOrEqual(10);
    }
    expect(came.map(({ length }) => length)).toEqual([4, 4, 4, 10, 10, 5]);
    expect(came.flat()).toEqual(Array.from({ length: 37 }, (_, n) => n));
  });

  it('brings back at once what is there because the broker was away, when it takes messages again', async () => {
    let away = true;
    let attempts = 0;
    const { name, clock, bus, came, counters, replay } = await setUp({
      receptor: { handleHistoricRecordInterval: 86_400_000 },
      ports: {
        bus: {
          publish: (queue, message) => {
            attempts++;
            return away ? Promise.reject(new Error('away')) : bus.publish(queue, message);
          },
        } satisfies Pick<Bus, 'publish'>,
      },
    });
    await fill(name, 'broker', [40, 40]);
    await fill(name, 'overload', [3], 200);
    await replay.start();
    await until(() => attempts > 0);
    await until(() => {
      clock.pass(100);
      return counters.total('historic_replay_failed_total') > 3;
    });
    expect(await frames(name)).toBe(83);
    away = false;
    await until(async () => {
      clock.pass(5_000);
      return (await frames(name)) === 3;
    });
    expect(came.flat()).toEqual(Array.from({ length: 80 }, (_, n) => n));
  });

  it('sends again after a crash between confirm and removal, and loses nothing', async () => {
    let failing = true;
    const clock = new ManualClock();
    const backlog: ReplayPorts['backlog'] = {
      oldest: (...args) => store.backlog.oldest(...args),
      waiting: (names_) => store.backlog.waiting(names_),
      runs: () => store.backlog.runs(),
      remove: (departure) =>
        failing ? Promise.reject(new Error('away')) : store.backlog.remove(departure),
    };
    const first = await setUp({ ports: { backlog }, clock });
    const { name, counters } = first;
    await fill(name, 'overload', [8]);
    await first.replay.start();
    clock.pass(1_000);
    await until(() => counters.total('historic_replay_failed_total') > 0);
    // While it goes on trying to remove, nothing is sent twice.
    clock.pass(60_000);
    expect(first.came).toEqual([[0, 1, 2, 3, 4]]);
    await first.replay.stop();

    failing = false;
    const second = await setUp({ receptor: { name }, ports: { backlog }, clock });
    await second.replay.start();
    await until(async () => {
      clock.pass(1_000);
      return (await frames(name)) === 0;
    });
    expect(second.came).toEqual([
      [0, 1, 2, 3, 4],
      [5, 6, 7],
    ]);
  });

  it('asks the store for nothing while there is no backlog, however short the interval', async () => {
    let pages = 0;
    const { name, clock, came, replay } = await setUp({
      receptor: { handleHistoricRecordInterval: 1 },
      ports: {
        backlog: {
          oldest: (...args) => {
            pages++;
            return store.backlog.oldest(...args);
          },
          waiting: () => Promise.resolve([]),
          runs: () => store.backlog.runs(),
          remove: (departure) => store.backlog.remove(departure),
        },
      },
    });
    await replay.start();
    clock.pass(10_000);
    expect(pages).toBe(0);
    await fill(name, 'overload', [1]);
    replay.found(name, 'overload');
    clock.pass(1);
    await until(() => came.length === 1);
  });

  it('leaves a receptor to the process that holds the right to replay it', async () => {
    const lease = (holder: string) => ({
      hold: (receptor: string) => store.backlog.hold(receptor, holder, 60_000),
    });
    const clock = new ManualClock();
    const one = await setUp({ ports: { lease: lease('one') }, clock });
    const { name } = one;
    const other = await setUp({ receptor: { name }, ports: { lease: lease('other') }, clock });
    await fill(name, 'overload', [10]);
    await store.backlog.hold(name, 'one', 60_000);
    await Promise.all([one.replay.start(), other.replay.start()]);
    await until(async () => {
      clock.pass(1_000);
      return (await frames(name)) === 0;
    });
    expect(one.came.flat()).toHaveLength(10);
    expect(other.came).toEqual([]);
  });

  it('lets an envelope go as it is that cannot be read, for who decodes it to set it aside', async () => {
    const bodies: number[][] = [];
    const { name, clock, bus, replay } = await setUp({
      ports: {
        bus: {
          publish: (_, { body }) => {
            bodies.push([...body]);
            return Promise.resolve();
          },
        },
      },
    });
    const { id: firstFrameId, receivedAt } = testFrame(name, 0);
    const envelope = Uint8Array.of(9, 9);
    await store.backlog.add([
      { ...{ firstFrameId, receptor: name, cause: 'overload' }, count: 9, receivedAt, envelope },
    ]);
    await replay.start();
    clock.pass(1_000);
    await until(async () => (await frames(name)) === 0);
    expect(bodies).toEqual([[9, 9]]);
    await bus.close();
  });

  it('stores overflow once, tells whose it is, and sets aside what is no envelope', async () => {
    const { name, bus, counters, events } = await setUp();
    const told: string[] = [];
    const overflow = new Overflow({
      ...{ bus, backlog: store.backlog, events },
      stored: (receptor) => {
        told.push(receptor);
      },
    });
    const body = testEnvelope(name, 0, 3);
    await bus.publish(FRAMES_OVERFLOW, { body, count: 3 });
    await bus.publish(FRAMES_OVERFLOW, { body, count: 3 });
    await bus.publish(FRAMES_OVERFLOW, { body: Uint8Array.of(9) });
    await overflow.start();
    await bus.idle();
    await overflow.stop();
    expect(await frames(name)).toBe(3);
    const [row] = await store.backlog.oldest(name, 'overload', { envelopes: 1, frames: 1 });
    const { id: firstFrameId, receivedAt } = testFrame(name, 0);
    expect(row).toMatchObject({ firstFrameId, receivedAt, count: 3, gone: 0 });
    expect(told).toContain(name);
    expect(counters.total('historic_envelopes_set_aside_total')).toBe(1);
  });
});
