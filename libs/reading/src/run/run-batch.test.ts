import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FrameReadings, Reading } from '../reading.js';
import type { ReadingRun } from './reading-run.js';
import { readReadingRunBatch, readingRunBatchOf } from './run-batch.js';
import { readRunLayout } from './run-layout.js';
import { ReadingRunWriter } from './run-writer.js';

const FRAME_ID = '01975c9e-0000-7000-8000-00000000000a';
const few = (...texts: string[]) => fc.constantFrom(...texts);
const time = few('2026-05-06T23:00:00.000Z', '2026-05-06T23:15:00.000Z', 'no date');

const readingArbitrary = fc.record({
  idEnd: few('-2.1', '-2.1-POWER', '-0'),
  isOwn: fc.boolean(),
  Serial: few('m1', 'zähler 2'),
  Measure: fc.oneof(few('ENERGY', 'POWER'), fc.string()),
  Unit: few('Wh', ''),
  Direction: fc.constantFrom('Import' as const, 'None' as const),
  Value: fc.oneof(fc.double(), fc.constant(null)),
  Date: time,
  ReceivedAt: time,
  Raw: fc.option(fc.string({ unit: 'grapheme' }), { nil: undefined }),
  Quality: few('', 'clock-invalid'),
  Source: fc.constantFrom('push' as const, 'poll' as const),
  Obis: fc.option(few('1.0.1.8.0.255'), { nil: undefined }),
  routingKey: few('gw.ENERGY:P|m1', 'gw.ENERGY:P', 'gw', 'gw.POWER:P|m1'),
});
type Parts = typeof readingArbitrary extends fc.Arbitrary<infer T> ? T : never;

function frameOf(all: readonly Parts[]): FrameReadings {
  return {
    ...{ frameId: FRAME_ID, receptor: 'north', groupName: 'g', serialSource: 'user' },
    leniencies: [],
    readings: all.map(({ idEnd, isOwn, Raw, Quality, Obis, routingKey, ...rest }, n) => {
      const reading: Reading = {
        Id: isOwn ? `own ${n}` : `${FRAME_ID}${idEnd}`,
        ...rest,
        ...(Raw !== undefined && { Raw }),
        ...(Quality !== '' && { Quality }),
        ...(Obis !== undefined && { Obis }),
      };
      return { routingKey, reading };
    }),
  };
}

/** Readings as rows, from what was written. */
function rowsOf(runs: readonly ReadingRun[]): unknown[] {
  return runs.flatMap((run) => {
    const { columns, receptor, groupName, serial, serialSource, source } = readRunLayout(
      run.layout,
    );
    const values = new DataView(run.values.buffer, run.values.byteOffset, run.values.length);
    return columns.map(({ idEnd, ...column }, i) => ({
      ...column,
      ...{ receptor, groupName, serial, serialSource, source },
      id: run.ownId ?? `${FRAME_ID}${idEnd}`,
      value: run.missing?.[i] === true ? null : values.getFloat64(i * 8),
      raw: run.raws?.[i] ?? null,
      quality: run.quality,
      date: run.date,
      receivedAt: run.receivedAt,
    }));
  });
}

function expected({ readings, receptor, groupName, serialSource }: FrameReadings): unknown[] {
  return readings.map(({ routingKey, reading }) => ({
    ...{ routingKey, receptor, groupName, serialSource },
    id: reading.Id,
    serial: reading.Serial,
    measure: reading.Measure,
    unit: reading.Unit,
    direction: reading.Direction,
    obis: reading.Obis,
    source: reading.Source,
    value: reading.Value,
    raw: reading.Raw ?? null,
    quality: reading.Quality,
    date: Date.parse(reading.Date),
    receivedAt: Date.parse(reading.ReceivedAt),
  }));
}

describe('a batch of readings in runs', () => {
  it('gives every reading back, whatever they have in common', () => {
    const writer = new ReadingRunWriter();
    fc.assert(
      fc.property(fc.array(readingArbitrary, { maxLength: 12 }), (parts) => {
        const frame = frameOf(parts);
        const batch = readingRunBatchOf([writer.entry(frame), writer.entry(frame)]);
        const once = expected(frame);
        expect(rowsOf(readReadingRunBatch(batch))).toEqual([...once, ...once]);
      }),
    );
  });

  it('holds readings that agree in their times in one run, with the layout of the push before', () => {
    const writer = new ReadingRunWriter();
    const [parts] = fc.sample(readingArbitrary, { numRuns: 1, seed: 1 });
    const same = Array.from({ length: 12 }, () => ({ ...parts, isOwn: false }) as Parts);
    const runs = readReadingRunBatch(
      readingRunBatchOf([writer.entry(frameOf(same)), writer.entry(frameOf(same))]),
    );
    expect(runs.map(({ values }) => values.length)).toEqual([96, 96]);
    expect(runs[0]?.layout).toEqual(runs[1]?.layout);
  });

  it('is refused when it is cut short, of another version, or followed by octets', () => {
    const batch = readingRunBatchOf([new ReadingRunWriter().entry(frameOf([]))]);
    const long = readingRunBatchOf([
      new ReadingRunWriter().entry(frameOf(fc.sample(readingArbitrary, { numRuns: 3, seed: 1 }))),
    ]);
    expect(readReadingRunBatch(batch)).toEqual([]);
    const broken = [
      ...Array.from({ length: long.length }, (_, end) => long.subarray(0, end)),
      Uint8Array.from([...long, 0]),
      new TextEncoder().encode('{"version":1,"frames":[]}'),
    ];
    for (const octets of broken)
      expect(() => readReadingRunBatch(octets)).toThrow(
        expect.objectContaining({ code: 'reading.batch' }),
      );
  });

  it('refuses frames without a UUID', () => {
    const frame = { ...frameOf([]), frameId: 'x' };
    expect(() => new ReadingRunWriter().entry(frame)).toThrow(
      expect.objectContaining({ code: 'reading.batch' }),
    );
  });
});
