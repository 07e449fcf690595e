import { DecodeError } from '../errors.js';
import { LeniencyUse } from '../leniency.js';
import type { PlainApdu, ProtectedApdu } from '../xdlms/apdu.js';
import { isProtected, readApdu } from '../xdlms/apdu.js';
import { apduName, isProtectedTag } from '../xdlms/apdu-tag.js';
import { EVENT_NOTIFICATION_REQUEST_TAG } from '../xdlms/event-notification-request.js';
import { GENERAL_BLOCK_TRANSFER_TAG } from '../xdlms/general-block-transfer.js';
import { SYSTEM_TITLE_OCTETS } from './ciphered-content.js';
import type { Crypto } from './crypto.js';
import type { Keys } from './keys.js';
import { authenticationKeyFor, blockCipherKeyFor } from './keys.js';

const NO_OCTETS = new Uint8Array(0);

/**
 * The first step: reads the header of a protected APDU, which says whose keys are needed.
 *
 * @throws DecodeError `security.*` for a header that is wrong, `apdu.*`; `apdu.unsupported` for an APDU in the clear
 */
export function readProtection(apdu: Uint8Array, leniency = new LeniencyUse()): ProtectedApdu {
  const read = readApdu(apdu, leniency);
  if (isProtected(read)) return read;
  throw new DecodeError('apdu.unsupported', `${read.type} in the clear, no protection to read`, 0);
}

/** The system title that a protected APDU carries; empty where it carries none. */
export function systemTitleOf(apdu: ProtectedApdu): Uint8Array {
  return 'systemTitle' in apdu ? apdu.systemTitle : NO_OCTETS;
}

/**
 * The second step: verifies and decrypts. AES-GCM with IV = system title || invocation counter (Green Book 9.2.3.3.7).
 * Without authentication nothing proves the key: then at least the first octet must be that of an APDU. `openProtected`
 * looks at all of it.
 *
 * @param systemTitle 8 octets: what the APDU carries or, where it carries none, what is known of the sender
 * @returns the plain APDU
 * @throws DecodeError `security.no-title`, `security.system-title`, `security.no-key`, `security.key-config`,
 * `security.tag`, `security.wrong-key`
 */
export function unprotect(
  apdu: ProtectedApdu,
  keys: Keys,
  systemTitle: Uint8Array,
  crypto: Crypto,
): Uint8Array {
  const { securityControl, text, tag } = apdu.content;
  if (!securityControl.authenticated && !securityControl.encrypted) return text;
  const iv = initializationVector(systemTitle, apdu.content.invocationCounter);
  const key = blockCipherKeyFor(apdu, keys);
  if (tag === null) {
    const plain = crypto.aesGcmOpen(key, iv, NO_OCTETS, text, null) ?? NO_OCTETS;
    if (apduName(plain[0] ?? 0) === undefined) throw wrongKey();
    return plain;
  }
  const authenticationKey = authenticationKeyFor(apdu, keys);
  const plain = openAuthenticated(apdu, key, authenticationKey, iv, crypto);
  if (plain !== undefined) return plain;
  throw new DecodeError('security.tag', wrongTag(apdu, key, iv, crypto), apdu.content.offset);
}

function openAuthenticated(
  apdu: ProtectedApdu,
  key: Uint8Array,
  authenticationKey: Uint8Array,
  iv: Uint8Array,
  crypto: Crypto,
): Uint8Array | undefined {
  const { securityControl, text, tag } = apdu.content;
  if (securityControl.encrypted) {
    const associated = associatedData(securityControl.octet, authenticationKey, NO_OCTETS);
    return crypto.aesGcmOpen(key, iv, associated, text, tag);
  }
  const associated = associatedData(securityControl.octet, authenticationKey, text);
  return crypto.aesGcmOpen(key, iv, associated, NO_OCTETS, tag) === undefined ? undefined : text;
}

/** Which key is wrong: decrypts without verifying, for the diagnosis alone. What comes out is never used. */
function wrongTag(apdu: ProtectedApdu, key: Uint8Array, iv: Uint8Array, crypto: Crypto): string {
  const { securityControl, text } = apdu.content;
  if (!securityControl.encrypted)
    return 'the authentication tag is wrong: one of the two keys, or a changed octet';
  const plain = crypto.aesGcmOpen(key, iv, NO_OCTETS, text, null) ?? NO_OCTETS;
  return isApdu(plain)
    ? 'the authentication tag is wrong: the block cipher key fits, so it is the authentication key or a changed octet'
    : 'the authentication tag is wrong: the block cipher key does not fit, or the content was changed';
}

