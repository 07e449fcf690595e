import { DecodeError, TagError } from '../errors.js';
import { LeniencyUse } from '../leniency.js';
import type { Apdu, CipheredApdu, PlainApdu, ProtectedApdu } from '../xdlms/apdu.js';
import { isProtected, readApdu } from '../xdlms/apdu.js';
import { apduName, isProtectedTag } from '../xdlms/apdu-tag.js';
import { GENERAL_BLOCK_TRANSFER_TAG } from '../xdlms/general-block-transfer.js';
import { GENERAL_CIPHERING_TAG } from '../xdlms/general-ciphering.js';
import { GENERAL_DED_CIPHERING_TAG } from '../xdlms/general-ded-ciphering.js';
import { GENERAL_GLO_CIPHERING_TAG } from '../xdlms/general-glo-ciphering.js';
import type { GeneralSigning } from '../xdlms/general-signing.js';
import { GENERAL_SIGNING_TAG } from '../xdlms/general-signing.js';
import { plainTagOf } from '../xdlms/service-ciphering.js';
import { SYSTEM_TITLE_OCTETS } from './ciphered-content.js';
import type { Crypto } from './crypto.js';
import { generalCipheringKey, signedHeaderInside } from './general-ciphering-key.js';
import type { Keys } from './keys.js';
import { authenticationKeyFor, blockCipherKeyFor } from './keys.js';
import { protectionOf } from './protection-policy.js';
import { verifySignature } from './signing.js';
import { diagnoseTag, TAG_FAULTS } from './tag-diagnosis.js';

const NO_OCTETS = new Uint8Array(0);

const VECTOR_OCTETS = SYSTEM_TITLE_OCTETS + 4;
/**
 * Filled anew for each APDU that is opened; the cryptography keeps none of its arguments. Their memory is outside the
 * heap, where it can be used as it is: for small arrays on the heap, moving them there takes longer than to decrypt.
 */
const VECTOR = new Uint8Array(new ArrayBuffer(VECTOR_OCTETS));
/** Security control and an authentication key of 16 or of 32 octets. */
const ASSOCIATED = [17, 33].map((octets) => new Uint8Array(new ArrayBuffer(octets)));

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

/**
 * The system title of who protected an APDU, as it claims; empty where it carries none. A general-ciphering that leaves
 * it out may have it in a general-signing inside (United Kingdom).
 */
export function systemTitleOf(apdu: ProtectedApdu): Uint8Array {
  if ('systemTitle' in apdu) return apdu.systemTitle;
  if (!('originatorSystemTitle' in apdu)) return NO_OCTETS;
  const title = apdu.originatorSystemTitle;
  if (title.length > 0 || apdu.type !== 'general-ciphering') return title;
  return signedHeaderInside(apdu)?.originatorSystemTitle ?? NO_OCTETS;
}

/**
 * The second step: verifies and decrypts one layer of protection. AES-GCM with IV = system title || invocation counter
 * (Green Book 9.2.3.3.7), or ECDSA. Without authentication nothing proves the key: then at least the first octet must be
 * that of an APDU. `openProtected` looks at all of it, and at what is protected inside.
 *
 * @param systemTitle 8 octets: what the APDU carries or, where it carries none, what is known of the sender
 * @returns the APDU inside
 * @throws DecodeError `security.no-title`, `security.system-title`, `security.no-key`, `security.key-config`,
 * `security.tag` (as a `TagError`), `security.wrong-key`, `security.signature`, `security.key-unwrap`,
 * `security.key-agreement`
 */
export function unprotect(
  apdu: ProtectedApdu,
  keys: Keys,
  systemTitle: Uint8Array,
  crypto: Crypto,
): Uint8Array {
  if (apdu.type === 'general-signing') return verifySignature(apdu, keys, crypto);
  const { securityControl, text, tag, offset } = apdu.content;
  if (!securityControl.authenticated && !securityControl.encrypted) return text;
  const iv = initializationVector(systemTitle, apdu.content.invocationCounter, VECTOR);
  const key =
    apdu.type === 'general-ciphering'
      ? generalCipheringKey(apdu, keys, systemTitle, crypto)
      : blockCipherKeyFor(apdu, keys);
  if (tag === null) {
    const plain = crypto.aesGcmOpen(key, iv, NO_OCTETS, text, null) ?? NO_OCTETS;
    if (apduName(plain[0] ?? 0) === undefined) throw wrongKey();
    return plain;
  }
  const authenticationKey = authenticationKeyFor(apdu, keys);
  const plain = openAuthenticated(apdu, key, authenticationKey, iv, crypto);
  if (plain !== undefined) return plain;
  const fault = diagnoseTag(apdu.content, key, iv, crypto);
  throw new TagError(fault, TAG_FAULTS[fault], offset);
}

function openAuthenticated(
  apdu: CipheredApdu,
  key: Uint8Array,
  authenticationKey: Uint8Array,
  iv: Uint8Array,
  crypto: Crypto,
): Uint8Array | undefined {
  const { securityControl, text, tag } = apdu.content;
  const { octet, encrypted } = securityControl;
  const header = headerOf(apdu);
  const clear = encrypted ? NO_OCTETS : text;
  const associated = associatedData(octet, authenticationKey, clear, header, lent);
  if (encrypted) return crypto.aesGcmOpen(key, iv, associated, text, tag);
  return crypto.aesGcmOpen(key, iv, associated, NO_OCTETS, tag) === undefined ? undefined : text;
}

/** What of an APDU's header the tag covers: the five fields of general-ciphering, nothing of others. */
export function headerOf(apdu: CipheredApdu): Uint8Array {
  return apdu.type === 'general-ciphering' ? apdu.header : NO_OCTETS;
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
  /** The layers of protection that were opened, the outermost first. */
  readonly protections: readonly ProtectedApdu[];
}

