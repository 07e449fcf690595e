import { DecodeError } from '../errors.js';
import type { ByteReader } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';

/**
 * BER as ACSE needs it (ITU-T X.690): definite lengths only, for Green Book 9.4 has no other.
 *
 * ```
 * identifier (1 octet; more when its low five bits are all set) | length | contents
 * ```
 */

/** Bit 8 of the first length octet: the length itself follows in as many octets as the low bits say. */
const LONG_LENGTH = 0x80;
const MAX_LENGTH_OCTETS = 4;

/** Low five bits of an identifier whose tag number stands in the octets after it. */
const LONG_TAG_NUMBER = 0x1f;
const MORE_TAG_OCTETS = 0x80;
const MAX_TAG_OCTETS = 4;

const MAX_INTEGER_OCTETS = 4;
const MAX_UNUSED_BITS = 7;

/** Universal types that occur inside ACSE fields. */
export const BER_INTEGER = 0x02;
export const BER_OCTET_STRING = 0x04;
export const BER_OBJECT_IDENTIFIER = 0x06;

/** One identifier, length and contents. */
export interface BerElement {
  /** All identifier octets as one big-endian number: `0xa1`, `0x5f1f`. */
  readonly tag: number;
  /** Index of the identifier. */
  readonly start: number;
  /** Reads the contents, and no further. */
  readonly contents: ByteReader;
}

/** @throws DecodeError `apdu.truncated`; `apdu.malformed` when the identifier has more than four octets */
export function readBerTag(r: ByteReader): number {
  const start = r.offset;
  let tag = r.u8('tag');
  if ((tag & LONG_TAG_NUMBER) !== LONG_TAG_NUMBER) return tag;
  let octet: number;
  do {
    octet = r.u8('tag number');
    tag = tag * 256 + octet;
    if (r.offset - start > MAX_TAG_OCTETS)
      throw new DecodeError(
        'apdu.malformed',
        `a BER identifier of more than ${MAX_TAG_OCTETS} octets`,
        start,
      );
  } while ((octet & MORE_TAG_OCTETS) !== 0);
  return tag;
}

/**
 * A length. That so many octets follow is not checked.
 *
 * @throws DecodeError `apdu.truncated`; `apdu.ber-length` when it is indefinite or has more than four octets
 */
export function readBerLength(r: ByteReader): number {
  const start = r.offset;
  const first = r.u8('length');
  if (first < LONG_LENGTH) return first;
  const octets = first & ~LONG_LENGTH;
  if (octets === 0 || octets > MAX_LENGTH_OCTETS)
    throw new DecodeError(
      'apdu.ber-length',
      octets === 0 ? 'a BER length of indefinite form' : `a BER length in ${octets} octets`,
      start,
    );
  let length = 0;
  for (let i = 0; i < octets; i++) length = length * 256 + r.u8('length octet');
  return length;
}

/**
 * A length, and a reader for so many octets; `r` goes on behind them.
 *
 * @throws DecodeError `apdu.truncated`; `apdu.ber-length` also when the length goes beyond the octets there are
 */
export function readBerContents(r: ByteReader): ByteReader {
  const start = r.offset;
  const length = readBerLength(r);
  if (length > r.remaining)
    throw new DecodeError(
      'apdu.ber-length',
      `a BER length of ${length} where ${r.remaining} octets follow`,
      start,
    );
  return r.part(length);
}

/** The next element of any type. @throws DecodeError as `readBerTag` and `readBerContents` */
export function readBerElement(r: ByteReader): BerElement {
  const start = r.offset;
  const tag = readBerTag(r);
  return { tag, start, contents: readBerContents(r) };
}

/**
 * The contents of the next element, which must have this tag.
 *
 * @param what names the field in the error
 * @throws DecodeError `apdu.malformed` for another tag, else as `readBerElement`
 */
export function openBer(r: ByteReader, tag: number, what: string): ByteReader {
  const start = r.offset;
  const found = readBerTag(r);
  if (found !== tag)
    throw new DecodeError(
      'apdu.malformed',
      `${what}: BER tag ${hexOf(found)} where ${hexOf(tag)} must stand`,
      start,
    );
  return readBerContents(r);
}

/** Throws `apdu.ber-length` when contents were not read to their end. @param what names the field in the error */
export function closeBer(contents: ByteReader, what: string): void {
  if (contents.remaining > 0)
    throw new DecodeError(
      'apdu.ber-length',
      `${what}: its BER length counts ${contents.remaining} octets more than it has`,
      contents.offset,
    );
}

/** Contents of an INTEGER. @throws DecodeError `apdu.malformed` unless it has one to four octets */
export function readBerInteger(contents: ByteReader): number {
  const octets = contents.remaining;
  if (octets === 0 || octets > MAX_INTEGER_OCTETS)
    throw new DecodeError('apdu.malformed', `an INTEGER of ${octets} octets`, contents.offset);
  return contents.rest('integer').reduce((value, octet, index) => {
    const signed = index === 0 ? (octet << 24) >> 24 : octet;
    return value * 256 + signed;
  }, 0);
}

/** Contents of a BIT STRING as a text of `0` and `1`, first bit first. @throws DecodeError `apdu.malformed` */
export function readBerBits(contents: ByteReader): string {
  const start = contents.offset;
  const unused = contents.u8('unused bits');
  if (unused > MAX_UNUSED_BITS || (unused > 0 && contents.remaining === 0))
    throw new DecodeError('apdu.malformed', `a BIT STRING with ${unused} unused bits`, start);
  let bits = '';
  for (const octet of contents.rest('bits')) bits += octet.toString(2).padStart(8, '0');
  return bits.slice(0, bits.length - unused);
}

/** An element whose contents are there already. @param tag as in `BerElement` */
export function writeBer(w: ByteWriter, tag: number, contents: Uint8Array): void {
  for (let shift = 24; shift > 0; shift -= 8) if (tag >>> shift > 0) w.u8(tag >>> shift);
  w.u8(tag);
  // The shortest definite form of BER is that of A-XDR.
  w.octets(contents);
}

/** An element whose contents `write` makes. */
export function writeBerNested(w: ByteWriter, tag: number, write: (w: ByteWriter) => void): void {
  const contents = new ByteWriter();
  write(contents);
  writeBer(w, tag, contents.finish());
}

/** An INTEGER in its shortest form, under the tag of an implicit type if need be. */
export function writeBerInteger(w: ByteWriter, value: number, tag = BER_INTEGER): void {
  let octets = 1;
  while (octets < MAX_INTEGER_OCTETS && (value << (32 - 8 * octets)) >> (32 - 8 * octets) !== value)
    octets++;
  writeBerNested(w, tag, (contents) => {
    for (let shift = 8 * (octets - 1); shift >= 0; shift -= 8) contents.u8(value >> shift);
  });
}

/** A BIT STRING from a text of `0` and `1`. */
export function writeBerBits(w: ByteWriter, tag: number, bits: string): void {
  writeBerNested(w, tag, (contents) => {
    contents.u8((8 - (bits.length % 8)) % 8);
    for (let start = 0; start < bits.length; start += 8)
      contents.u8(Number.parseInt(bits.slice(start, start + 8).padEnd(8, '0'), 2));
  });
}

function hexOf(tag: number): string {
  return tag.toString(16).padStart(2, '0');
}
