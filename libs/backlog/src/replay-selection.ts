import { decodeFrames, encodeFrames } from '@dlms-telemetry/frame';
import type { BacklogDeparture, StoredBacklogRow } from '@dlms-telemetry/store';

/** Frames that leave the backlog in one message: a stored envelope, or a part of it. */
export interface Leaving {
  readonly row: StoredBacklogRow;
  readonly frames: number;
  readonly body: Uint8Array;
  /** What stays of the envelope; undefined: nothing. */
  readonly rest: BacklogDeparture['parts'][number] | undefined;
}

/** How many frames may leave. */
export interface LeavingBounds {
  /** What is left of the run. */
  readonly budget: number;
  /** Historic frames that may wait. */
  readonly capacity: number;
  /** What is free of it. */
  readonly room: number;
}

/**
 * Chooses from rows in their order. An envelope leaves in parts only where the run, or the capacity as a whole, is
 * smaller than it; for lack of room alone the next one waits.
 */
export function chooseLeaving(
  rows: readonly StoredBacklogRow[],
  { budget, capacity, room }: LeavingBounds,
): Leaving[] {
  const leaving: Leaving[] = [];
  for (const row of rows) {
    const left = row.count - row.gone;
    const frames = Math.min(left, budget, capacity);
    if (frames === 0 || frames > room) break;
    leaving.push(take(row, frames));
    budget -= frames;
    room -= frames;
    if (frames < left) break;
  }
  return leaving;
}

/**
 * What the store is to remove of what was sent: only what the bus has confirmed. All else stays, even where the bus may
 * have it, and is sent again.
 */
export function departureOf(
  sent: readonly Leaving[],
  isConfirmed: (leaving: Leaving) => boolean,
): BacklogDeparture {
  const leaving = sent.filter(isConfirmed);
  const whole = leaving.filter(({ rest }) => rest === undefined).map(({ row }) => row);
  return {
    whole: whole.map(({ firstFrameId }) => firstFrameId),
    octets: whole.reduce((sum, { envelope }) => sum + envelope.length, 0),
    parts: leaving.flatMap(({ rest }) => (rest === undefined ? [] : [rest])),
  };
}

function take(row: StoredBacklogRow, frames: number): Leaving {
  const { firstFrameId, count, envelope } = row;
  const gone = row.gone + frames;
  if (row.gone === 0 && gone >= count) return { row, frames, body: envelope, rest: undefined };
  try {
    const all = decodeFrames(envelope);
    const body = encodeFrames(all.slice(row.gone, gone));
    const receivedAt = all
      .slice(gone)
      .reduce((oldest, frame) => Math.min(oldest, frame.receivedAt), Infinity);
    const rest = gone >= count ? undefined : { firstFrameId, gone, receivedAt };
    return { row, frames, body, rest };
  } catch {
    // An envelope that cannot be read leaves as it is: whoever decodes it sets it aside and tells.
    return { row, frames, body: envelope, rest: undefined };
  }
}
