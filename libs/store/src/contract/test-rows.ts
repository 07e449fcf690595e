import {
  ReadingRunWriter,
  readReadingRunBatch,
  readingRunBatchOf,
  type FrameReadings,
  type Reading,
  type ReadingRun,
} from '@dlms-telemetry/reading';
import type { DeadLetterRow } from '../tables/dead-letters.repository.js';
import type { QueueRow } from '../tables/queue.repository.js';

/** When what these rows hold was received, a second before a day ends. */
export const RECEIVED = Date.UTC(2026, 4, 6, 23, 59, 59);

/** A message of a queue. */
export function message(id: number, fields: Partial<QueueRow> = {}): QueueRow {
  return { id, queue: 'a', count: 1, headers: {}, body: Uint8Array.of(id, 0, 255), ...fields };
}

/** A frame's id that ends with this number. */
export function frameId(n: number): string {
  return `01975c9e-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
}

/** A dead letter of that frame. */
export function deadLetter(n: number, fields: Partial<DeadLetterRow> = {}): DeadLetterRow {
  return {
    frameId: frameId(n),
    receptor: 'north',
    code: 'link.fcs',
    message: 'the frame check sequence is wrong',
    layer: 'link',
    offset: 12,
    systemTitle: null,
    remoteAddress: '192.0.2.7',
    receivedAt: RECEIVED,
    envelope: Uint8Array.of(n, 2, 3),
    knownMeter: false,
    ...fields,
  };
}

/** A frame's id of this time. */
export function received(n: number, at: number): string {
  const time = at.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${n.toString(16).padStart(12, '0')}`;
}

const READING: Reading = {
  Id: '',
  Serial: 'm1',
  Measure: 'ENERGY',
  Unit: 'Wh',
  Direction: 'Import',
  Value: 12.5,
  Date: '2026-05-06T23:00:00.000Z',
  ReceivedAt: new Date(RECEIVED).toISOString(),
  Source: 'push',
};

/** A frame whose readings differ from each other in these fields. */
export function runs(n: number, fields: readonly Partial<Reading>[], at = RECEIVED): ReadingRun[] {
  const id = received(n, at);
  const frame: FrameReadings = {
    ...{ frameId: id, receptor: 'north', groupName: '', serialSource: 'user', leniencies: [] },
    readings: fields.map((each, place) => ({
      routingKey: `gw.${each.Measure ?? READING.Measure}:P|m1`,
      reading: { ...READING, Id: `${id}-${place}`, ...each },
    })),
  };
  return readReadingRunBatch(readingRunBatchOf([new ReadingRunWriter().entry(frame)]));
}

/** A frame of one reading. */
export function reading(n: number, fields: Partial<Reading> = {}, at = RECEIVED): ReadingRun[] {
  return runs(n, [fields], at);
}
