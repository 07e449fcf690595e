import { toHex } from '../codec/hex.js';
import { isPrintable, readLatin1 } from '../codec/text.js';
import type { Data } from '../cosem/data.js';
import type { DateTime } from '../cosem/date-time.js';
import { clockStatusNames, isDateTime, readDateTime, toLocalText } from '../cosem/date-time.js';
import { obisName } from '../cosem/obis-names.js';
import type { Obis } from '../cosem/obis.js';
import { scaleToNumber, scaleToText } from '../cosem/scaler.js';
import { unitName } from '../cosem/units.js';

const MINUTES_PER_HOUR = 60;
const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
/** The largest power of ten that is written with all its noughts. */
const LARGEST_WRITTEN_SCALER = 20;

/** A date-time for a person: `Sun 2021-04-25 21:05:42, UTC+2, daylight saving`. @param octets 12 of them */
export function dateTimeText(octets: Uint8Array): string {
  const dateTime = readDateTime(octets);
  const { weekday, deviationMinutes } = dateTime;
  const day = weekday === null ? undefined : WEEKDAYS[weekday - 1];
  const parts = [`${day === undefined ? '' : `${day} `}${toLocalText(dateTime).replace('T', ' ')}`];
  if (deviationMinutes !== null) parts.push(`UTC${offsetText(-deviationMinutes)}`);
  return [...parts, ...statusText(dateTime)].join(', ');
}

function statusText({ clockStatus }: DateTime): string[] {
  return clockStatusNames(clockStatus).map((name) => name.replaceAll('-', ' '));
}

/** `+2`, `-3:30`; nothing for UTC itself. */
function offsetText(minutes: number): string {
  if (minutes === 0) return '';
  const size = Math.abs(minutes);
  const rest = size % MINUTES_PER_HOUR;
  const fraction = rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`;
  return `${minutes < 0 ? '-' : '+'}${Math.floor(size / MINUTES_PER_HOUR)}${fraction}`;
}

/** Octets for a person: a date-time, text, or how many there are. */
export function octetsText(octets: Uint8Array): string {
  if (octets.length === 0) return 'empty';
  if (isDateTime(octets)) return dateTimeText(octets);
  if (isPrintable(octets)) return JSON.stringify(readLatin1(octets));
  return countText(octets.length, 'octet');
}

/** `1 octet`, `3 octets`. */
export function countText(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** A code and what it stands for: `1.0.1.8.0.255, Active energy import (+A), total`. */
export function obisText(obis: Obis): string {
  const name = obisName(obis);
  return name === undefined ? obis : `${obis}, ${name}`;
}

/** The value itself, without what may be known of its scale. */
export function dataText(data: Data): string {
  const { type, value } = data;
  if (type === 'bcd') return toHex(value);
  if (value === null) return type === 'dont-care' ? 'left out' : 'null';
  if (value instanceof Uint8Array) return octetsText(value);
  if (typeof value === 'object') return `${type} of ${countText(value.length, 'element')}`;
  if (typeof value === 'string' && type !== 'bit-string') return JSON.stringify(value);
  return String(value);
}

/** A number with its scale and unit: `230.1 V`. @param scaler a power of ten @param unit of the Blue Book's enumeration */
export function scaledText(
  value: number | bigint,
  scaler: number | undefined,
  unit: number | undefined,
): string {
  const behind = unit === undefined ? '' : ` ${unitName(unit)}`;
  if (scaler === undefined || scaler === 0) return `${value}${behind}`;
  const exact =
    (typeof value === 'bigint' || Number.isSafeInteger(value)) &&
    Math.abs(scaler) <= LARGEST_WRITTEN_SCALER;
  return `${exact ? scaleToText(value, scaler) : scaleToNumber(value, scaler)}${behind}`;
}
