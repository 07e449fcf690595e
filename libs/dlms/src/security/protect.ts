import type { CipheredApdu } from '../xdlms/apdu.js';
import { writeApdu } from '../xdlms/apdu.js';
import type { CipheredContent } from './ciphered-content.js';
import { TAG_OCTETS } from './ciphered-content.js';
import { associatedData, headerOf, initializationVector } from './ciphering.js';
import type { Crypto } from './crypto.js';
import type { Keys } from './keys.js';
import { authenticationKeyFor, blockCipherKeyFor } from './keys.js';
import { readSecurityControl } from './security-control.js';

const NO_OCTETS = new Uint8Array(0);

/** How an APDU is to be protected. General ciphering and signing have `protectGeneral` and `sign`. */
export interface Protection {
  readonly type: Exclude<CipheredApdu['type'], 'general-ciphering'>;
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
  const { systemTitle, keys } = protection;
  const apdu = around(protection, {
    securityControl: readSecurityControl(protection.securityControl),
    invocationCounter: protection.invocationCounter,
    text: plain,
    tag: null,
    offset: 0,
  });
  const content = sealContent(apdu, () => blockCipherKeyFor(apdu, keys), keys, systemTitle, crypto);
  return writeApdu({ ...apdu, content });
}

function around(protection: Protection, content: CipheredContent): CipheredApdu {
  const { type } = protection;
  if (type === 'general-glo-ciphering' || type === 'general-ded-ciphering') {
    const systemTitle = protection.sendSystemTitle === false ? NO_OCTETS : protection.systemTitle;
    return { type, systemTitle, content };
  }
  return type === 'glo-event-notification-request' ? { type, content } : { type, content };
}

/**
 * The content of an APDU whose text is still in the clear, encrypted and authenticated as its security control says.
 *
 * @param keyOf called when a key is needed
 */
export function sealContent(
  apdu: CipheredApdu,
  keyOf: () => Uint8Array,
  keys: Keys,
  systemTitle: Uint8Array,
  crypto: Crypto,
): CipheredContent {
  const { content } = apdu;
  const { octet, authenticated, encrypted } = content.securityControl;
  if (!authenticated && !encrypted) return content;
  const key = keyOf();
  const iv = initializationVector(systemTitle, content.invocationCounter);
  const clear = encrypted ? NO_OCTETS : content.text;
  const associated = authenticated
    ? associatedData(octet, authenticationKeyFor(apdu, keys), clear, headerOf(apdu))
    : NO_OCTETS;
  const tagOctets = authenticated ? TAG_OCTETS : 0;
  const text = encrypted ? content.text : NO_OCTETS;
  const sealed = crypto.aesGcmSeal(key, iv, associated, text, tagOctets);
  const textEnd = sealed.length - tagOctets;
  return {
    ...content,
    text: encrypted ? sealed.subarray(0, textEnd) : content.text,
    tag: authenticated ? sealed.subarray(textEnd) : null,
  };
}
