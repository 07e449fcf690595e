import { readPresence, writePresence } from '../codec/a-xdr.js';
import type { ByteReader } from '../codec/byte-reader.js';
import type { ByteWriter } from '../codec/byte-writer.js';
import { unknownChoice } from './unknown-choice.js';

const IDENTIFIED_KEY = 0;
const WRAPPED_KEY = 1;
const AGREED_KEY = 2;

/** Which key is meant by its name. */
export const KEY_ID = {
  'global-unicast-encryption-key': 0,
  'global-broadcast-encryption-key': 1,
} as const;

/** Which key a key is wrapped with: there is one. */
export const KEK_ID = { 'master-key': 0 } as const;

/** Which scheme a key is agreed on by. */
export const KEY_PARAMETERS = { 'C(1e,1s)': 1, 'C(0e,2s)': 2 } as const;

/** A key that both sides have. */
export interface IdentifiedKey {
  readonly choice: 'identified-key';
  readonly keyId: keyof typeof KEY_ID;
}

/** A key that comes with the APDU, wrapped with another one. */
export interface WrappedKey {
  readonly choice: 'wrapped-key';
  readonly kekId: keyof typeof KEK_ID;
  /** The key as `wrapKey` wrote it. */
  readonly keyCipheredData: Uint8Array;
}

/** A key that both sides compute. */
export interface AgreedKey {
  readonly choice: 'agreed-key';
  /** One octet, see `KEY_PARAMETERS`; others are reserved. */
  readonly keyParameters: Uint8Array;
  /** C(1e,1s): the originator's ephemeral public key and its signature. C(0e,2s): empty. */
  readonly keyCipheredData: Uint8Array;
}

/** How the key of a general-ciphering APDU is known (Green Book 9.2.7.2.4.8, key-info). */
export type KeyInfo = IdentifiedKey | WrappedKey | AgreedKey;

/**
 * Reads the field with its presence flag.
 *
 * @returns null where it is left out
 * @throws DecodeError `apdu.malformed` for a choice or a number that does not exist, `apdu.truncated`, `apdu.length`
 */
export function readKeyInfo(r: ByteReader): KeyInfo | null {
  if (!readPresence(r, 'key-info presence')) return null;
  r.open('key-info');
  const keyInfo = readChoice(r);
  r.close(keyInfo);
  return keyInfo;
}

function readChoice(r: ByteReader): KeyInfo {
  const choice = r.u8('choice');
  switch (choice) {
    case IDENTIFIED_KEY:
      return { choice: 'identified-key', keyId: readName(r, KEY_ID, 'key-id') };
    case WRAPPED_KEY: {
      const kekId = readName(r, KEK_ID, 'kek-id');
      return { choice: 'wrapped-key', kekId, keyCipheredData: r.octets('key-ciphered-data') };
    }
    case AGREED_KEY: {
      const keyParameters = r.octets('key-parameters');
      const keyCipheredData = r.octets('key-ciphered-data');
      return { choice: 'agreed-key', keyParameters, keyCipheredData };
    }
    default:
      throw unknownChoice('key-info', choice, r);
  }
}

function readName<N extends string>(
  r: ByteReader,
  numbers: Readonly<Record<N, number>>,
  what: string,
): N {
  const number = r.u8(what);
  for (const name in numbers) if (numbers[name] === number) return name;
  throw unknownChoice(what, number, r);
}

/** Writes the field with its presence flag. */
export function writeKeyInfo(w: ByteWriter, keyInfo: KeyInfo | null): void {
  writePresence(w, keyInfo !== null);
  if (keyInfo === null) return;
  switch (keyInfo.choice) {
    case 'identified-key':
      w.u8(IDENTIFIED_KEY);
      w.u8(KEY_ID[keyInfo.keyId]);
      break;
    case 'wrapped-key':
      w.u8(WRAPPED_KEY);
      w.u8(KEK_ID[keyInfo.kekId]);
      w.octets(keyInfo.keyCipheredData);
      break;
    case 'agreed-key':
      w.u8(AGREED_KEY);
      w.octets(keyInfo.keyParameters);
      w.octets(keyInfo.keyCipheredData);
      break;
  }
}
