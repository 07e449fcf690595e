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

/** How the contents of a field go into what is being built. */
type ReadField<Draft> = (draft: Draft, contents: ByteReader) => void;

/** For each tag of an APDU, the field's name and how it is read. */
export type FieldTable<Draft> = ReadonlyMap<
  number,
  { readonly name: string; readonly read: ReadField<Draft> }
>;

/** A table from its rows. */
export function fieldTable<Draft>(
  rows: readonly (readonly [tag: number, name: string, read: ReadField<Draft>])[],
): FieldTable<Draft> {
  return new Map(rows.map(([tag, name, read]) => [tag, { name, read }]));
}

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
    r.open('field');
    const { tag, start, contents } = readBerElement(r);
    const field = table.get(tag);
    if (field === undefined) {
      const whole = r.bytes.subarray(start, r.offset);
      unknown.push(whole);
      r.close(whole, 'unknown field');
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
    field.read(draft, contents);
    closeBer(contents, `${apdu} field ${number}`);
    r.close(undefined, field.name);
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
  return openBer(contents, BER_OCTET_STRING, 'octet string').rest('octet-string');
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
