import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { KeyRingError } from './errors.js';
import type { KeyEncryption, Place } from './key-encryption.js';

const ALGORITHM = 'aes-256-gcm';
const VERSION = 1;
const KEY_OCTETS = 32;
const NONCE_OCTETS = 12;
const TAG_OCTETS = 16;
const ENTRY = /^(?<id>[\w.-]{1,32})=(?<key>[0-9A-Fa-f]{64})$/u;

/**
 * Key-encryption keys in memory. A sealed value is
 *
 * ```
 * version 1 | length of the id 1 | id | nonce 12 | tag 16 | ciphertext
 * ```
 *
 * under AES-256-GCM with a random nonce; version, id and the place of the value are authenticated with it.
 */
export class KeyRing implements KeyEncryption {
  readonly prefix: Uint8Array;
  readonly #sealing: Buffer;
  readonly #keys: ReadonlyMap<string, Buffer>;

  private constructor(id: string, sealing: Buffer, keys: ReadonlyMap<string, Buffer>) {
    this.#sealing = sealing;
    this.#keys = keys;
    this.prefix = Uint8Array.of(VERSION, id.length, ...Buffer.from(id, 'latin1'));
  }

  /**
   * Reads `id=HEX64[,id=HEX64...]`, entries on lines of their own too. The first one seals, all open.
   *
   * @throws {KeyRingError} `key-ring.format`
   */
  static parse(text: string): KeyRing {
    const keys = new Map<string, Buffer>();
    const entries = text.split(/[,\n]/u).map((entry) => entry.trim());
    for (const [at, entry] of entries.filter((one) => one !== '').entries()) {
      const { id, key } = ENTRY.exec(entry)?.groups ?? {};
      if (id === undefined || key === undefined)
        throw new KeyRingError(
          'key-ring.format',
          `key-encryption key ${at + 1} is not written as id=HEX with 64 digits`,
        );
      if (keys.has(id))
        throw new KeyRingError('key-ring.format', `the key-encryption key ${id} stands twice`);
      keys.set(id, Buffer.from(key, 'hex'));
    }
    const [first] = keys;
    if (first === undefined)
      throw new KeyRingError('key-ring.format', 'there is no key-encryption key');
    return new KeyRing(...first, keys);
  }

  /** A new key as `parse` reads it. */
  static generate(id: string): string {
    return `${id}=${randomBytes(KEY_OCTETS).toString('hex')}`;
  }

  seal(place: Place, plain: string): Uint8Array {
    const nonce = randomBytes(NONCE_OCTETS);
    const cipher = createCipheriv(ALGORITHM, this.#sealing, nonce, { authTagLength: TAG_OCTETS });
    cipher.setAAD(authenticated(this.prefix, place));
    const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
    return Buffer.concat([this.prefix, nonce, cipher.getAuthTag(), text]);
  }

  /** @throws {KeyRingError} `key-ring.unknown-key`, `key-ring.tampered` */
  open(place: Place, sealed: Uint8Array): string {
    const [version, idLength = 0] = sealed;
    const nonceAt = 2 + idLength;
    const tagAt = nonceAt + NONCE_OCTETS;
    const textAt = tagAt + TAG_OCTETS;
    if (version !== VERSION || sealed.length < textAt)
      throw new KeyRingError('key-ring.tampered', `${named(place)} is no sealed value`);
    const id = Buffer.from(sealed.subarray(2, nonceAt)).toString('latin1');
    const key = this.#keys.get(id);
    if (key === undefined)
      throw new KeyRingError(
        'key-ring.unknown-key',
        `${named(place)} is sealed under a key-encryption key that is not loaded: ${JSON.stringify(id)}`,
      );
    const nonce = sealed.subarray(nonceAt, tagAt);
    const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_OCTETS });
    decipher.setAAD(authenticated(sealed.subarray(0, nonceAt), place));
    decipher.setAuthTag(sealed.subarray(tagAt, textAt));
    try {
      return decipher.update(sealed.subarray(textAt), undefined, 'utf8') + decipher.final('utf8');
    } catch (cause) {
      throw new KeyRingError('key-ring.tampered', `${named(place)} does not open`, cause);
    }
  }
}

function authenticated(prefix: Uint8Array, { userId, name }: Place): Buffer {
  return Buffer.concat([prefix, Buffer.from(`${userId}\0${name}`, 'utf8')]);
}

function named({ userId, name }: Place): string {
  return `${name} of user ${userId}`;
}
