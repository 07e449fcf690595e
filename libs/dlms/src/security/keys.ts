import { DecodeError } from '../errors.js';
import type { ProtectedApdu } from '../xdlms/apdu.js';

const AES_128_OCTETS = 16;
const AES_256_OCTETS = 32;
const SUITE_WITH_AES_256 = 2;

/** The keys of one meter: 16 octets each, with suite 2 32. */
export interface Keys {
  /** Global unicast encryption key. */
  readonly blockCipherKey?: Uint8Array;
  readonly authenticationKey?: Uint8Array;
  /** Global broadcast encryption key, for APDUs whose key set bit is 1. */
  readonly broadcastKey?: Uint8Array;
  /** The key of one association. */
  readonly dedicatedKey?: Uint8Array;
}

/** The key that encrypts an APDU, by its kind and key set. @throws DecodeError `security.no-key`, `security.key-config` */
export function blockCipherKeyFor(apdu: ProtectedApdu, keys: Keys): Uint8Array {
  const { suite, broadcast } = apdu.content.securityControl;
  if (apdu.type === 'general-ded-ciphering')
    return checked(keys.dedicatedKey, 'dedicated key', suite);
  return broadcast
    ? checked(keys.broadcastKey, 'broadcast key', suite)
    : checked(keys.blockCipherKey, 'block cipher key', suite);
}

/** @throws DecodeError `security.no-key`, `security.key-config` */
export function authenticationKeyFor(apdu: ProtectedApdu, keys: Keys): Uint8Array {
  return checked(keys.authenticationKey, 'authentication key', apdu.content.securityControl.suite);
}

function checked(key: Uint8Array | undefined, name: string, suite: number): Uint8Array {
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
