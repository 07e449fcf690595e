import { concat } from '../codec/concat.js';
import type { Crypto } from './crypto.js';
import { keyOctets } from './keys.js';

/**
 * What a derived key is for, as an encoded object identifier (Green Book 9.2.3.4.6.5, `AlgorithmID`). The Green Book's
 * table prints `06` where the arc DLMS-UA, 8 below 5, encodes as `05`; its worked example, which can be recomputed, has
 * `05`. The United Kingdom derives with the octets of the table.
 */
export const ALGORITHM_ID = {
  'aes-gcm-128': Uint8Array.of(0x60, 0x85, 0x74, 0x05, 0x08, 0x03, 0x00),
  'aes-gcm-256': Uint8Array.of(0x60, 0x85, 0x74, 0x05, 0x08, 0x03, 0x01),
  'aes-wrap-128': Uint8Array.of(0x60, 0x85, 0x74, 0x05, 0x08, 0x03, 0x02),
  'aes-wrap-256': Uint8Array.of(0x60, 0x85, 0x74, 0x05, 0x08, 0x03, 0x03),
  'gbcs-aes-gcm-128': Uint8Array.of(0x60, 0x85, 0x74, 0x06, 0x08, 0x03, 0x00),
} as const satisfies Record<string, Uint8Array>;

const SUITE_WITH_P384 = 2;
const COUNTER = Uint8Array.of(0, 0, 0, 1);

/** What goes into a derived key beside the shared secret: who agreed on it, and what for. */
export interface DerivationInfo {
  /** One of `ALGORITHM_ID`. */
  readonly algorithmId: Uint8Array;
  /** The originator's system title; with C(0e,2s) its nonce after it, see `partyWithNonce`. */
  readonly partyU: Uint8Array;
  /** The recipient's system title. */
  readonly partyV: Uint8Array;
}

/**
 * Concatenation key derivation (NIST SP 800-56A, 5.8.1.1; Green Book 9.2.3.4.6.5): one pass of SHA-256 (suite 1) or
 * SHA-384 (suite 2) over `00000001 || Z || AlgorithmID || PartyUInfo || PartyVInfo`, cut to the key of the suite.
 *
 * @param sharedSecret Z, the x of the point that both parties computed
 * @returns 16 octets, for suite 2 32
 */
export function deriveKey(
  suite: number,
  sharedSecret: Uint8Array,
  info: DerivationInfo,
  crypto: Crypto,
): Uint8Array {
  const input = concat(COUNTER, sharedSecret, info.algorithmId, info.partyU, info.partyV);
  const hash = crypto.digest(suite === SUITE_WITH_P384 ? 'sha-384' : 'sha-256', input);
  return hash.subarray(0, keyOctets(suite));
}

/** The purpose of the key that encrypts APDUs, by suite. */
export function encryptionAlgorithmId(suite: number): Uint8Array {
  return ALGORITHM_ID[suite === SUITE_WITH_P384 ? 'aes-gcm-256' : 'aes-gcm-128'];
}

/**
 * `PartyUInfo` of C(0e,2s): the title, then the transaction-id with its length in one octet, which makes the key of each
 * transaction another one (Green Book 9.2.3.4.6.5).
 */
export function partyWithNonce(systemTitle: Uint8Array, transactionId: Uint8Array): Uint8Array {
  return concat(systemTitle, Uint8Array.of(transactionId.length), transactionId);
}
