import { DecodeError } from '../errors.js';
import type { CipheredApdu } from '../xdlms/apdu.js';
import { isDedicated } from '../xdlms/service-ciphering.js';
import type { ProtectionProfile } from './protection-profile.js';

const AES_128_OCTETS = 16;
const AES_256_OCTETS = 32;
const SUITE_WITH_AES_256 = 2;
const NO_OCTETS = new Uint8Array(0);

/**
 * What is known to open the APDUs of one meter, or to protect those for it. Symmetric keys have 16 octets each, with
 * suite 2 32. Private keys are numbers of 32 octets (P-256, suite 1) or 48 (P-384, suite 2), public keys points x || y of
 * twice as many.
 */
export interface Keys {
  /** Global unicast encryption key. */
  readonly blockCipherKey?: Uint8Array;
  readonly authenticationKey?: Uint8Array;
  /** Global broadcast encryption key, for APDUs whose key set bit is 1. */
  readonly broadcastKey?: Uint8Array;
  /** The key of one association. */
  readonly dedicatedKey?: Uint8Array;
  /** Master key: unwraps keys that come with an APDU. */
  readonly masterKey?: Uint8Array;
  /** An encryption key that both sides have agreed on already. It goes before agreeing on one. */
  readonly agreedKey?: Uint8Array;
  /** Our own key for signatures. */
  readonly signingPrivateKey?: Uint8Array;
  /** Our own static key for key agreement. */
  readonly keyAgreementPrivateKey?: Uint8Array;
  /** The other party's key for signatures. */
  readonly peerSigningPublicKey?: Uint8Array;
  /** The other party's static key for key agreement. */
  readonly peerKeyAgreementPublicKey?: Uint8Array;
  /** Our own system title, for APDUs that leave the recipient's out. */
  readonly ownSystemTitle?: Uint8Array;
  /** How these keys are applied; as the Green Book says, when left out. */
  readonly profile?: ProtectionProfile;
}

/**
 * The key that encrypts an APDU, by its kind and key set; of general-ciphering `generalCipheringKey` knows it.
 *
 * @throws DecodeError `security.no-key`, `security.key-config`
 */
export function blockCipherKeyFor(apdu: CipheredApdu, keys: Keys): Uint8Array {
  const { suite, broadcast } = apdu.content.securityControl;
  if (isDedicated(apdu.type)) return requireKey(keys.dedicatedKey, 'dedicated key', suite);
  return broadcast
    ? requireKey(keys.broadcastKey, 'broadcast key', suite)
    : requireKey(keys.blockCipherKey, 'block cipher key', suite);
}

/**
 * The key that enters the tag of an APDU; none in the profile of the United Kingdom.
 *
 * @throws DecodeError `security.no-key`, `security.key-config`
 */
export function authenticationKeyFor(apdu: CipheredApdu, keys: Keys): Uint8Array {
  if (keys.profile === 'gbcs' && apdu.type === 'general-ciphering') return NO_OCTETS;
  return requireKey(
    keys.authenticationKey,
    'authentication key',
    apdu.content.securityControl.suite,
  );
}

/** A symmetric key of a suite. @throws DecodeError `security.no-key`, `security.key-config` */
export function requireKey(key: Uint8Array | undefined, name: string, suite: number): Uint8Array {
  if (key === undefined)
    throw new DecodeError('security.no-key', `no ${name} is known for this meter`);
  const octets = keyOctets(suite);
  if (key.length === octets) return key;
  throw new DecodeError(
    'security.key-config',
    `the configured ${name} has ${key.length} octets, security suite ${suite} needs ${octets}`,
  );
}

/** Octets of a key in a security suite. */
export function keyOctets(suite: number): number {
  return suite === SUITE_WITH_AES_256 ? AES_256_OCTETS : AES_128_OCTETS;
}
