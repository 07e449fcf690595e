import { frameReceivedAt, type ReadingRun } from '@dlms-telemetry/reading';

/** Readings that are kept, and how many are not for either reason. */
export interface Judged {
  readonly kept: readonly ReadingRun[];
  readonly tooOld: number;
  readonly inFuture: number;
}

export const DAY_MS = 86_400_000;
const DOUBLE_OCTETS = 8;
/** Clocks of gateways may be ahead of the one here. */
const CLOCK_TOLERANCE_MS = 3_600_000;

/** Readings in runs. */
export function readingsIn(runs: readonly ReadingRun[]): number {
  return runs.reduce((sum, { values }) => sum + values.length / DOUBLE_OCTETS, 0);
}

/**
 * Sorts runs by the day on which their frame was received.
 *
 * @param now milliseconds since 1970
 * @param days how many whole days before today are kept
 */
export function judgeDays(runs: readonly ReadingRun[], now: number, days: number): Judged {
  const first = firstKept(now, days);
  const end = now + CLOCK_TOLERANCE_MS;
  const old: ReadingRun[] = [];
  const early: ReadingRun[] = [];
  const kept = runs.filter((run) => {
    const at = frameReceivedAt(run);
    if (at >= first && at <= end) return true;
    (at < first ? old : early).push(run);
    return false;
  });
  return { kept, tooOld: readingsIn(old), inFuture: readingsIn(early) };
}

/** When the first day that is kept begins, in milliseconds since 1970. */
export function firstKept(now: number, days: number): number {
  return (Math.floor(now / DAY_MS) - days) * DAY_MS;
}
