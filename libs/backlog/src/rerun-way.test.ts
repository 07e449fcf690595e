import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  InMemoryWaitingFrames,
  InProcessBus,
  MemoryQueueStore,
  RERUN_HEADER,
  historicQueue,
} from '@dlms-telemetry/bus';
import { decodeFrames } from '@dlms-telemetry/frame';
import { Counters, createEvents, silentLog } from '@dlms-telemetry/observe';
import { freshSchema } from '@dlms-telemetry/services';
import { openEmbeddedStore, openPostgresStore, type Store } from '@dlms-telemetry/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DeadLetterDesk } from './dead-letter-desk.js';
import { backlogEvents } from './events.js';
import { Replay } from './replay.js';
import { throughBacklog } from './rerun-way.js';
import { ManualClock, until } from './test-clock.js';
import { numberOf, testEnvelope, testFrame } from './test-frames.js';

interface Opened {
  readonly store: Store;
  close(): Promise<void>;
}

async function embedded(): Promise<Opened> {
  const folder = await mkdtemp(join(tmpdir(), 'rerun-'));
  const store = await openEmbeddedStore(folder);
  return {
    store,
    async close() {
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
}

async function onPostgres(): Promise<Opened> {
  const schema = await freshSchema();
  const store = await openPostgresStore({ url: schema.url });
  return {
    store,
    async close() {
      await store.close();
      await schema.drop();
    },
  };
}

describe.each([
  ['in the embedded store', embedded],
  ['on Postgres', onPostgres],
])('dead letters that are run again through the backlog, %s', (_, open) => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await open();
  }, 60_000);
  afterAll(() => opened.close());

  /** A receptor with so many dead letters, and a desk that knows of it. */
  async function fallIll(name: string, count: number, receptors?: ReadonlySet<string>) {
    const { deadLetters, backlog } = opened.store;
    const frames = Array.from({ length: count }, (__, n) => testFrame(name, n));
    await deadLetters.add(
      frames.map(({ id: frameId, receivedAt }, n) => ({
        ...{ frameId, receptor: name, code: 'security.no-key', message: 'm', layer: 'security' },
        ...{ offset: 0, systemTitle: null, remoteAddress: '192.0.2.7', receivedAt },
        ...{ envelope: testEnvelope(name, n, 1), knownMeter: true },
      })),
    );
    const way = throughBacklog(backlog);
    return { frames, desk: new DeadLetterDesk({ way, deadLetters, receptors }) };
  }

  /** Another process that replays, whose runs are a day apart, and what it has sent, message by message. */
  function replayOf(name: string) {
    const clock = new ManualClock();
    const waiting = new InMemoryWaitingFrames();
    const bus = new InProcessBus({ store: new MemoryQueueStore() });
    const came: number[][] = [];
    const headers: unknown[] = [];
    const { backlog } = opened.store;
    const events = createEvents('historic', backlogEvents, {
      ...{ log: silentLog(), counters: new Counters() },
    });
    const receptor = {
      ...{ name, handleHistoricRecordInterval: 86_400_000, historicRecordBatchingSize: 1 },
      backgroundProcessBoundedCapacity: 300,
    };
    const replay = new Replay({ bus, backlog, waiting, clock, events }, [receptor]);
    const start = async (): Promise<void> => {
      await bus.start();
      await bus.consume(historicQueue(name), { prefetch: 1_000 }, (delivery) => {
        came.push(decodeFrames(delivery.body).map(numberOf));
        headers.push(delivery.headers);
        delivery.ack();
        waiting.settled(name, delivery.count ?? 1);
      });
      await replay.start();
    };
    return { clock, came, headers, replay, start, stop: () => replay.stop() };
  }

  async function left(name: string): Promise<number> {
    const totals = await opened.store.backlog.totals();
    return totals.filter(({ receptor }) => receptor === name).reduce((n, t) => n + t.frames, 0);
  }

  it('come at once, whatever the pace of overload is, marked as what they are, and leave the backlog', async () => {
    const { desk } = await fallIll('ill', 450);
    const { start, clock, came, headers, stop } = replayOf('ill');
    await start();
    expect(await desk.rerun({ receptor: 'ill' })).toEqual({ frames: 450, withoutReceptor: 0 });
    const totals = await opened.store.backlog.totals();
    expect(totals).toMatchObject([{ receptor: 'ill', cause: 'rerun', frames: 450 }]);
    // Nobody tells the other process: it looks.
    clock.pass(2_000);
    await until(async () => {
      clock.pass(20);
      return (await left('ill')) === 0;
    });
    await stop();
    expect(came.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 450 }, (__, n) => n));
    expect(came.length).toBeLessThan(10);
    expect(new Set(headers.map((each) => (each as Record<string, unknown>)[RERUN_HEADER]))).toEqual(
      new Set([1]),
    );
  });

  it('come once however often they are asked for, and none is left out that was asked for before with others', async () => {
    const { desk, frames } = await fallIll('twice', 3);
    const [first] = frames;
    await desk.rerun({ frameId: first?.id });
    await desk.rerun({ receptor: 'twice' });
    await desk.rerun({ receptor: 'twice' });
    const { start, came, stop } = replayOf('twice');
    await start();
    await until(async () => (await left('twice')) === 0);
    await stop();
    expect(came.map((numbers) => numbers.join()).sort()).toEqual(['0', '0,1,2']);
  });

  it('come beside frames of the same ids that are there for another cause', async () => {
    const { desk, frames } = await fallIll('doubted', 1);
    const [first] = frames;
    if (first === undefined) throw new Error('no frame');
    const envelope = testEnvelope('doubted', 0, 1);
    const { id: firstFrameId, receivedAt } = first;
    await opened.store.backlog.add([
      { firstFrameId, receptor: 'doubted', cause: 'broker', count: 1, receivedAt, envelope },
    ]);
    await desk.rerun({ receptor: 'doubted' });
    const { start, headers, stop } = replayOf('doubted');
    await start();
    await until(async () => (await left('doubted')) === 0);
    await stop();
    expect(headers).toMatchObject([{}, { [RERUN_HEADER]: 1 }]);
    expect(headers[0]).not.toHaveProperty(RERUN_HEADER);
  });

  it('stay as they are where nobody decodes for their receptor', async () => {
    const { desk } = await fallIll('gone', 2, new Set(['ill']));
    expect(await desk.rerun({ receptor: 'gone' })).toEqual({ frames: 0, withoutReceptor: 2 });
    expect(await left('gone')).toBe(0);
  });
});