/**
 * Verifies, decrypts and reads what is inside, through a second layer of protection too: an APDU may be signed and
 * ciphered, once each (Green Book 9.2.7.3). Of an APDU that is only encrypted, the whole plain text must be an APDU to
 * its last octet, else the key is wrong. One that is authenticated may hold anything: `apdu.unknown-tag` then says that
 * the key is right and the content is not DLMS.
 *
 * @param systemTitle of who protected the outer layer; an inner one has its own, or the same
 * @throws DecodeError as `unprotect` and `readApdu`; `security.nested` for other protection in protection,
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
  return openInside(apdu, plain, keys, systemTitle, crypto, leniency);
}

/**
 * What `openProtected` does once the outermost layer is off.
 *
 * @param plain what `unprotect` gave of `apdu`
 * @throws DecodeError as `openProtected`
 */
export function openInside(
  apdu: ProtectedApdu,
  plain: Uint8Array,
  keys: Keys,
  systemTitle: Uint8Array,
  crypto: Crypto,
  leniency: LeniencyUse = new LeniencyUse(),
): OpenedApdu {
  const inside = readUnprotected(apdu, plain, leniency);
  if (!isProtected(inside)) return { plain, apdu: inside, protections: [apdu] };
  const innerTitle = systemTitleOf(inside);
  const innerPlain = isCoveredByMac(inside, apdu, keys)
    ? inside.signedContent
    : unprotect(inside, keys, innerTitle.length > 0 ? innerTitle : systemTitle, crypto);
  const innermost = readUnprotected(inside, innerPlain, leniency);
  if (isProtected(innermost)) throw nested(innerPlain[0] ?? 0);
  return { plain: innerPlain, apdu: innermost, protections: [apdu, inside] };
}

/** In the United Kingdom a signature may be empty where a MAC is around it. */
function isCoveredByMac(
  inside: ProtectedApdu,
  around: ProtectedApdu,
  keys: Keys,
): inside is GeneralSigning {
  return (
    inside.type === 'general-signing' &&
    inside.signature.length === 0 &&
    keys.profile === 'gbcs' &&
    around.type === 'general-ciphering' &&
    around.content.tag !== null
  );
}

/**
 * Reads the plain text that `unprotect` gave: an APDU in the clear, or one with the other kind of protection. Errors as
 * those of `openProtected`.
 */
export function readUnprotected(
  apdu: ProtectedApdu,
  plain: Uint8Array,
  leniency: LeniencyUse = new LeniencyUse(),
): Apdu {
  const { authenticated, encrypted } = protectionOf(apdu);
  const tag = plain[0] ?? 0;
  const proven = authenticated || !encrypted;
  if (proven) refuseNested(apdu, tag);
  const inside = readInside(plain, proven, leniency);
  if (isProtected(inside) && !mayCarry(apdu, tag)) throw nested(tag);
  const wanted = plainTagOf(apdu.type);
  if (wanted !== undefined && tag !== wanted)
    throw new DecodeError(
      'apdu.malformed',
      `a ${inside.type} in a ${apdu.type}, where 0x${wanted.toString(16)} must stand`,
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

/** General ciphering and signing may carry each other, neither its own kind, and a ciphered service nothing protected. */
function mayCarry(apdu: ProtectedApdu, tag: number): boolean {
  if (!isProtectedTag(tag)) return true;
  if (apdu.type === 'general-signing')
    return (
      tag === GENERAL_CIPHERING_TAG ||
      tag === GENERAL_GLO_CIPHERING_TAG ||
      tag === GENERAL_DED_CIPHERING_TAG
    );
  return tag === GENERAL_SIGNING_TAG && plainTagOf(apdu.type) === undefined;
}

function refuseNested(apdu: ProtectedApdu, tag: number): void {
  if (!mayCarry(apdu, tag)) throw nested(tag);
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

/** 12 octets: system title || invocation counter. @param iv where to put them */
export function initializationVector(
  systemTitle: Uint8Array,
  invocationCounter: number,
  iv = new Uint8Array(VECTOR_OCTETS),
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
  for (let i = 0; i < SYSTEM_TITLE_OCTETS; i++) iv[i] = systemTitle[i] ?? 0;
  iv[SYSTEM_TITLE_OCTETS] = invocationCounter >>> 24;
  iv[SYSTEM_TITLE_OCTETS + 1] = invocationCounter >>> 16;
  iv[SYSTEM_TITLE_OCTETS + 2] = invocationCounter >>> 8;
  iv[SYSTEM_TITLE_OCTETS + 3] = invocationCounter;
  return iv;
}

/**
 * What the tag covers beside the encrypted text: security control || authentication key || header || text in clear
 * (Green Book 9.2.7.2.4).
 *
 * @param allocate gives an array of so many octets
 */
export function associatedData(
  securityControl: number,
  authenticationKey: Uint8Array,
  clearText: Uint8Array,
  header: Uint8Array = NO_OCTETS,
  allocate = allocated,
): Uint8Array {
  const headerStart = 1 + authenticationKey.length;
  const textStart = headerStart + header.length;
  const data = allocate(textStart + clearText.length);
  data[0] = securityControl;
  // A loop: for so few octets `set` takes longer.
  for (let i = 0; i < authenticationKey.length; i++) data[1 + i] = authenticationKey[i] ?? 0;
  if (header.length > 0) data.set(header, headerStart);
  if (clearText.length > 0) data.set(clearText, textStart);
  return data;
}

function allocated(octets: number): Uint8Array {
  return new Uint8Array(octets);
}

function lent(octets: number): Uint8Array {
  for (const array of ASSOCIATED) if (array.length === octets) return array;
  return new Uint8Array(octets);
}
