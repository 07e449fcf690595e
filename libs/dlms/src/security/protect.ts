import type { ProtectedApdu } from '../xdlms/apdu.js';
import { writeApdu } from '../xdlms/apdu.js';
import { TAG_OCTETS } from './ciphered-content.js';
import { associatedData, initializationVector } from './ciphering.js';
import type { Crypto } from './crypto.js';
import type { Keys } from './keys.js';
import { authenticationKeyFor, blockCipherKeyFor } from './keys.js';
import { readSecurityControl } from './security-control.js';

const NO_OCTETS = new Uint8Array(0);

/** How an APDU is to be protected. */
export interface Protection {
  readonly type: ProtectedApdu['type'];
  /** The security control octet, see `writeSecurityControl`. */
  readonly securityControl: number;
  /** Never used twice under one key. */
  readonly invocationCounter: number;
  /** The sender's, 8 octets. */
  readonly systemTitle: Uint8Array;
  /** False to leave the title out of the APDU, for a receiver that knows it. Default true. */
  readonly sendSystemTitle?: boolean;
  readonly keys: Keys;
}

/**
 * The sending side: protects a plain APDU and writes the one around it.
 *
 * @throws DecodeError `security.no-key`, `security.key-config`, `security.system-title`
 */
export function protect(plain: Uint8Array, protection: Protection, crypto: Crypto): Uint8Array {
  const securityControl = readSecurityControl(protection.securityControl);
  const { invocationCounter, systemTitle } = protection;
  const clear = { securityControl, invocationCounter, text: plain, tag: null, offset: 0 };
  const around = (content: ProtectedApdu['content']): ProtectedApdu =>
    protection.type === 'glo-event-notification-request'
      ? { type: protection.type, content }
      : {
          type: protection.type,
          systemTitle: protection.sendSystemTitle === false ? NO_OCTETS : systemTitle,
          content,
        };
  const { authenticated, encrypted } = securityControl;
  if (!authenticated && !encrypted) return writeApdu(around(clear));
  const apdu = around(clear);
  const key = blockCipherKeyFor(apdu, protection.keys);
  const iv = initializationVector(systemTitle, invocationCounter);
  const associated = authenticated
    ? associatedData(
        securityControl.octet,
        authenticationKeyFor(apdu, protection.keys),
        encrypted ? NO_OCTETS : plain,
      )
    : NO_OCTETS;
  const tagOctets = authenticated ? TAG_OCTETS : 0;
  const sealed = crypto.aesGcmSeal(key, iv, associated, encrypted ? plain : NO_OCTETS, tagOctets);
  const textEnd = sealed.length - tagOctets;
  return writeApdu(
    around({
      ...clear,
      text: encrypted ? sealed.subarray(0, textEnd) : plain,
      tag: authenticated ? sealed.subarray(textEnd) : null,
    }),
  );
}
