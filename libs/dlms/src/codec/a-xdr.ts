import { DecodeError } from '../errors.js';
import type { ByteReader } from './byte-reader.js';
import type { ByteWriter } from './byte-writer.js';

/** Most elements of a SEQUENCE OF in a service; a meter's own limits are far below. */
const MAX_ELEMENTS = 65_536;

const ABSENT = 0;
const PRESENT = 1;
const FALSE = 0;
const TRUE = 1;

/** Whether an OPTIONAL or DEFAULT field follows (IEC 61334-6, 6.10). @throws DecodeError `apdu.malformed` on neither 0 nor 1 */
export function readPresence(r: ByteReader, name = 'presence'): boolean {
  const flag = r.u8(name);
  if (flag > PRESENT)
    throw new DecodeError(
      'apdu.malformed',
      `presence flag ${flag} of an optional field`,
      r.offset - 1,
    );
  return flag === PRESENT;
}

export function writePresence(w: ByteWriter, present: boolean): void {
  w.u8(present ? PRESENT : ABSENT);
}

/** BOOLEAN: any value but 0 is true (IEC 61334-6, 6.2). */
export function readBoolean(r: ByteReader, name?: string): boolean {
  return r.u8(name) !== FALSE;
}

export function writeBoolean(w: ByteWriter, value: boolean): void {
  w.u8(value ? TRUE : FALSE);
}

/**
 * SEQUENCE OF: the count, then each element. The count reserves no memory, and each element must take an octet.
 *
 * @throws DecodeError `apdu.count` on a count beyond the octets of the whole APDU, else what `readElement` throws
 */
export function readSequenceOf<T>(
  r: ByteReader,
  readElement: (r: ByteReader) => T,
  name = 'list',
): T[] {
  const start = r.offset;
  r.open(name);
  const count = r.length('count');
  if (count > r.end || count > MAX_ELEMENTS)
    throw new DecodeError(
      'apdu.count',
      `${count} elements are claimed in an APDU of ${r.end} octets`,
      start,
    );
  const elements: T[] = [];
  for (let i = 0; i < count; i++) elements.push(readElement(r));
  r.close(elements);
  return elements;
}

export function writeSequenceOf<T>(
  w: ByteWriter,
  elements: readonly T[],
  writeElement: (w: ByteWriter, element: T) => void,
): void {
  w.lengthOf(elements.length);
  for (const element of elements) writeElement(w, element);
}
