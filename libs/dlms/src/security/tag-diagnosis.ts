import type { TagFault } from '../errors.js';
import { DecodeError } from '../errors.js';
import { readApdu } from '../xdlms/apdu.js';
import type { CipheredContent } from './ciphered-content.js';
import type { Crypto } from './crypto.js';

/** So far noise is hardly ever read as an APDU. */
const TELLING_OCTETS = 12;
const NO_OCTETS = new Uint8Array(0);

/** What each fault says to a person. */
export const TAG_FAULTS: Readonly<Record<TagFault, string>> = {
  'authentication-key':
    'the authentication tag is wrong: the block cipher key fits, so it is the authentication key or a changed octet',
  'block-cipher-key':
    'the authentication tag is wrong: the block cipher key does not fit, or the content was changed',
  content:
    'the authentication tag is wrong: the block cipher key seems to fit, but octets of the content were changed',
  unknown: 'the authentication tag is wrong: one of the two keys, or a changed octet',
};

/**
 * What is most likely behind a wrong authentication tag. Decrypts without verifying, for the diagnosis alone; what comes
 * out is never used.
 *
 * @returns `authentication-key` when the text decrypts to an APDU, so that the block cipher key is right;
 * `block-cipher-key` when it decrypts to noise; `content` when it decrypts to the beginning of an APDU that then breaks;
 * `unknown` when nothing is encrypted, so that nothing tells the keys apart
 */
export function diagnoseTag(
  content: CipheredContent,
  key: Uint8Array,
  iv: Uint8Array,
  crypto: Crypto,
): TagFault {
  const { securityControl, text } = content;
  if (!securityControl.encrypted) return 'unknown';
  const plain = crypto.aesGcmOpen(key, iv, NO_OCTETS, text, null) ?? NO_OCTETS;
  try {
    readApdu(plain);
    return 'authentication-key';
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const read = error.layer === 'apdu' ? (error.offset ?? 0) : 0;
    return read >= TELLING_OCTETS ? 'content' : 'block-cipher-key';
  }
}
