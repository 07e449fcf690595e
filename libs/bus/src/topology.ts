/** Refused frames with their reasons, from gateway and decoder. */
export const FRAMES_DEAD = 'frames.dead';

/** Batches of readings for the recorder. */
export const READINGS_RECORD = 'readings.record';

/** What no consumer of `readings.record` could read or store: kept, never handed out by itself. */
export const READINGS_POISON = 'readings.poison';

/** Accepted frames of a receptor, waiting to be decoded. */
export function liveQueue(receptor: string): string {
  return `frames.live.${receptor}`;
}
