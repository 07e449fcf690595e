import {
  BER_INTEGER,
  BER_OBJECT_IDENTIFIER,
  BER_OCTET_STRING,
  closeBer,
  openBer,
  readBerElement,
  readBerInteger,
  writeBer,
  writeBerInteger,
  writeBerNested,
} from '../codec/ber.js';
import type { ByteReader } from '../codec/byte-reader.js';
import type { ByteWriter } from '../codec/byte-writer.js';
import {
  type ObjectIdentifier,
  readObjectIdentifier,
  writeObjectIdentifier,
} from '../codec/object-identifier.js';
import { DecodeError } from '../errors.js';

/** The number of a context tag in the order of the APDU's SEQUENCE. */
const TAG_NUMBER = 0x1f;

/** For each tag of an APDU, how its contents go into what is being built. */
export type FieldTable<Draft> = ReadonlyMap<number, (draft: Draft, contents: ByteReader) => void>;

/**
 * Reads the fields of an ACSE APDU to its end. They come in the order of their numbers, each at most once. A field with
 * an unknown tag is ignored, as the rules of extensibility of ACSE ask (ITU-T X.227), and kept.
 *
 * @param apdu names the APDU in errors
 * @returns the unknown fields, whole, as views
 * @throws DecodeError `apdu.malformed` for a field that is repeated or out of order, else what the table's readers throw
 */
export function readFields<Draft>(
  r: ByteReader,
  apdu: string,
  table: FieldTable<Draft>,
  draft: Draft,
): Uint8Array[] {
  const unknown: Uint8Array[] = [];
  let last = -1;
  while (r.remaining > 0) {
    const { tag, start, contents } = readBerElement(r);
    const read = table.get(tag);
    if (read === undefined) {
      unknown.push(r.bytes.subarray(start, r.offset));
      continue;
    }
    const number = tag & TAG_NUMBER;
    if (number <= last)
      throw new DecodeError(
        'apdu.malformed',
        `${apdu}: field ${number} after field ${last}`,
        start,
      );
    last = number;
    read(draft, contents);
    closeBer(contents, `${apdu} field ${number}`);
  }
  return unknown;
}

/** Throws `apdu.malformed` when a field that must be there is not. */
export function requireField<T>(value: T | undefined, name: string, r: ByteReader): T {
  if (value === undefined)
    throw new DecodeError('apdu.malformed', `the field ${name} is missing`, r.offset);
  return value;
}

/** An OBJECT IDENTIFIER inside an explicit field. */
export function readNestedIdentifier(contents: ByteReader): ObjectIdentifier {
  return readObjectIdentifier(openBer(contents, BER_OBJECT_IDENTIFIER, 'object identifier'));
}

/** An OCTET STRING inside an explicit field; AP titles and AE qualifiers have this form only. */
export function readNestedOctets(contents: ByteReader): Uint8Array {
  return openBer(contents, BER_OCTET_STRING, 'octet string').rest();
}

/** An INTEGER inside an explicit field. */
export function readNestedInteger(contents: ByteReader): number {
  const integer = openBer(contents, BER_INTEGER, 'integer');
  return readBerInteger(integer);
}

/** Writes nothing for undefined, as do the functions below. */
export function writeNestedIdentifier(
  w: ByteWriter,
  tag: number,
  value: ObjectIdentifier | undefined,
): void {
  if (value === undefined) return;
  writeBerNested(w, tag, (field) => {
    writeBer(field, BER_OBJECT_IDENTIFIER, writeObjectIdentifier(value));
  });
}

export function writeNestedOctets(w: ByteWriter, tag: number, value: Uint8Array | undefined): void {
  if (value === undefined) return;
  writeBerNested(w, tag, (field) => {
    writeBer(field, BER_OCTET_STRING, value);
  });
}

export function writeNestedInteger(w: ByteWriter, tag: number, value: number | undefined): void {
  if (value === undefined) return;
  writeBerNested(w, tag, (field) => {
    writeBerInteger(field, value);
  });
}
