/** CRC-16 of ISO/IEC 13239 (HDLC), low bit first. */
const POLYNOMIAL = 0x8408;
const START = 0xffff;

/**
 * Remainders of one octet with none, one, two and three zero octets behind it, 256 each: four octets go through at
 * once, which the check of each frame of a stream is worth.
 */
const TABLE = buildTable();
const BEHIND_1 = 256;
const BEHIND_2 = 512;
const BEHIND_3 = 768;

function buildTable(): Uint16Array {
  const table = new Uint16Array(1024);
  for (let octet = 0; octet < 256; octet++) {
    let remainder = octet;
    for (let bit = 0; bit < 8; bit++)
      remainder = (remainder & 1) === 0 ? remainder >>> 1 : (remainder >>> 1) ^ POLYNOMIAL;
    table[octet] = remainder;
  }
  for (let i = 256; i < table.length; i++) {
    const shorter = table[i - 256] ?? 0;
    table[i] = (shorter >>> 8) ^ (table[shorter & 0xff] ?? 0);
  }
  return table;
}

/** Check sequence over `octets[from..to)`, as HCS and FCS carry it: low octet first on the wire. */
export function checkSequence(octets: Uint8Array, from: number, to: number): number {
  let remainder = START;
  let i = from;
  for (; i + 3 < to; i += 4) {
    const first = remainder ^ ((octets[i] ?? 0) | ((octets[i + 1] ?? 0) << 8));
    remainder =
      (TABLE[BEHIND_3 + (first & 0xff)] ?? 0) ^
      (TABLE[BEHIND_2 + (first >>> 8)] ?? 0) ^
      (TABLE[BEHIND_1 + (octets[i + 2] ?? 0)] ?? 0) ^
      (TABLE[octets[i + 3] ?? 0] ?? 0);
  }
  for (; i < to; i++)
    remainder = (remainder >>> 8) ^ (TABLE[(remainder ^ (octets[i] ?? 0)) & 0xff] ?? 0);
  return remainder ^ START;
}

/** Whether the two octets at `to` are the check sequence over `octets[from..to)`. */
export function checks(octets: Uint8Array, from: number, to: number): boolean {
  const sequence = checkSequence(octets, from, to);
  return octets[to] === (sequence & 0xff) && octets[to + 1] === sequence >>> 8;
}
