import {
  InProcessBus,
  MemoryQueueStore,
  READINGS_POISON,
  READINGS_RECORD,
} from '@dlms-telemetry/bus';
import { uuidv7 } from '@dlms-telemetry/frame';
import {
  ReadingRunWriter,
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

function frame(n: number, serial = 'm1'): FrameReadings {
  const frameId = uuidv7(NOW + n, new Uint8Array(10).fill(n));
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
  upsert(runs: readonly ReadingRun[]): Promise<void> {
    if (runs.some(({ layout }) => readRunLayout(layout).serial === 'impossible'))
      return Promise.reject(new StoreError('store.data', 'refused'));
    this.runs.push(...runs);
    return Promise.resolve();
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
  let stage: RecordStage;

  beforeEach(async () => {
    store = new MemoryQueueStore();
    bus = new InProcessBus({ store });
    await bus.start();
    readings = new FakeReadings();
    told = [];
    const events = new Proxy({} as RecordEvents, {
      get: (_, event: string) => () => {
        told.push(event);
      },
    });
    stage = new RecordStage({ bus, readings, events });
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
});
