import { DecodeError } from '../errors.js';
import { octetAt } from './octets.js';

const END_MARK = 0x01;
const SEVEN_BITS = 0x7f;
const FOURTEEN_BITS = 0x3fff;

/** An HDLC address: a client has only the upper part, a server may have a physical device address too. */
export interface HdlcAddress {
  /** Logical device, or client. */
  readonly upper: number;
  /** Physical device; absent in one-octet addresses. */
  readonly lower?: number;
}

/**
 * Reads the raw octets of an address.
 *
 * @throws DecodeError `link.format` for other than 1, 2 or 4 octets
 */
export function readHdlcAddress(octets: Uint8Array): HdlcAddress {
  const part = (index: number): number => octetAt(octets, index) >>> 1;
  switch (octets.length) {
    case 1:
      return { upper: part(0) };
    case 2:
      return { upper: part(0), lower: part(1) };
    case 4:
      return { upper: (part(0) << 7) | part(1), lower: (part(2) << 7) | part(3) };
    default:
      throw new DecodeError('link.format', `an HDLC address of ${octets.length} octets`, 0);
  }
}

/**
 * Writes an address in 1, 2 or 4 octets; without `length` in the fewest that hold it.
 *
 * @throws RangeError when a part does not fit
 */
export function writeHdlcAddress(
  address: HdlcAddress,
  length: 1 | 2 | 4 = shortest(address),
): Uint8Array {
  const { upper, lower = 0 } = address;
  const most = length === 4 ? FOURTEEN_BITS : SEVEN_BITS;
  const fits = (part: number): boolean => Number.isInteger(part) && part >= 0 && part <= most;
  if (!fits(upper) || !fits(lower) || (length === 1 && address.lower !== undefined))
    throw new RangeError(`address ${upper}/${address.lower ?? '-'} does not fit ${length} octets`);
  if (length === 1) return Uint8Array.of((upper << 1) | END_MARK);
  if (length === 2) return Uint8Array.of(upper << 1, (lower << 1) | END_MARK);
  return Uint8Array.of(
    (upper >>> 7) << 1,
    (upper & SEVEN_BITS) << 1,
    (lower >>> 7) << 1,
    ((lower & SEVEN_BITS) << 1) | END_MARK,
  );
}

function shortest({ upper, lower }: HdlcAddress): 1 | 2 | 4 {
  if (upper > SEVEN_BITS || (lower ?? 0) > SEVEN_BITS) return 4;
  return lower === undefined ? 1 : 2;
}
