const HASH_DIGITS = 16;
/** A UTF-16 code unit has at most three octets in UTF-8. */
const MOST_OCTETS_A_UNIT = 3;

/**
 * A text of at most so many octets in UTF-8. A longer one keeps its beginning and ends in `~` and the 16 hex digits of
 * the FNV-1a hash of the whole text, so that two long texts stay two.
 *
 * @param most octets, more than 17
 */
export function shorten(text: string, most: number): string {
  if (text.length * MOST_OCTETS_A_UNIT <= most || octetLength(text) <= most) return text;
  const room = most - HASH_DIGITS - 1;
  let kept = '';
  let length = 0;
  for (const character of text) {
    length += octetLength(character);
    if (length > room) break;
    kept += character;
  }
  return `${kept}~${fnv1a(text)}`;
}

/** Octets of a text in UTF-8. */
export function octetLength(text: string): number {
  let length = 0;
  for (const character of text) length += octetsOf(character.codePointAt(0) ?? 0);
  return length;
}

function octetsOf(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x1_0000 ? 3 : 4;
}

const FNV_OFFSET = 0xcbf29ce484222325n;
const FNV_PRIME = 0x100000001b3n;

/** FNV-1a, 64 bits, over the UTF-16 code units: tells keys apart, protects nothing. */
function fnv1a(text: string): string {
  let hash = FNV_OFFSET;
  for (let at = 0; at < text.length; at += 1) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(at))) * FNV_PRIME);
  }
  return hash.toString(16).padStart(HASH_DIGITS, '0');
}
