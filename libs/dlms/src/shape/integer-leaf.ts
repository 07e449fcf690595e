import type { Data } from '../cosem/data.js';
import type { Place } from './placing-reader.js';

/** An integer of up to 32 bits in a notification: where it stands, and how it is read there. */
export interface IntegerLeaf {
  /** Index of its first octet, behind the tag. */
  readonly at: number;
  readonly octets: 1 | 2 | 4;
  readonly signed: boolean;
}

const SIZES: Readonly<Partial<Record<Data['type'], Pick<IntegerLeaf, 'octets' | 'signed'>>>> = {
  integer: { octets: 1, signed: true },
  unsigned: { octets: 1, signed: false },
  enum: { octets: 1, signed: false },
  long: { octets: 2, signed: true },
  'long-unsigned': { octets: 2, signed: false },
  'double-long': { octets: 4, signed: true },
  'double-long-unsigned': { octets: 4, signed: false },
};

/** How an integer is read in place; undefined for values of other types. */
export function integerLeafOf({ type }: Data, place: Place): IntegerLeaf | undefined {
  const size = SIZES[type];
  return size === undefined ? undefined : { at: place.contents, ...size };
}

/** The integer that stands there. @param plain a notification that fits the outline */
export function integerAt(plain: Uint8Array, { at, octets, signed }: IntegerLeaf): number {
  const first = plain[at] ?? 0;
  if (octets === 1) return signed ? (first << 24) >> 24 : first;
  const two = (first << 8) | (plain[at + 1] ?? 0);
  if (octets === 2) return signed ? (two << 16) >> 16 : two;
  const four = (two << 16) | ((plain[at + 2] ?? 0) << 8) | (plain[at + 3] ?? 0);
  return signed ? four : four >>> 0;
}
