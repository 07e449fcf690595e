import { concat } from '../codec/concat.js';
import { DecodeError } from '../errors.js';
import { SYSTEM_TITLE_OCTETS, TAG_OCTETS } from './ciphered-content.js';
import { associatedData, initializationVector } from './ciphering.js';
import type { Crypto } from './crypto.js';
import { curveOf, requirePrivateKey, requirePublicKey } from './key-agreement.js';
import type { Keys } from './keys.js';
import { requireKey } from './keys.js';
import { writeSecurityControl } from './security-control.js';

const NO_OCTETS = new Uint8Array(0);
const BLOCK_OCTETS = 16;
const GMAC_HEADER_OCTETS = 5;

/** The mechanisms of high level security by their number (Green Book 9.2.7.4). */
export const HLS_MECHANISMS = [2, 3, 4, 5, 6, 7] as const;

/** One of the mechanisms of high level security. */
export type HlsMechanism = (typeof HLS_MECHANISMS)[number];

/** What one party knows when a challenge is to be answered, or an answer to be checked. */
export interface HlsExchange {
  readonly mechanism: HlsMechanism;
  /** The shared secret (password) of mechanisms 2, 3, 4 and 6. */
  readonly secret?: Uint8Array;
  /** The keys of mechanisms 5 (block cipher and authentication key) and 7 (signing keys). */
  readonly keys?: Keys;
  /** Security suite of mechanisms 5 and 7; 0 and 1 when left out. */
  readonly suite?: number;
  /** System title of who answers, 8 octets: mechanisms 5, 6 and 7. */
  readonly answererTitle?: Uint8Array;
  /** System title of who asked. */
  readonly askerTitle?: Uint8Array;
  /** The challenge that is answered: StoC when the client answers. */
  readonly challenge: Uint8Array;
  /** The challenge that the answering party sent itself: CtoS when the client answers. */
  readonly answererChallenge?: Uint8Array;
}

/**
 * The answer to a challenge: f(StoC) of the client in pass 3, f(CtoS) of the server in pass 4 (Green Book 9.2.7.4).
 *
 * ```
 * 2  AES-128-ECB of the challenge under the secret, both filled up with zeros (a maker's own; the common form)
 * 3  MD5(challenge || secret)
 * 4  SHA-1(challenge || secret)
 * 5  SC || IC || GMAC tag over SC || AK || challenge
 * 6  SHA-256(secret || title of who answers || title of who asked || challenge || the answerer's own challenge)
 * 7  ECDSA over the same without the secret
 * ```
 *
 * @param invocationCounter of mechanism 5, never used twice under one key
 * @throws DecodeError `security.no-key`, `security.key-config`, `security.no-title`, `security.system-title`
 */
export function answerChallenge(
  exchange: HlsExchange,
  crypto: Crypto,
  invocationCounter = 0,
): Uint8Array {
  const { mechanism } = exchange;
  if (mechanism === 5) return gmacAnswer(exchange, crypto, invocationCounter);
  if (mechanism !== 7) return hashedAnswer(exchange, mechanism, crypto);
  const curve = curveOf(exchange.suite ?? 1);
  const key = known(exchange.keys?.signingPrivateKey, 'signing key of our own');
  requirePrivateKey(key, curve, 'signing key');
  return crypto.ecdsaSign(curve, key, bothChallenges(exchange));
}

/**
 * Whether the other party's answer is right. Anything that it may have sent gives true or false.
 *
 * @throws DecodeError as `answerChallenge`, for what is wrong on our own side
 */
export function isRightAnswer(exchange: HlsExchange, answer: Uint8Array, crypto: Crypto): boolean {
  const { mechanism } = exchange;
  if (mechanism === 5) return isRightGmac(exchange, answer, crypto);
  if (mechanism !== 7) return equal(hashedAnswer(exchange, mechanism, crypto), answer);
  const curve = curveOf(exchange.suite ?? 1);
  const key = known(exchange.keys?.peerSigningPublicKey, 'signing public key');
  requirePublicKey(key, curve, 'signing public key');
  return crypto.ecdsaVerify(curve, key, bothChallenges(exchange), answer);
}

/** The counter in the answer is the other side's own. */
function isRightGmac(exchange: HlsExchange, answer: Uint8Array, crypto: Crypto): boolean {
  if (answer.length !== GMAC_HEADER_OCTETS + TAG_OCTETS) return false;
  const [, c3 = 0, c2 = 0, c1 = 0, c0 = 0] = answer;
  const counter = ((c3 << 24) | (c2 << 16) | (c1 << 8) | c0) >>> 0;
  return equal(gmacAnswer(exchange, crypto, counter), answer);
}

function hashedAnswer(exchange: HlsExchange, mechanism: 2 | 3 | 4 | 6, crypto: Crypto): Uint8Array {
  const { challenge } = exchange;
  const secret = known(exchange.secret, 'secret');
  switch (mechanism) {
    case 2:
      return blocksAnswer(challenge, secret, crypto);
    case 3:
      return crypto.digest('md5', concat(challenge, secret));
    case 4:
      return crypto.digest('sha-1', concat(challenge, secret));
    case 6:
      return crypto.digest('sha-256', concat(secret, bothChallenges(exchange)));
  }
}

function blocksAnswer(challenge: Uint8Array, secret: Uint8Array, crypto: Crypto): Uint8Array {
  if (secret.length > BLOCK_OCTETS)
    throw new DecodeError(
      'security.key-config',
      `the configured secret has ${secret.length} octets, mechanism 2 takes ${BLOCK_OCTETS}`,
    );
  const key = new Uint8Array(BLOCK_OCTETS);
  key.set(secret);
  const blocks = new Uint8Array(Math.ceil(challenge.length / BLOCK_OCTETS) * BLOCK_OCTETS);
  blocks.set(challenge);
  return crypto.aesEncryptBlocks(key, blocks);
}

function gmacAnswer(
  { keys, suite = 0, challenge, answererTitle }: HlsExchange,
  crypto: Crypto,
  invocationCounter: number,
): Uint8Array {
  const securityControl = writeSecurityControl({ suite, authenticated: true });
  const key = requireKey(keys?.blockCipherKey, 'block cipher key', suite);
  const authenticationKey = requireKey(keys?.authenticationKey, 'authentication key', suite);
  const iv = initializationVector(answererTitle ?? NO_OCTETS, invocationCounter);
  const associated = associatedData(securityControl, authenticationKey, challenge);
  const tag = crypto.aesGcmSeal(key, iv, associated, NO_OCTETS, TAG_OCTETS);
  return concat(Uint8Array.of(securityControl), iv.subarray(SYSTEM_TITLE_OCTETS), tag);
}

function bothChallenges(exchange: HlsExchange): Uint8Array {
  return concat(
    titleOf(exchange.answererTitle),
    titleOf(exchange.askerTitle),
    exchange.challenge,
    exchange.answererChallenge ?? NO_OCTETS,
  );
}

function titleOf(title: Uint8Array | undefined): Uint8Array {
  if (title?.length === SYSTEM_TITLE_OCTETS) return title;
  throw new DecodeError(
    title === undefined || title.length === 0 ? 'security.no-title' : 'security.system-title',
    'the system titles of both sides are needed, of 8 octets each',
  );
}

function known(key: Uint8Array | undefined, name: string): Uint8Array {
  if (key !== undefined) return key;
  throw new DecodeError('security.no-key', `no ${name} is known for this meter`);
}

/** Compares in a time that does not depend on where the first difference is. */
function equal(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return difference === 0;
}
