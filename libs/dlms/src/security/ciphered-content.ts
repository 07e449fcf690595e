import type { ByteReader } from '../codec/byte-reader.js';
import type { ByteWriter } from '../codec/byte-writer.js';
import { DecodeError } from '../errors.js';
import type { SecurityControl } from './security-control.js';
import { LAST_SUITE, readSecurityControl } from './security-control.js';

export const SYSTEM_TITLE_OCTETS = 8;
/** DLMS cuts the tag of AES-GCM to 12 octets (Green Book 9.2.3.3.7). */
export const TAG_OCTETS = 12;
const HEADER_OCTETS = 5;

/**
 * The ciphered content of an APDU, in views of the octets that were read:
 *
 * ```
 * security control (1) | invocation counter (4) | text, in clear or encrypted | tag (12), when authenticated
 * ```
 */
export interface CipheredContent {
  readonly securityControl: SecurityControl;
  readonly invocationCounter: number;
  readonly text: Uint8Array;
  readonly tag: Uint8Array | null;
  /** Where `text` starts, in octets of the APDU. */
  readonly offset: number;
}

/**
 * Reads a system title with its length: 8 octets, or none.
 *
 * @throws DecodeError `security.truncated`, `security.system-title`
 */
export function readSystemTitle(r: ByteReader, name = 'system-title'): Uint8Array {
  const start = r.offset;
  const title = r.take(readLength(r, 'system title'), name);
  if (title.length === 0 || title.length === SYSTEM_TITLE_OCTETS) return title;
  throw new DecodeError(
    'security.system-title',
    `a system title of ${title.length} octets, it has ${SYSTEM_TITLE_OCTETS}`,
    start,
  );
}

/**
 * Reads a ciphered content with its length.
 *
 * @throws DecodeError `security.truncated`, `security.unsupported-suite`, `security.unsupported-compression`
 */
export function readCipheredContent(r: ByteReader): CipheredContent {
  const length = readLength(r, 'ciphered content');
  const start = r.offset;
  const end = start + length;
  if (length < HEADER_OCTETS)
    throw new DecodeError(
      'security.truncated',
      `a ciphered content of ${length} octets, security control and counter alone have ${HEADER_OCTETS}`,
      start,
    );
  const securityControl = readSecurityControl(r.u8('security-control'));
  if (securityControl.suite > LAST_SUITE)
    throw new DecodeError(
      'security.unsupported-suite',
      `security suite ${securityControl.suite} does not exist`,
      start,
    );
  if (securityControl.compressed)
    throw new DecodeError(
      'security.unsupported-compression',
      'the content is compressed (V.44), which is not supported',
      start,
    );
  const invocationCounter = r.u32('invocation-counter');
  const tagOctets = securityControl.authenticated ? TAG_OCTETS : 0;
  const textOctets = end - r.offset - tagOctets;
  if (textOctets < 0)
    throw new DecodeError(
      'security.truncated',
      `${length - HEADER_OCTETS} octets behind the counter, the tag alone has ${TAG_OCTETS}`,
      r.offset,
    );
  const offset = r.offset;
  const text = r.take(textOctets, securityControl.encrypted ? 'ciphered text' : 'text');
  const tag = tagOctets === 0 ? null : r.take(tagOctets, 'authentication tag');
  return { securityControl, invocationCounter, text, tag, offset };
}

export function writeCipheredContent(w: ByteWriter, content: CipheredContent): void {
  const { text, tag } = content;
  w.lengthOf(HEADER_OCTETS + text.length + (tag?.length ?? 0));
  w.u8(content.securityControl.octet);
  w.u32(content.invocationCounter);
  w.bytes(text);
  if (tag !== null) w.bytes(tag);
}

/** A length, and that so many octets follow: too few are the fault of the protection, not of the APDU inside it. */
function readLength(r: ByteReader, what: string): number {
  const start = r.offset;
  try {
    const length = r.length();
    r.need(length);
    return length;
  } catch (error) {
    if (!(error instanceof DecodeError && error.code === 'apdu.truncated')) throw error;
    throw new DecodeError('security.truncated', `the ${what} is cut short`, start, error);
  }
}
