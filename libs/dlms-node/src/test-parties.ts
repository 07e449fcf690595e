import { readFileSync } from 'node:fs';
import type { DecodeApduOptions, GeneralProtection, KeyChoice, Keys } from '@dlms-telemetry/dlms';
import {
  decodeApdu,
  DecodeError,
  fromHex,
  protectGeneral,
  sign,
  toHex,
  writeSecurityControl,
} from '@dlms-telemetry/dlms';
import { nodeCrypto } from './node-crypto.js';

/** What the tests of protection share: vectors, and two parties with keys of every kind. */

/** A vector of general-ciphering or general-signing. */
export interface Vector {
  readonly id: string;
  readonly frameHex: string;
  readonly security: {
    readonly ek?: string;
    readonly ak?: string;
    readonly signingPublicKeyHex?: string;
    readonly gbcsKeyHex?: string;
    readonly agreement?: Readonly<Record<string, string>>;
  };
  readonly expected: { readonly apduHexPlain?: string };
}

/** Octets of hex that is known to be right. */
export function octets(hex: string): Uint8Array {
  return fromHex(hex) ?? new Uint8Array();
}

function vectorsOf(name: string): readonly Vector[] {
  const file = new URL(`../../dlms/vectors/${name}.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly vectors: Vector[] }).vectors;
}

/** All vectors of general-ciphering and general-signing. */
export const VECTORS = [...vectorsOf('general-ciphering'), ...vectorsOf('gbcs-signing')];

/** The vector of a name. */
export function vector(id: string): Vector {
  const found = VECTORS.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no vector ${id}`);
  return found;
}

function optional(name: keyof Keys, hex: string | undefined): Keys {
  return hex === undefined ? {} : { [name]: octets(hex) };
}

/** The keys that a vector gives. */
export function keysOf({ security }: Vector): Keys {
  return {
    ...optional('blockCipherKey', security.ek),
    ...optional('authenticationKey', security.ak),
    ...optional('peerSigningPublicKey', security.signingPublicKeyHex),
    ...optional('peerSigningPublicKey', security.agreement?.originatorSigningPublicKeyHex),
    ...optional('keyAgreementPrivateKey', security.agreement?.recipientStaticPrivateKeyHex),
    ...optional('agreedKey', security.gbcsKeyHex),
    ...(security.gbcsKeyHex === undefined ? {} : { profile: 'gbcs' as const }),
  };
}

/** What an APDU opens to, or the code of its refusal. */
export function open(
  bytes: Uint8Array,
  keys: Keys,
  options: Partial<DecodeApduOptions> = {},
): string {
  try {
    const decoded = decodeApdu(bytes, { crypto: nodeCrypto, keysFor: () => keys, ...options });
    return toHex(decoded.plain);
  } catch (error) {
    if (error instanceof DecodeError) return error.code;
    throw error;
  }
}

/** The same octets with one bit changed. */
export function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const changed = bytes.slice();
  changed[at] = (changed[at] ?? 0) ^ 1;
  return changed;
}

/** A data-notification. */
export const NOTIFICATION = octets('0f40000000000101020309060100010700ff060000011802020f00161b');
/** System titles of the sender and of the receiver. */
export const SERVER = octets('4c475a0000bc614e');
export const CLIENT = octets('4d4d4d0000000001');

/** Two parties of a suite. */
export interface Parties {
  readonly suite: 0 | 1 | 2;
  /** What the sender knows, and what the receiver does. */
  readonly sender: Keys;
  readonly receiver: Keys;
}

/** Two parties with new keys of every kind. */
export function partiesOf(suite: 0 | 1 | 2): Parties {
  const curve = suite === 2 ? 'P-384' : 'P-256';
  const length = suite === 2 ? 32 : 16;
  const [sender, receiver, signing] = [1, 2, 3].map(() => nodeCrypto.generateKeyPair(curve));
  if (!sender || !receiver || !signing) throw new Error('three pairs of keys');
  const shared = {
    blockCipherKey: nodeCrypto.random(length),
    broadcastKey: nodeCrypto.random(length),
    authenticationKey: nodeCrypto.random(length),
    dedicatedKey: nodeCrypto.random(length),
    masterKey: nodeCrypto.random(length),
  };
  return {
    suite,
    sender: {
      ...shared,
      signingPrivateKey: signing.privateKey,
      keyAgreementPrivateKey: sender.privateKey,
      peerKeyAgreementPublicKey: receiver.publicKey,
    },
    receiver: {
      ...shared,
      peerSigningPublicKey: signing.publicKey,
      keyAgreementPrivateKey: receiver.privateKey,
      peerKeyAgreementPublicKey: sender.publicKey,
    },
  };
}

/** Two parties of each suite. */
export const ALL_PARTIES = [partiesOf(0), partiesOf(1), partiesOf(2)] as const;
/** Authentication and encryption. */
export const BOTH = { authenticated: true, encrypted: true };

/** A plain APDU in general-ciphering, from the sender. */
export function ciphered(
  { suite, sender }: Parties,
  choice: KeyChoice['choice'],
  change: Partial<GeneralProtection> = {},
  plain = NOTIFICATION,
): Uint8Array {
  const protection: GeneralProtection = {
    securityControl: writeSecurityControl({ suite, ...BOTH }),
    transactionId: octets('0102030405060708'),
    originatorSystemTitle: SERVER,
    recipientSystemTitle: CLIENT,
    key: { choice },
    keys: sender,
    ...change,
  };
  return protectGeneral(plain, protection, nodeCrypto);
}

/** A plain APDU in general-signing, from the sender. */
export function signed({ suite, sender }: Parties, plain = NOTIFICATION): Uint8Array {
  const curve = suite === 2 ? 'P-384' : 'P-256';
  const signingPrivateKey = sender.signingPrivateKey ?? new Uint8Array();
  return sign(plain, { curve, signingPrivateKey, originatorSystemTitle: SERVER }, nodeCrypto);
}
