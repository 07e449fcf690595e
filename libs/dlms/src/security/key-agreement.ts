import { concat } from '../codec/concat.js';
import { DecodeError } from '../errors.js';
import type { Crypto, Curve } from './crypto.js';
import { deriveKey, encryptionAlgorithmId, partyWithNonce } from './key-derivation.js';

/** Octets of a public key x || y, and of a signature R || S, on each curve. */
export const PUBLIC_KEY_OCTETS = { 'P-256': 64, 'P-384': 96 } as const;
/** Octets of a private key. */
export const PRIVATE_KEY_OCTETS = { 'P-256': 32, 'P-384': 48 } as const;

const NO_OCTETS = new Uint8Array(0);

/**
 * The schemes of key agreement (Green Book 9.2.3.4.6; NIST SP 800-56A). How many ephemeral and static key pairs enter
 * says whose keys are used:
 *
 * ```
 *            party U (originator)   party V (recipient)   for
 * C(2e,0s)   ephemeral              ephemeral             global keys, by a method of "Security setup"
 * C(1e,1s)   ephemeral              static                one APDU
 * C(0e,2s)   static, and a nonce    static                one APDU
 * ```
 */
export type AgreementScheme = 'C(2e,0s)' | 'C(1e,1s)' | 'C(0e,2s)';

/** What one party knows when a key is agreed on. */
export interface Agreement {
  readonly scheme: AgreementScheme;
  /** 1 or 2: the curve, the hash function and the length of the key. */
  readonly suite: number;
  /** Our own key, ephemeral or static as the scheme says. */
  readonly privateKey: Uint8Array;
  /** The other party's key, x || y. */
  readonly publicKey: Uint8Array;
  /** System title of the originator, who is party U. */
  readonly originator: Uint8Array;
  /** System title of the recipient, who is party V. */
  readonly recipient: Uint8Array;
  /** The nonce of C(0e,2s): the transaction-id of the APDU. */
  readonly transactionId?: Uint8Array;
  /** What the key is for, see `ALGORITHM_ID`; to encrypt APDUs, when left out. */
  readonly algorithmId?: Uint8Array;
}

/**
 * The key that both parties of an agreement come to.
 *
 * @returns 16 octets, for suite 2 32
 * @throws DecodeError `security.key-agreement` when the suite has none or the public key is no point of the curve;
 * `security.key-config` when our own key has the wrong length
 */
export function agreeKey(agreement: Agreement, crypto: Crypto): Uint8Array {
  const { suite, privateKey, publicKey, originator } = agreement;
  const curve = curveOf(suite);
  requirePrivateKey(privateKey, curve, 'key agreement key');
  const sharedSecret =
    publicKey.length === PUBLIC_KEY_OCTETS[curve]
      ? crypto.ecdh(curve, privateKey, publicKey)
      : undefined;
  if (sharedSecret === undefined)
    throw new DecodeError(
      'security.key-agreement',
      `the other party's public key is no point of ${curve}`,
    );
  const partyU =
    agreement.scheme === 'C(0e,2s)'
      ? partyWithNonce(originator, agreement.transactionId ?? NO_OCTETS)
      : originator;
  const algorithmId = agreement.algorithmId ?? encryptionAlgorithmId(suite);
  const key = deriveKey(
    suite,
    sharedSecret,
    { algorithmId, partyU, partyV: agreement.recipient },
    crypto,
  );
  // Z must not outlive the derivation (Green Book 9.2.3.4.6, tables of the schemes).
  sharedSecret.fill(0);
  return key;
}

/** The curve of a security suite. @throws DecodeError `security.key-agreement` for suite 0, which has none */
export function curveOf(suite: number): Curve {
  if (suite === 1) return 'P-256';
  if (suite === 2) return 'P-384';
  throw new DecodeError(
    'security.key-agreement',
    `security suite ${suite} has neither key agreement nor signatures`,
  );
}

/** The curve that a public key or a signature is of, by its length; undefined for a length of neither. */
export function curveOfLength(octets: number): Curve | undefined {
  if (octets === PUBLIC_KEY_OCTETS['P-256']) return 'P-256';
  return octets === PUBLIC_KEY_OCTETS['P-384'] ? 'P-384' : undefined;
}

/**
 * An ephemeral public key with its owner's signature after it: what one party sends the other.
 *
 * @param keyId for the method key_agreement, whose signature covers the octet of the key's kind too
 */
export function signEphemeralKey(
  curve: Curve,
  publicKey: Uint8Array,
  signingPrivateKey: Uint8Array,
  crypto: Crypto,
  keyId?: number,
): Uint8Array {
  requirePrivateKey(signingPrivateKey, curve, 'signing key');
  const signature = crypto.ecdsaSign(curve, signingPrivateKey, signedKey(publicKey, keyId));
  return concat(publicKey, signature);
}

/**
 * The ephemeral public key of another party, proven by the signature after it.
 *
 * @throws DecodeError `security.key-agreement` for another length than that of key and signature, `security.signature`,
 * `security.key-config` when the signing key is none of the curve
 */
export function openEphemeralKey(
  curve: Curve,
  signed: Uint8Array,
  signingPublicKey: Uint8Array,
  crypto: Crypto,
  keyId?: number,
): Uint8Array {
  const octets = PUBLIC_KEY_OCTETS[curve];
  if (signed.length !== 2 * octets)
    throw new DecodeError(
      'security.key-agreement',
      `${signed.length} octets where a public key and its signature on ${curve} have ${2 * octets}`,
    );
  requirePublicKey(signingPublicKey, curve, 'signing public key');
  const publicKey = signed.subarray(0, octets);
  const message = signedKey(publicKey, keyId);
  if (crypto.ecdsaVerify(curve, signingPublicKey, message, signed.subarray(octets)))
    return publicKey;
  throw new DecodeError('security.signature', 'the signature of the ephemeral key is wrong');
}

function signedKey(publicKey: Uint8Array, keyId: number | undefined): Uint8Array {
  return keyId === undefined ? publicKey : concat(Uint8Array.of(keyId), publicKey);
}

/** @throws DecodeError `security.key-config` */
export function requirePublicKey(key: Uint8Array, curve: Curve, name: string): void {
  requireOctets(key, PUBLIC_KEY_OCTETS[curve], curve, name);
}

/** @throws DecodeError `security.key-config` */
export function requirePrivateKey(key: Uint8Array, curve: Curve, name: string): void {
  requireOctets(key, PRIVATE_KEY_OCTETS[curve], curve, name);
}

function requireOctets(key: Uint8Array, octets: number, curve: Curve, name: string): void {
  if (key.length !== octets)
    throw new DecodeError(
      'security.key-config',
      `the configured ${name} has ${key.length} octets, on ${curve} it has ${octets}`,
    );
}
