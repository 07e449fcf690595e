import type { SeededRandom } from './random.js';

/** Octets that mean something where a length, a count, a tag or a flag is expected. */
const TELLING = [
  0x00, 0x01, 0x02, 0x06, 0x09, 0x13, 0x7e, 0x7f, 0x80, 0x81, 0x82, 0x84, 0x85, 0xff,
];
const MOST_CHANGES = 4;
const LONGEST_SLICE = 24;

/** Octets changed in one place, in up to four, or now and then not at all. */
export function mutate(
  octets: Uint8Array,
  others: readonly Uint8Array[],
  random: SeededRandom,
): Uint8Array {
  let result = octets;
  const changes = random.oneIn(16) ? 0 : random.oneIn(2) ? 1 : 1 + random.below(MOST_CHANGES);
  for (let i = 0; i < changes; i++) result = changed(result, others, random);
  return result;
}

/** A few octets changed where they stand: nothing lost, nothing added, so that much of it is still understood. */
export function touch(octets: Uint8Array, random: SeededRandom): Uint8Array {
  let result = octets;
  for (let i = random.below(MOST_CHANGES); i > 0; i--) {
    const at = random.below(octets.length);
    const octet = random.oneIn(3) ? random.of(TELLING) : random.below(256);
    result = withOctet(result, at, () => octet);
  }
  return result;
}

function changed(
  octets: Uint8Array,
  others: readonly Uint8Array[],
  random: SeededRandom,
): Uint8Array {
  const at = random.below(octets.length + 1);
  const length = 1 + random.below(LONGEST_SLICE);
  switch (random.below(8)) {
    case 0:
      return withOctet(octets, at, (octet) => octet ^ (1 << random.below(8)));
    case 1:
      return withOctet(octets, at, () => random.of(TELLING));
    case 2:
      return withOctet(octets, at, (octet) => octet + random.of([1, -1, 2, -2]));
    case 3:
      return joined(octets.subarray(0, at), octets.subarray(at + length));
    case 4:
      return joined(octets.subarray(0, at), octets.subarray(Math.max(0, at - length)));
    case 5:
      return joined(octets.subarray(0, at), randomOctets(length, random), octets.subarray(at));
    case 6: {
      const other = random.of(others);
      return joined(octets.subarray(0, at), other.subarray(random.below(other.length + 1)));
    }
    default:
      return octets.subarray(0, at);
  }
}

function withOctet(octets: Uint8Array, at: number, change: (octet: number) => number): Uint8Array {
  const copy = octets.slice();
  const octet = copy[at];
  if (octet !== undefined) copy[at] = change(octet);
  return copy;
}

function randomOctets(length: number, random: SeededRandom): Uint8Array {
  return Uint8Array.from({ length }, () => random.below(256));
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const result = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}
