import { DATE_TIME_OCTETS } from './data-tag.js';

/** Values that mark a field as unspecified, or a day or month by rule (Blue Book, date and time formats). */
const UNSPECIFIED = 0xff;
const UNSPECIFIED_YEAR = 0xffff;
const UNSPECIFIED_DEVIATION = -0x8000;
const DAYLIGHT_SAVINGS_BEGIN = 0xfe;
const DAYLIGHT_SAVINGS_END = 0xfd;
const LAST_DAY_OF_MONTH = 0xfe;
const SECOND_LAST_DAY_OF_MONTH = 0xfd;

/** A clock's offset never exceeds this many minutes, in either direction (UTC-12 to UTC+14). */
const MAX_DEVIATION = 840;
const EARLIEST_YEAR = 1900;
const LATEST_YEAR = 2999;
const MS_PER_MINUTE = 60_000;

/**
 * date-time of COSEM, 12 octets:
 *
 *     year(2) month day weekday hour minute second hundredths deviation(2) status
 *
 * A field that the meter leaves unspecified is null.
 */
export interface DateTime {
  readonly year: number | null;
  readonly month: number | 'daylight-savings-begin' | 'daylight-savings-end' | null;
  readonly day: number | 'last' | 'second-last' | null;
  /** 1 is Monday. Some meters write 0 for unspecified. */
  readonly weekday: number | null;
  readonly hour: number | null;
  readonly minute: number | null;
  readonly second: number | null;
  readonly hundredths: number | null;
  /** Minutes to add to local time to get UTC: -60 is UTC+1. Daylight saving is contained. */
  readonly deviationMinutes: number | null;
  /** Eight status bits, see `clockStatusNames`. */
  readonly clockStatus: number | null;
}

/** Bits of the clock status. */
export const CLOCK_STATUS = {
  'invalid-value': 0x01,
  'doubtful-value': 0x02,
  'different-clock-base': 0x04,
  'invalid-clock-status': 0x08,
  'daylight-saving': 0x80,
} as const;

/** The name of one bit of the clock status. */
export type ClockStatusName = keyof typeof CLOCK_STATUS;

/** The bits that are set, by name, lowest first; none when the status is unspecified. */
export function clockStatusNames(clockStatus: number | null): readonly ClockStatusName[] {
  if (clockStatus === null) return [];
  const names = Object.keys(CLOCK_STATUS) as ClockStatusName[];
  return names.filter((name) => (clockStatus & CLOCK_STATUS[name]) !== 0);
}

/** Whether daylight saving is in force, or null when the status is unspecified. */
export function isDaylightSaving(dateTime: DateTime): boolean | null {
  if (dateTime.clockStatus === null) return null;
  return (dateTime.clockStatus & CLOCK_STATUS['daylight-saving']) !== 0;
}

/** Reads 12 octets. Fields out of their range come out as they are; `isDateTime` judges them. */
export function readDateTime(octets: Uint8Array): DateTime {
  const at = (index: number): number => octets[index] ?? UNSPECIFIED;
  const field = (index: number): number | null => (at(index) === UNSPECIFIED ? null : at(index));
  const year = (at(0) << 8) | at(1);
  const deviation = (((at(9) << 8) | at(10)) << 16) >> 16;
  return {
    year: year === UNSPECIFIED_YEAR ? null : year,
    month:
      at(2) === DAYLIGHT_SAVINGS_BEGIN
        ? 'daylight-savings-begin'
        : at(2) === DAYLIGHT_SAVINGS_END
          ? 'daylight-savings-end'
          : field(2),
    day:
      at(3) === LAST_DAY_OF_MONTH
        ? 'last'
        : at(3) === SECOND_LAST_DAY_OF_MONTH
          ? 'second-last'
          : field(3),
    weekday: field(4),
    hour: field(5),
    minute: field(6),
    second: field(7),
    hundredths: field(8),
    deviationMinutes: deviation === UNSPECIFIED_DEVIATION ? null : deviation,
    clockStatus: field(11),
  };
}

/** Writes 12 octets. */
export function writeDateTime(dateTime: DateTime): Uint8Array {
  const year = dateTime.year ?? UNSPECIFIED_YEAR;
  const deviation = dateTime.deviationMinutes ?? UNSPECIFIED_DEVIATION;
  const { month, day } = dateTime;
  return Uint8Array.of(
    year >> 8,
    year,
    month === 'daylight-savings-begin'
      ? DAYLIGHT_SAVINGS_BEGIN
      : month === 'daylight-savings-end'
        ? DAYLIGHT_SAVINGS_END
        : (month ?? UNSPECIFIED),
    day === 'last'
      ? LAST_DAY_OF_MONTH
      : day === 'second-last'
        ? SECOND_LAST_DAY_OF_MONTH
        : (day ?? UNSPECIFIED),
    dateTime.weekday ?? UNSPECIFIED,
    dateTime.hour ?? UNSPECIFIED,
    dateTime.minute ?? UNSPECIFIED,
    dateTime.second ?? UNSPECIFIED,
    dateTime.hundredths ?? UNSPECIFIED,
    deviation >> 8,
    deviation,
    dateTime.clockStatus ?? UNSPECIFIED,
  );
}

