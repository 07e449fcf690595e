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
  return octets.length === DATE_TIME_OCTETS ? momentAt(octets, 0, zone) : undefined;
}

/** As `momentOf`, of the 12 octets from `at` on, which must be there. */
export function momentAt(octets: Uint8Array, at: number, zone: ZoneDeviation): Moment | undefined {
  const second = timeField(octets[at + SECOND]);
  const hundredths = timeField(octets[at + HUNDREDTHS]);
  if (second > LAST_MINUTE || hundredths > LAST_HUNDREDTHS) return computed(octets, at, zone);
  const known = minuteOf(octets, at, zone);
  if (known === undefined) return undefined;
  const fraction = hundredths === 0 ? '' : twoDigits(hundredths);
  const seconds = fraction === '' ? WHOLE_SECONDS[second] : `${twoDigits(second)}.${fraction}0Z`;
  return { iso: `${known.iso}${seconds ?? ''}`, quality: known.quality };
}

function computed(octets: Uint8Array, at: number, zone: ZoneDeviation): Moment | undefined {
  const dateTime = readDateTime(octets.subarray(at, at + DATE_TIME_OCTETS));
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

const UNSPECIFIED = 0xff;
const SECOND = 7;
const HUNDREDTHS = 8;
const LAST_HUNDREDTHS = 99;
/** The fields that make a minute: all but the day of the week, the second and the hundredths. */
const MINUTE_FIELDS = [0, 1, 2, 3, 5, 6, 9, 10, 11] as const;
const MINUTE = 6;

/** A minute that was computed, its text up to the minute (`2026-05-01T12:30:`). */
interface Minute extends Moment {
  readonly octets: Uint8Array;
  readonly zone: ZoneDeviation;
}

/** Meters push together: a minute that was told is told again. One for each value of the field, the last that came. */
const minutes: (Minute | undefined)[] = new Array<undefined>(60).fill(undefined);
const SECONDS_LENGTH = '00.000Z'.length;

function minuteOf(octets: Uint8Array, at: number, zone: ZoneDeviation): Moment | undefined {
  const minute = timeField(octets[at + MINUTE]);
  const known = minutes[minute];
  if (known?.zone === zone && isSameMinute(known.octets, octets, at)) return known;
  const start = octets.slice(at, at + DATE_TIME_OCTETS);
  start.fill(0, SECOND, HUNDREDTHS + 1);
  const moment = computed(start, 0, zone);
  if (moment === undefined) return undefined;
  const made = { ...moment, iso: moment.iso.slice(0, -SECONDS_LENGTH), octets: start, zone };
  minutes[minute] = made;
  return made;
}

function isSameMinute(known: Uint8Array, octets: Uint8Array, at: number): boolean {
  for (const field of MINUTE_FIELDS) if (known[field] !== octets[at + field]) return false;
  return true;
}

/** Unspecified seconds and hundredths count as 0. */
function timeField(octet: number | undefined): number {
  return octet === undefined || octet === UNSPECIFIED ? 0 : octet;
}

function twoDigits(field: number): string {
  return field < 10 ? `0${field}` : String(field);
}

const WHOLE_SECONDS = Array.from({ length: 60 }, (_, second) => `${twoDigits(second)}.000Z`);

const MINUTE_MS = 60_000;
let lastMinute = Number.NaN;
let lastMinuteIso = '';

/** Milliseconds since 1970 as ISO 8601 in UTC. @throws {RangeError} when there is no such time */
export function isoTime(ms: number): string {
  const whole = Math.trunc(ms);
  const minute = Math.floor(whole / MINUTE_MS);
  if (minute !== lastMinute) {
    lastMinuteIso = new Date(ms).toISOString().slice(0, -SECONDS_LENGTH);
    lastMinute = minute;
  }
  const inMinute = whole - minute * MINUTE_MS;
  const second = Math.floor(inMinute / 1000);
  const tail = `${SECONDS[second] ?? ''}${MILLISECONDS[inMinute - second * 1000] ?? ''}`;
  return lastMinuteIso + tail;
}

const SECONDS = Array.from({ length: 60 }, (_, second) => `${twoDigits(second)}.`);
const MILLISECONDS = Array.from({ length: 1000 }, (_, ms) => `${String(ms).padStart(3, '0')}Z`);
