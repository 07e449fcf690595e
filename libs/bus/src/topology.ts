/** Refused frames with their reasons, from gateway and decoder. */
export const FRAMES_DEAD = 'frames.dead';

/** Frames that gave readings when they were run again: their dead letters have come to an end. */
export const FRAMES_RESOLVED = 'frames.resolved';

/** Accepted frames of any receptor that came while more than its capacity waited: on their way to the backlog. */
export const FRAMES_OVERFLOW = 'frames.overflow';

/** Header of frames in a historic queue that are dead letters run again. */
export const RERUN_HEADER = 'rerun';

/** Messages that are no envelope of frames, as they came: kept until somebody looks at them. */
export const FRAMES_POISON = 'frames.poison';

/** Batches of readings for the recorder. */
export const READINGS_RECORD = 'readings.record';

/** What no consumer of `readings.record` could read or store: kept, never handed out by itself. */
export const READINGS_POISON = 'readings.poison';

/** Accepted frames of a receptor, waiting to be decoded. */
export function liveQueue(receptor: string): string {
  return `frames.live.${receptor}`;
}

/** Frames of a receptor that come back from the backlog, waiting to be decoded. */
export function historicQueue(receptor: string): string {
  return `frames.historic.${receptor}`;
}

/** Answers to meters whose connections this gateway process has. */
export function gatewayQueue(gatewayProcess: string): string {
  return `gateway.${gatewayProcess}`;
}
