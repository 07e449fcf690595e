/** A durable queue as the broker sees it. */
export interface QueueDepth {
  /** Messages that nobody has been handed. */
  readonly messages: number;
  readonly consumers: number;
}

/** What one look at a receptor has seen. */
export interface Look extends QueueDepth {
  /** Frames that are counted as waiting. */
  readonly frames: number;
  /** How often the count was changed so far. */
  readonly changes: number;
  /** Frames of an envelope in the mean. */
  readonly mean: number;
}

/** A count must be wrong in the same direction at so many looks before it is corrected. */
export const LOOKS = 3;

/** How far messages in a queue tell frames: the mean is one of all envelopes, not of those that stand there. */
const FACTOR = 2;

/**
 * By how much a count has drifted from what its queue can hold: positive for too many. A process that dies between a
 * confirm and the count, or between an ack and the count, leaves such an error behind.
 *
 * - Queue empty and nothing counted since the look before: nothing waits.
 * - Queue empty: no more waits than its consumers may hold.
 * - Otherwise no less than half of what its messages hold by the mean, and no more than twice that with what the
 *   consumers may hold.
 *
 * @param before the look before
 * @param held envelopes that a consumer may hold
 */
export function driftOf(look: Look, before: Look | undefined, held: number): number {
  const { messages, consumers, frames } = look;
  const mean = Math.max(1, look.mean);
  const most = consumers * held * mean;
  if (messages > 0) {
    return beyond(
      frames,
      Math.floor((messages * mean) / FACTOR),
      Math.ceil((messages * mean + most) * FACTOR),
    );
  }
  const isQuiet = before?.messages === 0 && before.changes === look.changes;
  return beyond(frames, 0, isQuiet ? 0 : Math.ceil(most));
}

/** The correction that a receptor's last looks ask for: none unless all of them err in one direction. */
export function correctionOf(drifts: readonly number[]): number {
  if (drifts.length < LOOKS) return 0;
  const last = drifts.slice(-LOOKS);
  if (last.every((drift) => drift > 0)) return -Math.min(...last);
  if (last.every((drift) => drift < 0)) return -Math.max(...last);
  return 0;
}

function beyond(frames: number, least: number, most: number): number {
  if (frames > most) return frames - most;
  return frames < least ? frames - least : 0;
}
