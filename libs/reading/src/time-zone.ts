const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * MINUTE_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;
const LARGEST_CACHE = 1024;

/**
 * Minutes to add to local time to get UTC, for local times of one zone that come without deviation.
 *
 * In the hour that happens twice the meter's daylight saving bit decides; unknown, it is the first of the two. A time
 * that the clocks skip is read with the offset from before.
 */
export type ZoneDeviation = (localMs: number, daylightSaving: boolean | null) => number;

/** @throws RangeError when there is no such time zone */
export function zoneDeviation(zone: string): ZoneDeviation {
  if (zone === 'UTC') return () => 0;
  const offsetAt = cachedOffset(zone);
  return (localMs, daylightSaving) => {
    const before = offsetAt(localMs - DAY_MS);
    const after = offsetAt(localMs + DAY_MS);
    if (before === after) return -before;
    const fitsBefore = offsetAt(localMs - before * MINUTE_MS) === before;
    const fitsAfter = offsetAt(localMs - after * MINUTE_MS) === after;
    if (fitsBefore && fitsAfter) {
      const summer = Math.max(before, after);
      const winter = Math.min(before, after);
      if (daylightSaving === null) return -before;
      return daylightSaving ? -summer : -winter;
    }
    return fitsAfter ? -after : -before;
  };
}

/** Offset of the zone from UTC in minutes; zones change at full quarters of an hour only. */
function cachedOffset(zone: string): (utcMs: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    era: 'short',
  });
  const cache = new Map<number, number>();
  return (utcMs) => {
    const quarter = Math.floor(utcMs / QUARTER_MS);
    const known = cache.get(quarter);
    if (known !== undefined) return known;
    const offset = offsetOf(format, quarter * QUARTER_MS);
    if (cache.size >= LARGEST_CACHE) cache.clear();
    cache.set(quarter, offset);
    return offset;
  };
}

function offsetOf(format: Intl.DateTimeFormat, utcMs: number): number {
  const field: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of format.formatToParts(utcMs)) field[type] = Number(value);
  const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = field;
  return Math.round((Date.UTC(year, month - 1, day, hour, minute, second) - utcMs) / MINUTE_MS);
}
