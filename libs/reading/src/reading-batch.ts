import type { FrameReadings } from './reading.js';

/** Version of what a batch is written in. */
export const BATCH_VERSION = 1;

/** Octets that are no batch of readings: written by a newer version, or damaged. */
export class ReadingBatchError extends Error {
  override readonly name = 'ReadingBatchError';
  readonly code = 'reading.batch';
}

/** The readings of many frames as JSON text: what went over `readings.record` before they went in runs. */
export function writeReadingBatch(frames: readonly FrameReadings[]): string {
  const texts = frames.map(({ readings, ...frame }) => {
    const routed = readings.map(
      ({ routingKey, reading }) =>
        `{"routingKey":${JSON.stringify(routingKey)},"reading":${JSON.stringify(reading)}}`,
    );
    return `{"frame":${JSON.stringify(frame)},"readings":[${routed.join(',')}]}`;
  });
  return `{"version":${BATCH_VERSION},"frames":[${texts.join(',')}]}`;
}

/**
 * Reads what `writeReadingBatch` wrote.
 *
 * @throws {ReadingBatchError} when the text is no batch of this version
 */
export function readReadingBatch(text: string): FrameReadings[] {
  const batch = parse(text);
  const frames = batch?.frames;
  if (batch?.version !== BATCH_VERSION || !isList(frames))
    throw new ReadingBatchError(`not a batch of readings of version ${BATCH_VERSION}`);
  return frames.map(({ frame, readings }) => ({ ...frame, readings }));
}

function isList<T>(value: readonly T[] | undefined): value is readonly T[] {
  return Array.isArray(value);
}

interface Batch {
  readonly version: number;
  readonly frames: readonly {
    readonly frame: Omit<FrameReadings, 'readings'>;
    readonly readings: FrameReadings['readings'];
  }[];
}

function parse(text: string): Partial<Batch> | null {
  try {
    return JSON.parse(text) as Partial<Batch> | null;
  } catch (error) {
    throw new ReadingBatchError('not JSON', { cause: error });
  }
}
