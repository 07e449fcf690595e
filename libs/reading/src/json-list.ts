import { BATCH_VERSION } from './reading-batch.js';

const COMMA = 0x2c;
const OPEN = octets('[');
const CLOSE = octets(']');
const BATCH_OPEN = octets(`{"version":${BATCH_VERSION},"frames":[`);
const BATCH_CLOSE = octets(']}');

/** A JSON array of what is JSON already. */
export function jsonListOf(items: readonly Uint8Array[]): Uint8Array {
  return joined(OPEN, items, CLOSE);
}

/** What `writeReadingBatch` gives of frames, as octets, from the entries that `ReadingsJson` wrote. */
export function readingBatchOf(entries: readonly Uint8Array[]): Uint8Array {
  return joined(BATCH_OPEN, entries, BATCH_CLOSE);
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
