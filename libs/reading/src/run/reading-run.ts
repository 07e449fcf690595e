import type { Reading, SerialSource } from '../reading.js';

const TIME_OCTETS = 6;

/**
 * Consecutive readings of a frame that agree in serial, date, time of receipt and quality: what the recorder stores
 * as one row. What comes again with every push of a meter is apart, in the layout.
 */
export interface ReadingRun {
  /** The sixteen octets of the frame's id. */
  readonly frameId: Uint8Array;
  /** Counts the runs of a frame up from 0. */
  readonly number: number;
  /** Runs of the frame. */
  readonly of: number;
  /** Octets that `readRunLayout` reads; the same octets where the same stands in them. */
  readonly layout: Uint8Array;
  /** Milliseconds since 1970; NaN where the reading's date is none. */
  readonly date: number;
  /** Milliseconds since 1970; NaN where there is none. */
  readonly receivedAt: number;
  readonly quality: string | undefined;
  /** One for each column of the layout: doubles, big-endian; NaN where there is none. */
  readonly values: Uint8Array;
  /** For each column whether it has no value; undefined where each has one. */
  readonly missing: readonly boolean[] | undefined;
  /** For each column its exact text, null where it has none; undefined where none has one. */
  readonly raws: readonly (string | null)[] | undefined;
  /** The reading's id where it does not derive from the frame's: there is one reading in the run then. */
  readonly ownId: string | undefined;
}

/** When the frame of a run was received, in milliseconds since 1970: its id, a UUIDv7, begins with that. */
export function frameReceivedAt({ frameId }: Pick<ReadingRun, 'frameId'>): number {
  let time = 0;
  for (let i = 0; i < TIME_OCTETS; i++) time = time * 256 + (frameId[i] ?? 0);
  return time;
}

/** What the readings of a run have in common with those of the meter's other pushes. */
export interface RunLayout {
  readonly receptor: string;
  readonly groupName: string;
  readonly serial: string;
  readonly serialSource: SerialSource;
  readonly source: Reading['Source'];
  readonly columns: readonly RunColumn[];
}

/** One reading of a run, but for its value. */
export interface RunColumn {
  /** What follows the frame's id in the reading's, with its hyphen. */
  readonly idEnd: string;
  readonly measure: string;
  readonly unit: string;
  readonly direction: Reading['Direction'];
  readonly obis: string | undefined;
  readonly routingKey: string;
}
