const FIRST_PRINTABLE = 0x20;
const LAST_PRINTABLE = 0x7e;
const REPLACEMENT = 0xfffd;
const MAX_CODE_POINT = 0x10ffff;
/** Code points are turned into text in portions, for a call takes a limited number of arguments. */
const PORTION = 4096;

/** One character for each octet: ASCII, and Latin-1 where meters put more than ASCII into a visible-string. */
export function readLatin1(bytes: Uint8Array): string {
  let text = '';
  let i = 0;
  // Four at once: fewer texts in between that are thrown away.
  for (; i + 4 <= bytes.length; i += 4) {
    text += String.fromCharCode(
      bytes[i] ?? 0,
      bytes[i + 1] ?? 0,
      bytes[i + 2] ?? 0,
      bytes[i + 3] ?? 0,
    );
  }
  for (; i < bytes.length; i++) text += String.fromCharCode(bytes[i] ?? 0);
  return text;
}

/** @throws RangeError when a character is beyond one octet */
export function writeLatin1(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0xff) throw new RangeError('a visible-string holds one octet a character');
    bytes[i] = code;
  }
  return bytes;
}

/** Whether all octets are printable ASCII, and there is at least one. */
export function isPrintable(bytes: Uint8Array): boolean {
  if (bytes.length === 0) return false;
  for (const octet of bytes) if (octet < FIRST_PRINTABLE || octet > LAST_PRINTABLE) return false;
  return true;
}

/** UTF-8 to text; what is not UTF-8 (also surrogates and longer forms than needed) becomes U+FFFD. */
export function readUtf8(bytes: Uint8Array): string {
  let text = '';
  let codes: number[] = [];
  let i = 0;
  while (i < bytes.length) {
    const length = sequenceLength(bytes, i);
    codes.push(length === 0 ? REPLACEMENT : codePoint(bytes, i, length));
    i += Math.max(length, 1);
    if (codes.length < PORTION) continue;
    text += String.fromCodePoint(...codes);
    codes = [];
  }
  return text + String.fromCodePoint(...codes);
}

/** Octets of the valid sequence that begins at `start`, 0 where there is none. */
function sequenceLength(bytes: Uint8Array, start: number): number {
  const first = bytes[start] ?? 0;
  if (first < 0x80) return 1;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || start + length > bytes.length) return 0;
  for (let i = start + 1; i < start + length; i++) if (((bytes[i] ?? 0) & 0xc0) !== 0x80) return 0;
  const code = codePoint(bytes, start, length);
  if (length === 3 && (code < 0x800 || (code >= 0xd800 && code <= 0xdfff))) return 0;
  return length === 4 && (code < 0x1_0000 || code > MAX_CODE_POINT) ? 0 : length;
}

function codePoint(bytes: Uint8Array, start: number, length: number): number {
  const first = bytes[start] ?? 0;
  if (length === 1) return first;
  let code = first & (0x7f >> length);
  for (let i = start + 1; i < start + length; i++) code = (code << 6) | ((bytes[i] ?? 0) & 0x3f);
  return code;
}

/** Text to UTF-8; a lone surrogate becomes U+FFFD. */
export function writeUtf8(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    const code = point >= 0xd800 && point <= 0xdfff ? REPLACEMENT : point;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), tail(code));
    else if (code < 0x1_0000) bytes.push(0xe0 | (code >> 12), tail(code >> 6), tail(code));
    else bytes.push(0xf0 | (code >> 18), tail(code >> 12), tail(code >> 6), tail(code));
  }
  return Uint8Array.from(bytes);
}

function tail(bits: number): number {
  return 0x80 | (bits & 0x3f);
}