function isApdu(plain: Uint8Array): boolean {
  try {
    readApdu(plain);
    return true;
  } catch (error) {
    if (error instanceof DecodeError) return false;
    throw error;
  }
}

function wrongKey(cause?: unknown): DecodeError {
  return new DecodeError(
    'security.wrong-key',
    'decrypted with this block cipher key it is no APDU that is read here, and without a tag nothing else proves the key',
    null,
    cause,
  );
}

/** What stood inside a protected APDU. */
export interface OpenedApdu {
  /** The octets of the plain APDU. */
  readonly plain: Uint8Array;
  readonly apdu: PlainApdu;
}

/**
 * Verifies, decrypts and reads what is inside. Of an APDU that is only encrypted, the whole plain text must be an APDU
 * to its last octet, else the key is wrong. One that is authenticated may hold anything: `apdu.unknown-tag` then says
 * that the key is right and the content is not DLMS.
 *
 * @throws DecodeError as `unprotect` and `readApdu`; `security.nested` for protection in protection,
 * `apdu.block-nested`, `apdu.malformed` for an APDU that this protection does not carry
 */
export function openProtected(
  apdu: ProtectedApdu,
  keys: Keys,
  systemTitle: Uint8Array,
  crypto: Crypto,
  leniency: LeniencyUse = new LeniencyUse(),
): OpenedApdu {
  const plain = unprotect(apdu, keys, systemTitle, crypto);
  return { plain, apdu: readUnprotected(apdu, plain, leniency) };
}

/** Reads the plain text that `unprotect` gave. Errors as those of `openProtected`. */
export function readUnprotected(
  apdu: ProtectedApdu,
  plain: Uint8Array,
  leniency: LeniencyUse = new LeniencyUse(),
): PlainApdu {
  const { authenticated, encrypted } = apdu.content.securityControl;
  const tag = plain[0] ?? 0;
  const proven = authenticated || !encrypted;
  if (proven) refuseNested(tag);
  const inside = readInside(plain, proven, leniency);
  if (isProtected(inside)) throw nested(tag);
  if (
    apdu.type === 'glo-event-notification-request' &&
    inside.type !== 'event-notification-request'
  )
    throw new DecodeError(
      'apdu.malformed',
      `a ${inside.type} where 0x${EVENT_NOTIFICATION_REQUEST_TAG.toString(16)} must stand`,
      0,
    );
  return inside;
}

function readInside(
  plain: Uint8Array,
  proven: boolean,
  leniency: LeniencyUse,
): ReturnType<typeof readApdu> {
  try {
    return readApdu(plain, leniency);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    if (!proven) throw wrongKey(error);
    if (error.code !== 'apdu.unknown-tag') throw error;
    throw new DecodeError(
      'apdu.unknown-tag',
      `the key is right, but what it protects is not DLMS: ${error.message}`,
      error.offset,
      error,
    );
  }
}

function refuseNested(tag: number): void {
  if (isProtectedTag(tag)) throw nested(tag);
  if (tag === GENERAL_BLOCK_TRANSFER_TAG)
    throw new DecodeError('apdu.block-nested', 'a block transfer inside a protected APDU', 0);
}

function nested(tag: number): DecodeError {
  return new DecodeError(
    'security.nested',
    `${apduName(tag) ?? 'protection'} inside a protected APDU`,
    0,
  );
}

/** 12 octets: system title || invocation counter. */
export function initializationVector(
  systemTitle: Uint8Array,
  invocationCounter: number,
): Uint8Array {
  if (systemTitle.length === 0)
    throw new DecodeError(
      'security.no-title',
      'the APDU carries no system title and none is configured for its sender',
    );
  if (systemTitle.length !== SYSTEM_TITLE_OCTETS)
    throw new DecodeError(
      'security.system-title',
      `a system title of ${systemTitle.length} octets, it has ${SYSTEM_TITLE_OCTETS}`,
    );
  const iv = new Uint8Array(SYSTEM_TITLE_OCTETS + 4);
  iv.set(systemTitle);
  new DataView(iv.buffer).setUint32(SYSTEM_TITLE_OCTETS, invocationCounter);
  return iv;
}

/** What the tag covers beside the encrypted text: security control || authentication key || text in clear. */
export function associatedData(
  securityControl: number,
  authenticationKey: Uint8Array,
  clearText: Uint8Array,
): Uint8Array {
  const data = new Uint8Array(1 + authenticationKey.length + clearText.length);
  data[0] = securityControl;
  data.set(authenticationKey, 1);
  data.set(clearText, 1 + authenticationKey.length);
  return data;
}
