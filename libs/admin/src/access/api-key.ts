import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A new key: shown once, and what is kept of it. */
export interface MintedKey {
  /** The key itself. Nobody can make it out again. */
  readonly key: string;
  /** The part by which it is looked up. */
  readonly id: string;
  /** SHA-256 of the whole key. Without salt or rounds: 256 random bits cannot be guessed. */
  readonly hash: Uint8Array;
}

const ID_OCTETS = 8;
const SECRET_OCTETS = 32;
/** `dlms_`, the id, the secret: a form that tools which look for leaked keys can be told. */
const FORM = /^dlms_([0-9a-f]{16})_[0-9a-f]{64}$/u;

/** Makes a key of 256 random bits. @param random so many random octets */
export function mintKey(random: (octets: number) => Uint8Array = randomBytes): MintedKey {
  const id = Buffer.from(random(ID_OCTETS)).toString('hex');
  const key = `dlms_${id}_${Buffer.from(random(SECRET_OCTETS)).toString('hex')}`;
  return { key, id, hash: hashOf(key) };
}

/** The part of a key by which it is looked up; undefined for what has not the form of a key. */
export function idOfKey(key: string): string | undefined {
  return FORM.exec(key)?.[1];
}

/**
 * Whether a key is the one whose hash is kept, in a time that does not depend on where they differ. Without a hash it
 * takes as long, and is not.
 *
 * @param equal compares octets of the same length in constant time
 */
export function isKey(
  key: string,
  kept: Uint8Array | undefined,
  equal: (a: Uint8Array, b: Uint8Array) => boolean = timingSafeEqual,
): boolean {
  const hash = hashOf(key);
  const other = kept?.length === hash.length ? kept : NOBODYS;
  return equal(hash, other) && other === kept;
}

function hashOf(key: string): Uint8Array {
  return createHash('sha256').update(key, 'utf8').digest();
}

const NOBODYS = new Uint8Array(SECRET_OCTETS);
