import { DecodeError } from '../errors.js';
import type { Crypto } from './crypto.js';

const BLOCK_OCTETS = 16;
const HALF_OCTETS = 8;
/** Passes over the whole key (RFC 3394, 2.2.1). */
const PASSES = 6;
const INITIAL_VALUE = 0xa6;
const SHORTEST_KEY_OCTETS = 16;
/** Keys are far shorter; the bound keeps what was received from costing time. */
const LONGEST_KEY_OCTETS = 256;

/**
 * AES key wrap (RFC 3394; Green Book 9.2.3.3.7.7): a key under a key encrypting key, with an integrity check of its own.
 *
 * @param kek the key encrypting key (master key), 16 or 32 octets
 * @param key a multiple of 8 octets, 16 to 256
 * @returns 8 octets more than `key`
 * @throws RangeError on a key of another length
 */
export function wrapKey(kek: Uint8Array, key: Uint8Array, crypto: Crypto): Uint8Array {
  if (!isKeyLength(key.length))
    throw new RangeError(`a key of ${key.length} octets cannot be wrapped`);
  const wrapped = new Uint8Array(HALF_OCTETS + key.length);
  wrapped.fill(INITIAL_VALUE, 0, HALF_OCTETS);
  wrapped.set(key, HALF_OCTETS);
  const halves = key.length / HALF_OCTETS;
  const block = new Uint8Array(BLOCK_OCTETS);
  for (let step = 1; step <= PASSES * halves; step++) {
    const place = HALF_OCTETS * (((step - 1) % halves) + 1);
    block.set(wrapped.subarray(0, HALF_OCTETS));
    block.set(wrapped.subarray(place, place + HALF_OCTETS), HALF_OCTETS);
    const encrypted = crypto.aesEncryptBlocks(kek, block);
    wrapped.set(encrypted.subarray(0, HALF_OCTETS));
    wrapped.set(encrypted.subarray(HALF_OCTETS), place);
    countIn(wrapped, step);
  }
  return wrapped;
}

/**
 * Takes a wrapped key out and proves that it is the one that was wrapped.
 *
 * @throws DecodeError `security.key-unwrap` when the integrity check fails (another key encrypting key, changed octets)
 * or the length is of no wrapped key
 */
export function unwrapKey(kek: Uint8Array, wrapped: Uint8Array, crypto: Crypto): Uint8Array {
  if (!isKeyLength(wrapped.length - HALF_OCTETS))
    throw new DecodeError('security.key-unwrap', `${wrapped.length} octets are no wrapped key`);
  const work = Uint8Array.from(wrapped);
  const halves = wrapped.length / HALF_OCTETS - 1;
  const block = new Uint8Array(BLOCK_OCTETS);
  for (let step = PASSES * halves; step >= 1; step--) {
    const place = HALF_OCTETS * (((step - 1) % halves) + 1);
    countIn(work, step);
    block.set(work.subarray(0, HALF_OCTETS));
    block.set(work.subarray(place, place + HALF_OCTETS), HALF_OCTETS);
    const decrypted = crypto.aesDecryptBlocks(kek, block);
    work.set(decrypted.subarray(0, HALF_OCTETS));
    work.set(decrypted.subarray(HALF_OCTETS), place);
  }
  let difference = 0;
  for (const octet of work.subarray(0, HALF_OCTETS)) difference |= octet ^ INITIAL_VALUE;
  if (difference === 0) return work.subarray(HALF_OCTETS);
  throw new DecodeError(
    'security.key-unwrap',
    'the wrapped key does not open under this key encrypting key, or it was changed',
  );
}

function isKeyLength(octets: number): boolean {
  return (
    octets >= SHORTEST_KEY_OCTETS && octets <= LONGEST_KEY_OCTETS && octets % HALF_OCTETS === 0
  );
}

/** The step, a 64-bit number, mixed into the first half; a key of any sane length stays below 2^32 steps. */
function countIn(work: Uint8Array, step: number): void {
  for (let i = 0; i < 4; i++) {
    const place = HALF_OCTETS - 1 - i;
    work[place] = (work[place] ?? 0) ^ ((step >>> (8 * i)) & 0xff);
  }
}
