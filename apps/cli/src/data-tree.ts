import { toHex } from '@dlms-telemetry/dlms';
import type { Data } from '@dlms-telemetry/dlms';

/** A value as JSON: octets in hex, 64-bit integers as text so that no digit is lost, NaN and infinities as words. */
export type Raw = string | number | boolean | null | readonly DataTree[];

/** A value with its type, as in the test vectors. */
export interface DataTree {
  readonly t: Data['type'];
  readonly v: Raw;
}

/** The value alone; elements of arrays and structures with their types. */
export function rawOf({ value }: Data): Raw {
  if (value instanceof Uint8Array) return toHex(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value !== 'object' || value === null) return value;
  return value.map((element) => ({ t: element.type, v: rawOf(element) }));
}

/** Types of `Data`; the compiler sees to it that none is missing. */
const TYPES: Readonly<Record<Data['type'], true>> = {
  'null-data': true,
  array: true,
  structure: true,
  boolean: true,
  'bit-string': true,
  'double-long': true,
  'double-long-unsigned': true,
  'octet-string': true,
  'visible-string': true,
  'utf8-string': true,
  bcd: true,
  integer: true,
  long: true,
  unsigned: true,
  'long-unsigned': true,
  'compact-array': true,
  long64: true,
  'long64-unsigned': true,
  enum: true,
  float32: true,
  float64: true,
  'date-time': true,
  date: true,
  time: true,
  'delta-integer': true,
  'delta-long': true,
  'delta-double-long': true,
  'delta-unsigned': true,
  'delta-long-unsigned': true,
  'delta-double-long-unsigned': true,
  'dont-care': true,
};

/** Whether a field of an APDU is a typed value. */
export function isData(field: object): field is Data {
  return (
    'type' in field &&
    'value' in field &&
    typeof field.type === 'string' &&
    Object.hasOwn(TYPES, field.type)
  );
}
