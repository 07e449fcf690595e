import { KeyFormatError } from './errors.js';

/** One element of DER (ITU-T X.690). */
export interface DerElement {
  readonly tag: number;
  readonly contents: Uint8Array;
}

export const DER_BIT_STRING = 0x03;
export const DER_OCTET_STRING = 0x04;
export const DER_OBJECT_IDENTIFIER = 0x06;

const LONG_LENGTH = 0x80;
const MAX_LENGTH_OCTETS = 3;

/**
 * The elements that stand one after the other in the contents of another one, as views. Certificates use short tags
 * alone.
 *
 * @throws KeyFormatError `key.format` when an element runs past the end
 */
export function derElements(bytes: Uint8Array): DerElement[] {
  const elements: DerElement[] = [];
  for (let offset = 0; offset < bytes.length;) {
    const tag = bytes[offset] ?? 0;
    const first = bytes[offset + 1] ?? LONG_LENGTH;
    offset += 2;
    let length = first;
    if (first >= LONG_LENGTH) {
      const octets = first & ~LONG_LENGTH;
      if (octets === 0 || octets > MAX_LENGTH_OCTETS) throw broken();
      length = 0;
      for (let i = 0; i < octets; i++) length = length * 256 + (bytes[offset++] ?? 0);
    }
    if (length > bytes.length - offset) throw broken();
    elements.push({ tag, contents: bytes.subarray(offset, offset + length) });
    offset += length;
  }
  return elements;
}

function broken(): KeyFormatError {
  return new KeyFormatError('key.format', 'the DER encoding is broken');
}
