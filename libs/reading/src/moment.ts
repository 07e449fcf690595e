import { clockStatusNames, readDateTime, toUtcMs } from '@dlms-telemetry/dlms';
import type { ZoneDeviation } from './time-zone.js';

/** A time that a meter gave. */
export interface Moment {
  /** ISO 8601 in UTC. */
  readonly iso: string;
  /** What the clock status says against it (`clock-doubtful`), empty when nothing. */
  readonly quality: readonly string[];
}

const CLOCK_QUALITY: Readonly<Partial<Record<string, string>>> = {
  'invalid-value': 'clock-invalid',
  'doubtful-value': 'clock-doubtful',
  'different-clock-base': 'clock-different-base',
  'invalid-clock-status': 'clock-status-invalid',
};

const DATE_TIME_OCTETS = 12;
const LAST_HOUR = 23;
const LAST_MINUTE = 59;

/**
 * A meter's date-time as a moment: its deviation holds, where it gives none the zone's. The day of the week says
 * nothing that the date does not: meters that send a wrong one are read all the same.
 *
 * @returns undefined when the octets are no date-time, or leave the date or the hour open
 */
export function momentOf(octets: Uint8Array, zone: ZoneDeviation): Moment | undefined {
  if (octets.length !== DATE_TIME_OCTETS) return undefined;
  const dateTime = readDateTime(octets);
  const { hour, minute, second } = dateTime;
  if (Math.max(minute ?? 0, second ?? 0) > LAST_MINUTE || (hour ?? 0) > LAST_HOUR) return undefined;
  const utcMs = toUtcMs(dateTime, zone);
  if (utcMs === null) return undefined;
  const quality: string[] = [];
  for (const name of clockStatusNames(dateTime.clockStatus)) {
    const word = CLOCK_QUALITY[name];
    if (word !== undefined) quality.push(word);
  }
  return { iso: new Date(utcMs).toISOString(), quality };
}
