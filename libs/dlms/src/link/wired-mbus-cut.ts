import type { Cut } from './link-layer.js';
import { octetAt } from './octets.js';
import { checksum, HEADER_LENGTH, START, STOP, TRAILER_LENGTH } from './wired-mbus.js';

/** L counts C, A and CI at least. */
const SHORTEST_L = 3;
const L_MODULUS = 256;

/** A whole long frame. */
export interface Telegram {
  /** Octets from C to the last of the data: L, or more when it overflowed. */
  readonly length: number;
  readonly overflow: boolean;
}

/** Finds a long frame at `at`. @param overflow whether an L that counts modulo 256 is read */
export function cutTelegram(octets: Uint8Array, at: number, overflow: boolean): Cut<Telegram> {
  if (octets[at] !== START) return noise(octets, at, 'link.noise', 'no start octet 68');
  const there = octets.length - at;
  if (there < HEADER_LENGTH) return { kind: 'more', need: HEADER_LENGTH, seen: 'part of a header' };
  const l = octetAt(octets, at + 1);
  if (octets[at + 3] !== START)
    return noise(octets, at, 'link.noise', 'the fourth octet is not 68');
  if (octets[at + 2] !== l)
    return noise(octets, at, 'link.length', `L says ${l} and then ${octetAt(octets, at + 2)}`);
  const length = HEADER_LENGTH + l + TRAILER_LENGTH;
  if (there < length) return { kind: 'more', need: length, seen: 'header' };
  const end = at + HEADER_LENGTH + l;
  const stops = octets[end + 1] === STOP;
  const sums = octets[end] === checksum(octets, at + HEADER_LENGTH, end);
  if (l >= SHORTEST_L && stops && sums)
    return { kind: 'frame', length, resume: length, frame: { length: l, overflow: false } };
  // One of the two wrong is a damaged frame. Both wrong: the end is elsewhere.
  if (overflow && !stops && !sums) return cutOverflown(octets, at, l);
  return broken(at, end, length, stops);
}

function cutOverflown(octets: Uint8Array, at: number, l: number): Cut<Telegram> {
  const whole = l + L_MODULUS;
  const length = HEADER_LENGTH + whole + TRAILER_LENGTH;
  if (octets.length - at < length) return { kind: 'more', need: length, seen: 'header' };
  const end = at + HEADER_LENGTH + whole;
  if (octets[end + 1] === STOP && octets[end] === checksum(octets, at + HEADER_LENGTH, end))
    return { kind: 'frame', length, resume: length, frame: { length: whole, overflow: true } };
  return broken(at, at + HEADER_LENGTH + l, HEADER_LENGTH + l + TRAILER_LENGTH, false);
}

function broken(at: number, end: number, length: number, stops: boolean): Cut<Telegram> {
  return {
    kind: 'broken',
    length,
    resume: 1,
    code: stops ? 'link.checksum' : 'link.stop',
    message: stops ? 'the checksum is wrong' : 'no stop octet 16 stands where the frame ends',
    offset: end - at + (stops ? 0 : 1),
  };
}

function noise(
  octets: Uint8Array,
  at: number,
  code: 'link.noise' | 'link.length',
  reason: string,
): Cut<Telegram> {
  const next = octets.indexOf(START, at + 1);
  return {
    kind: 'noise',
    length: (next === -1 ? octets.length : next) - at,
    code,
    message: `no M-Bus long frame begins here: ${reason}`,
  };
}
