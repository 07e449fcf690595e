const COMMA = 0x2c;
const OPEN = octets('[');
const CLOSE = octets(']');

/** A JSON array of what is JSON already. */
export function jsonListOf(items: readonly Uint8Array[]): Uint8Array {
  return joined(OPEN, items, CLOSE);
}

function joined(before: Uint8Array, items: readonly Uint8Array[], after: Uint8Array): Uint8Array {
  let length = before.length + after.length + Math.max(0, items.length - 1);
  for (const item of items) length += item.length;
  const text = new Uint8Array(length);
  text.set(before);
  let at = before.length;
  items.forEach((item, index) => {
    if (index > 0) text[at++] = COMMA;
    text.set(item, at);
    at += item.length;
  });
  text.set(after, at);
  return text;
}

/** ASCII only. */
function octets(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
