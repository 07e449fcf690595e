import { ByteReader, ByteWriter, DecodeError } from '@dlms-telemetry/dlms';
import { ReadingBatchError } from '../reading-batch.js';
import type { ReadingRun } from './reading-run.js';
import { readText } from './run-layout.js';

/*
 * A batch of readings for the recorder, numbers big-endian, a text as its UTF-8 with its A-XDR length before it:
 *
 *   u8 version | u32 count | count frames of: u32 length | frame
 *
 *   frame: id (16) | u16 count | count runs of:
 *     u32 length | layout | f64 date | f64 receivedAt | text quality | u16 count | count f64 values | u8 flags
 *     | text own id, with FLAG_OWN_ID
 *     | for each value: u8 missing, with FLAG_MISSING; u8 1 and text raw, or u8 0, with FLAG_RAWS
 */

/** Version of this form. A batch in JSON, the form before, begins with a brace. */
export const RUN_BATCH_VERSION = 2;
/** The reading has an id that does not derive from its frame's. */
export const FLAG_OWN_ID = 1;
/** Some readings have no value. */
export const FLAG_MISSING = 2;
/** Some readings have an exact text. */
export const FLAG_RAWS = 4;
/** A run with more readings is cut. */
export const MOST_READINGS_IN_RUN = 1_000;

const UUID_OCTETS = 16;
const DOUBLE_OCTETS = 8;

/** A batch of frames that `ReadingRunWriter` has written. */
export function readingRunBatchOf(entries: readonly Uint8Array[]): Uint8Array {
  const w = new ByteWriter(entries.reduce((sum, { length }) => sum + length + 4, 5));
  w.u8(RUN_BATCH_VERSION);
  w.u32(entries.length);
  for (const entry of entries) {
    w.u32(entry.length);
    w.bytes(entry);
  }
  return w.finish();
}

/** Whether octets claim to be what `readingRunBatchOf` gives. */
export function isReadingRunBatch(octets: Uint8Array): boolean {
  return octets[0] === RUN_BATCH_VERSION;
}

/**
 * The runs of a batch; their octets are views into it.
 *
 * @throws {ReadingBatchError} when the octets are no batch of this version
 */
export function readReadingRunBatch(octets: Uint8Array): ReadingRun[] {
  if (!isReadingRunBatch(octets))
    throw new ReadingBatchError(`not a batch of readings of version ${RUN_BATCH_VERSION}`);
  try {
    const r = new ByteReader(octets, 1);
    const runs: ReadingRun[] = [];
    for (let left = r.u32(); left > 0; left--) readFrame(r.part(r.u32()), runs);
    if (r.remaining > 0) throw new ReadingBatchError('octets follow the last frame');
    return runs;
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw new ReadingBatchError(error.message, { cause: error });
  }
}

function readFrame(r: ByteReader, runs: ReadingRun[]): void {
  const frameId = r.take(UUID_OCTETS);
  const of = r.u16();
  for (let number = 0; number < of; number++) runs.push(readRun(r, frameId, number, of));
}

function readRun(r: ByteReader, frameId: Uint8Array, number: number, of: number): ReadingRun {
  const layout = r.take(r.u32());
  const date = r.f64();
  const receivedAt = r.f64();
  const quality = readText(r);
  const count = r.u16();
  const values = r.take(count * DOUBLE_OCTETS);
  const flags = r.u8();
  const ownId = (flags & FLAG_OWN_ID) === 0 ? undefined : readText(r);
  const missing: boolean[] | undefined = (flags & FLAG_MISSING) === 0 ? undefined : [];
  const raws: (string | null)[] | undefined = (flags & FLAG_RAWS) === 0 ? undefined : [];
  if (missing !== undefined || raws !== undefined)
    for (let i = 0; i < count; i++) {
      missing?.push(r.u8() === 1);
      raws?.push(r.u8() === 1 ? readText(r) : null);
    }
  return {
    ...{ frameId, number, of, layout, date, receivedAt, values, missing, raws, ownId },
    quality: quality === '' ? undefined : quality,
  };
}
