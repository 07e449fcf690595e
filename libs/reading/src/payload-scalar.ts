import {
  isDateTime,
  isPrintable,
  readDateTime,
  readLatin1,
  toHex,
  toLocalText,
  type Data,
} from '@dlms-telemetry/dlms';
import { momentOf } from './moment.js';
import type { Scalar } from './scalar.js';
import type { ZoneDeviation } from './time-zone.js';

/** Whether a value holds others. */
export function isComposite(
  data: Data,
): data is Extract<Data, { readonly type: 'array' | 'structure' | 'compact-array' }> {
  return data.type === 'array' || data.type === 'structure' || data.type === 'compact-array';
}

/** Whether a value is there at all. */
export function isAbsent(data: Data): boolean {
  return data.type === 'null-data' || data.type === 'dont-care';
}

/**
 * A single value of a payload as a number or a text. Octet strings are text where they are printable, a time where
 * they are a date-time, else hexadecimal; a time is ISO 8601 in UTC where it is complete.
 *
 * @param isTime the value is known to be a time, so that it need not look like one in every field
 */
export function scalarOf(
  data: Exclude<Data, { readonly value: readonly Data[] }>,
  zone: ZoneDeviation,
  isTime = false,
): Scalar {
  if (data.type === 'float32') return shortestFloat32(data.value);
  if (data.type === 'bcd') return bcd(data.value);
  const { value } = data;
  if (value instanceof Uint8Array)
    return (isTime ? momentOf(value, zone)?.iso : undefined) ?? octetText(value, data.type, zone);
  return typeof value === 'string' ? withoutPadding(value) : value;
}

/** The double that prints as a person would write the 32-bit float. */
function shortestFloat32(value: number): number {
  if (!Number.isFinite(value)) return value;
  for (let digits = 6; digits < 9; digits += 1) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.fround(candidate) === value) return candidate;
  }
  return Number(value.toPrecision(9));
}

/** Two decimal digits; hexadecimal where a digit is none. */
function bcd(octets: Uint8Array): Scalar {
  const text = toHex(octets);
  return /^\d+$/u.test(text) ? Number(text) : text;
}

function octetText(octets: Uint8Array, type: Data['type'], zone: ZoneDeviation): string {
  if (type === 'date') return dateText(octets);
  if (type === 'time') return timeText(octets);
  if (isDateTime(octets)) {
    return momentOf(octets, zone)?.iso ?? toLocalText(readDateTime(octets));
  }
  const text = trimmed(octets);
  return isPrintable(text) ? readLatin1(text) : toHex(octets);
}

/** Text without the NUL octets that fill a fixed length (INTEROP 13). */
function trimmed(octets: Uint8Array): Uint8Array {
  let end = octets.length;
  while (end > 0 && octets[end - 1] === 0) end -= 1;
  return end === octets.length ? octets : octets.subarray(0, end);
}

function withoutPadding(text: string): string {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 0) end -= 1;
  return end === text.length ? text : text.slice(0, end);
}

const DATE_OCTETS = 5;

/** A date or a time alone, written like the date-time that it is a part of. */
function dateText(octets: Uint8Array): string {
  const whole = new Uint8Array(12).fill(0xff);
  whole.set(octets.subarray(0, DATE_OCTETS));
  return toLocalText(readDateTime(whole)).slice(0, 'YYYY-MM-DD'.length);
}

function timeText(octets: Uint8Array): string {
  const whole = new Uint8Array(12).fill(0xff);
  whole.set(octets.subarray(0, 4), DATE_OCTETS);
  return toLocalText(readDateTime(whole)).slice('YYYY-MM-DDT'.length);
}
