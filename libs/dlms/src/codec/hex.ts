const DIGITS = '0123456789abcdef';

/** Octets as lower-case hex without spaces. */
export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (const octet of bytes) text += DIGITS.charAt(octet >> 4) + DIGITS.charAt(octet & 0x0f);
  return text;
}

/**
 * Hex digits to octets. White space is ignored, case does not matter.
 *
 * @returns undefined when it is not hex, or not whole octets
 */
export function fromHex(text: string): Uint8Array | undefined {
  const digits = text.replace(/\s+/g, '');
  if (digits.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(digits)) return undefined;
  const bytes = new Uint8Array(digits.length / 2);
  for (let i = 0; i < bytes.length; i++)
    bytes[i] = Number.parseInt(digits.slice(i * 2, i * 2 + 2), 16);
  return bytes;
}
