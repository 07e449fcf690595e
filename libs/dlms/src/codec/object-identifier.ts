import { DecodeError } from '../errors.js';
import type { ByteReader } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';

/** An object identifier in dotted form: `2.16.756.5.8.1.1`. */
export type ObjectIdentifier = string;

/** The first two arcs share one number: 40 times the first, plus the second (X.690, 8.19.4). */
const ARCS_PER_ROOT = 40;
const LAST_ROOT = 2;

const MORE_OCTETS = 0x80;
const SEVEN_BITS = 0x7f;
/** Far above any assigned arc, and within what shifting by multiplication keeps exact. */
const LARGEST_ARC = 0xffff_ffff;

/** Contents of an OBJECT IDENTIFIER. @throws DecodeError `apdu.malformed` when they are none, or an arc exceeds 32 bits */
export function readObjectIdentifier(contents: ByteReader): ObjectIdentifier {
  const start = contents.offset;
  const numbers: number[] = [];
  let number = 0;
  let atStart = true;
  for (const octet of contents.rest('object-identifier')) {
    number = number * 128 + (octet & SEVEN_BITS);
    if (number > LARGEST_ARC || (atStart && octet === MORE_OCTETS))
      throw new DecodeError('apdu.malformed', 'not an object identifier', start);
    atStart = (octet & MORE_OCTETS) === 0;
    if (!atStart) continue;
    numbers.push(number);
    number = 0;
  }
  const [first, ...arcs] = numbers;
  if (first === undefined || !atStart)
    throw new DecodeError('apdu.malformed', 'not an object identifier', start);
  const root = Math.min(Math.floor(first / ARCS_PER_ROOT), LAST_ROOT);
  return [root, first - root * ARCS_PER_ROOT, ...arcs].join('.');
}

/** The contents octets of an OBJECT IDENTIFIER. @throws RangeError when the text is none */
export function writeObjectIdentifier(identifier: ObjectIdentifier): Uint8Array {
  const [root, second, ...arcs] = identifier.split('.').map(Number);
  const numbers =
    root === undefined || second === undefined ? [] : [root * ARCS_PER_ROOT + second, ...arcs];
  const valid =
    /^[0-2](\.\d+)+$/.test(identifier) && numbers.every((number) => number <= LARGEST_ARC);
  if (!valid || (root !== LAST_ROOT && (second ?? 0) >= ARCS_PER_ROOT))
    throw new RangeError(`not an object identifier: ${identifier}`);
  const w = new ByteWriter();
  for (const number of numbers) writeArc(w, number);
  return w.finish();
}

function writeArc(w: ByteWriter, arc: number): void {
  let divisor = 1;
  while (arc / divisor >= 128) divisor *= 128;
  for (; divisor > 1; divisor /= 128) w.u8(MORE_OCTETS | (Math.floor(arc / divisor) & SEVEN_BITS));
  w.u8(arc & SEVEN_BITS);
}
