import {
  InProcessBus,
  MemoryQueueStore,
  READINGS_POISON,
  READINGS_RECORD,
} from '@dlms-telemetry/bus';
import { uuidv7 } from '@dlms-telemetry/frame';
import {
  ReadingRunWriter,
  frameReceivedAt,
  readRunLayout,
  readingRunBatchOf,
  writeReadingBatch,
  type FrameReadings,
  type ReadingRun,
} from '@dlms-telemetry/reading';
import { StoreError } from '@dlms-telemetry/store';
import { beforeEach, describe, expect, it } from 'vitest';
import { Record as RecordStage } from './record.js';
import type { RecordEvents } from './events.js';

const NOW = Date.UTC(2026, 4, 6);
const DAY_MS = 86_400_000;

function frame(n: number, serial = 'm1'): FrameReadings {
  const frameId = uuidv7(Math.trunc(NOW + n), new Uint8Array(10).fill(n));
  const reading = {
    Id: `${frameId}-0`,
    Serial: serial,
    Measure: 'ENERGY',
    Unit: 'Wh',
    Direction: 'Import',
    Value: n,
    Date: '2026-05-06T00:00:00.000Z',
    ReceivedAt: '2026-05-06T00:00:00.000Z',
    Source: 'push',
  } as const;
  return {
    ...{ frameId, receptor: 'north', groupName: 'g', serialSource: 'user', leniencies: [] },
    readings: [{ routingKey: 'k', reading }],
  };
}

class FakeReadings {
  readonly runs: ReadingRun[] = [];
  readonly removedBefore: number[] = [];
  upsert(runs: readonly ReadingRun[]): Promise<void> {
    if (runs.some(({ layout }) => readRunLayout(layout).serial === 'impossible'))
      return Promise.reject(new StoreError('store.data', 'refused'));
    this.runs.push(...runs);
    return Promise.resolve();
  }
  removeDaysBefore(time: number): Promise<string[]> {
    this.removedBefore.push(time);
    return this.removedBefore.length === 1
      ? Promise.resolve(['2020-01-01', '2020-01-02'])
      : Promise.reject(new Error('locked'));
  }
  get values(): number[] {
    return this.runs.map(({ values }) => new DataView(values.slice().buffer).getFloat64(0));
  }
}

describe('the record stage', () => {
  let store: MemoryQueueStore;
  let bus: InProcessBus;
  let readings: FakeReadings;
  let told: string[];
  let timers: (() => void)[];
  let facts: [string, Readonly<Record<string, unknown>>][];
  let stage: RecordStage;

  beforeEach(async () => {
    store = new MemoryQueueStore();
    bus = new InProcessBus({ store });
    await bus.start();
    readings = new FakeReadings();
    told = [];
    timers = [];
    facts = [];
    const events = new Proxy({} as RecordEvents, {
      get: (_, event: string) => (attributes: Readonly<Record<string, unknown>>) => {
        told.push(event);
        facts.push([event, attributes]);
      },
    });
    const clock = {
      now: () => NOW + DAY_MS / 2,
      setTimer: (_: number, callback: () => void) => {
        timers.push(callback);
        return () => undefined;
      },
    };
    stage = new RecordStage({ bus, readings, clock, events }, { retentionDays: 10 });
  });

  const publish = (text: string): Promise<void> =>
    bus.publish(READINGS_RECORD, { body: new TextEncoder().encode(text) });
  const batchOf = (...frames: FrameReadings[]): Uint8Array =>
    readingRunBatchOf(frames.map((each) => new ReadingRunWriter().entry(each)));

  async function run(): Promise<void> {
    await stage.start();
    await bus.idle();
    await stage.stop();
    await bus.close();
  }

  it('stores the readings of a batch, those of an earlier version in JSON too', async () => {
    await bus.publish(READINGS_RECORD, { body: batchOf(frame(1), frame(2)) });
    await publish(writeReadingBatch([frame(3)]));
    await run();
    expect(readings.values).toEqual([1, 2, 3]);
    expect(readings.runs.map(({ layout }) => readRunLayout(layout))).toEqual(
      Array(3).fill(
        expect.objectContaining({
          ...{ receptor: 'north', groupName: 'g', serial: 'm1' },
          columns: [expect.objectContaining({ measure: 'ENERGY', routingKey: 'k' })],
        }),
      ),
    );
    expect(store.size).toBe(0);
  });

  it('sets aside what is no batch or is refused, and stores the rest', async () => {
    await bus.publish(READINGS_RECORD, { body: batchOf(frame(1)) });
    await publish(writeReadingBatch([frame(2, 'impossible')]));
    await publish('no batch');
    await publish('{"version":1,"frames":[3]}');
    await bus.publish(READINGS_RECORD, { body: batchOf(frame(3)).subarray(0, -1) });
    await publish(writeReadingBatch([frame(4)]));
    await run();
    expect(readings.values).toEqual([1, 4]);
    expect(await store.read(READINGS_POISON, 0, 10)).toHaveLength(4);
    expect(store.size).toBe(4);
    expect(told.filter((event) => event === 'batchSetAside')).toHaveLength(4);
  });

  it('RETENTION_DAYS: readings of days that are no longer kept are counted and not stored, nor are those that are yet to come', async () => {
    const after = (ms: number, n: number) => frame(ms + n);
    const day = (n: number) => after(-n * DAY_MS, 0);
    await bus.publish(READINGS_RECORD, { body: batchOf(day(10), day(10.001), day(400)) });
    const hour = DAY_MS / 24;
    const frames = [after(12 * hour, 1), after(12.9 * hour, 2), after(13.1 * hour, 3)];
    await bus.publish(READINGS_RECORD, { body: batchOf(...frames) });
    await run();
    expect(readings.runs.map(({ frameId }) => frameReceivedAt({ frameId }))).toEqual([
      NOW - 10 * DAY_MS,
      NOW + 12 * hour + 1,
      Math.trunc(NOW + 12.9 * hour + 2),
    ]);
    const sum = (name: string) =>
      facts
        .filter(([event]) => event === name)
        .reduce((total, [, { readings: count }]) => total + Number(count), 0);
    expect(['readingsStored', 'readingsTooOld', 'readingsInFuture'].map(sum)).toEqual([3, 2, 1]);
  });

  it('RETENTION_DAYS: days whose time is over are removed at the start and once a day, a day after they are refused', async () => {
    await stage.start();
    await until(() => timers.length === 1);
    timers[0]?.();
    await until(() => timers.length === 2);
    await stage.stop();
    await bus.close();
    expect(readings.removedBefore).toEqual([NOW - 11 * DAY_MS, NOW - 11 * DAY_MS]);
    expect(facts.filter(([event]) => /daysRemoved|retentionFailed/.test(event))).toEqual([
      ['daysRemoved', { days: 2, last: '2020-01-02' }],
      ['retentionFailed', { error: new Error('locked') }],
    ]);
  });
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
