import type { DataType } from './data.js';

/** Tag of each choice of `Data` (Blue Book, common data types; Green Book 9.5). */
export const DATA_TAG = {
  'null-data': 0,
  array: 1,
  structure: 2,
  boolean: 3,
  'bit-string': 4,
  'double-long': 5,
  'double-long-unsigned': 6,
  'octet-string': 9,
  'visible-string': 10,
  'utf8-string': 12,
  bcd: 13,
  integer: 15,
  long: 16,
  unsigned: 17,
  'long-unsigned': 18,
  'compact-array': 19,
  long64: 20,
  'long64-unsigned': 21,
  enum: 22,
  float32: 23,
  float64: 24,
  'date-time': 25,
  date: 26,
  time: 27,
  'delta-integer': 28,
  'delta-long': 29,
  'delta-double-long': 30,
  'delta-unsigned': 31,
  'delta-long-unsigned': 32,
  'delta-double-long-unsigned': 33,
  'dont-care': 255,
} as const satisfies Record<DataType, number>;

const TYPE_OF_TAG = new Map<number, DataType>(
  Object.entries(DATA_TAG).map(([type, tag]) => [tag, type as DataType]),
);

/** The type that a tag stands for, or undefined. */
export function dataTypeOf(tag: number): DataType | undefined {
  return TYPE_OF_TAG.get(tag);
}

/** Octets of the types that have a fixed length. */
export const DATE_TIME_OCTETS = 12;
export const DATE_OCTETS = 5;
export const TIME_OCTETS = 4;