/**
 * Whether an octet string is a date-time: 12 octets, every field in its range or unspecified. Most other octet
 * strings of that length, serial numbers in ASCII among them, are told apart by it.
 */
export function isDateTime(octets: Uint8Array): boolean {
  return octets.length === DATE_TIME_OCTETS && isDateTimeAt(octets, 0);
}

/** As `isDateTime`, of the 12 octets from `at` on, which must be there. */
export function isDateTimeAt(octets: Uint8Array, at: number): boolean {
  const year = (fieldAt(octets, at) << 8) | fieldAt(octets, at + 1);
  const month = fieldAt(octets, at + 2);
  const day = fieldAt(octets, at + 3);
  const deviation = (((fieldAt(octets, at + 9) << 8) | fieldAt(octets, at + 10)) << 16) >> 16;
  return (
    ((year >= EARLIEST_YEAR && year <= LATEST_YEAR) || year === UNSPECIFIED_YEAR) &&
    ((month >= 1 && month <= 12) || month >= DAYLIGHT_SAVINGS_END) &&
    ((day >= 1 && day <= 31) || day >= SECOND_LAST_DAY_OF_MONTH) &&
    isUpTo(7, octets, at + 4) &&
    isUpTo(23, octets, at + 5) &&
    isUpTo(59, octets, at + 6) &&
    isUpTo(59, octets, at + 7) &&
    isUpTo(99, octets, at + 8) &&
    (Math.abs(deviation) <= MAX_DEVIATION || deviation === UNSPECIFIED_DEVIATION)
  );
}

function fieldAt(octets: Uint8Array, at: number): number {
  return octets[at] ?? UNSPECIFIED;
}

function isUpTo(last: number, octets: Uint8Array, at: number): boolean {
  const field = fieldAt(octets, at);
  return field <= last || field === UNSPECIFIED;
}

/**
 * What to add to a meter's local time that comes without deviation, in minutes: a fixed number, or a function that
 * knows a time zone.
 *
 * @param localMs the local time, as milliseconds since 1970 as if it were UTC
 * @param daylightSaving what the meter says about it, null if nothing
 */
export type AssumedDeviation =
  number | ((localMs: number, daylightSaving: boolean | null) => number);

/**
 * Milliseconds since 1970 in UTC. The deviation of the meter itself is exact; without one, `assumed` serves.
 * Unspecified minutes, seconds and hundredths count as 0.
 *
 * @returns null when year, month, day or hour is unspecified or given by rule, or there is no such date
 */
export function toUtcMs(dateTime: DateTime, assumed: AssumedDeviation = 0): number | null {
  const { year, month, day, hour, deviationMinutes: deviation } = dateTime;
  if (year === null || year < EARLIEST_YEAR || hour === null) return null;
  if (typeof month !== 'number' || typeof day !== 'number') return null;
  const midnight = Date.UTC(year, month - 1, day);
  const date = new Date(midnight);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  const minutes = hour * 60 + (dateTime.minute ?? 0);
  const localMs =
    midnight +
    minutes * MS_PER_MINUTE +
    (dateTime.second ?? 0) * 1000 +
    (dateTime.hundredths ?? 0) * 10;
  if (deviation !== null) return localMs + deviation * MS_PER_MINUTE;
  const minutesToAdd =
    typeof assumed === 'number' ? assumed : assumed(localMs, isDaylightSaving(dateTime));
  return localMs + minutesToAdd * MS_PER_MINUTE;
}

/**
 * The fields for a person: `2021-04-25T21:05:42.00`, without hundredths where they are unspecified, `*` for what is
 * unspecified or given by rule: `****-**-**T**:**:**`.
 */
export function toLocalText(dateTime: DateTime): string {
  const { year, month, day, hundredths } = dateTime;
  const fraction = hundredths === null ? '' : `.${two(hundredths)}`;
  const date = `${year === null ? '****' : String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
  return `${date}T${two(dateTime.hour)}:${two(dateTime.minute)}:${two(dateTime.second)}${fraction}`;
}

function two(field: number | string | null): string {
  return typeof field === 'number' ? String(field).padStart(2, '0') : '**';
}
