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
export function readSystemTitle(r: ByteReader): Uint8Array {
  const start = r.offset;
  const title = readOctets(r, 'system title');
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
  const content = readOctets(r, 'ciphered content');
  const start = r.offset - content.length;
  if (content.length < HEADER_OCTETS)
    throw new DecodeError(
      'security.truncated',
      `a ciphered content of ${content.length} octets, security control and counter alone have ${HEADER_OCTETS}`,
      start,
    );
  const [control = 0, c3 = 0, c2 = 0, c1 = 0, c0 = 0] = content;
  const securityControl = readSecurityControl(control);
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
  const tagOctets = securityControl.authenticated ? TAG_OCTETS : 0;
  const end = content.length - tagOctets;
  if (end < HEADER_OCTETS)
    throw new DecodeError(
      'security.truncated',
      `${content.length - HEADER_OCTETS} octets behind the counter, the tag alone has ${TAG_OCTETS}`,
      start + HEADER_OCTETS,
    );
  return {
    securityControl,
    invocationCounter: ((c3 << 24) | (c2 << 16) | (c1 << 8) | c0) >>> 0,
    text: content.subarray(HEADER_OCTETS, end),
    tag: tagOctets === 0 ? null : content.subarray(end),
    offset: start + HEADER_OCTETS,
  };
}

export function writeCipheredContent(w: ByteWriter, content: CipheredContent): void {
  const { text, tag } = content;
  w.lengthOf(HEADER_OCTETS + text.length + (tag?.length ?? 0));
  w.u8(content.securityControl.octet);
  w.u32(content.invocationCounter);
  w.bytes(text);
  if (tag !== null) w.bytes(tag);
}

/** Too few octets here are the fault of the protection, not of the APDU inside it. */
function readOctets(r: ByteReader, what: string): Uint8Array {
  const start = r.offset;
  try {
    return r.octets();
  } catch (error) {
    if (!(error instanceof DecodeError && error.code === 'apdu.truncated')) throw error;
    throw new DecodeError('security.truncated', `the ${what} is cut short`, start, error);
  }
}
