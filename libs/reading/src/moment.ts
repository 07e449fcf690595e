import { clockStatusNames, isDateTime, readDateTime, toUtcMs } from '@dlms-telemetry/dlms';
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

/**
 * A meter's date-time as a moment: its deviation holds, where it gives none the zone's.
 *
 * @returns undefined when the octets are no date-time, or leave the date or the hour open
 */
export function momentOf(octets: Uint8Array, zone: ZoneDeviation): Moment | undefined {
  if (octets.length !== DATE_TIME_OCTETS || !isDateTime(octets)) return undefined;
  const dateTime = readDateTime(octets);
  const utcMs = toUtcMs(dateTime, zone);
  if (utcMs === null) return undefined;
  const quality: string[] = [];
  for (const name of clockStatusNames(dateTime.clockStatus)) {
    const word = CLOCK_QUALITY[name];
    if (word !== undefined) quality.push(word);
  }
  return { iso: new Date(utcMs).toISOString(), quality };
}
