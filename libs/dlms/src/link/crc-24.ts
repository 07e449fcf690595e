/** Generator 5D6DCB of the S-FSK MAC layer, its bits turned round: the register shifts to the right. */
const POLYNOMIAL = 0xd3b6ba;

/** What eight shifts make of the low octet of the register. */
const TABLE = Uint32Array.from({ length: 256 }, (_, octet) => {
  let register = octet;
  for (let bit = 0; bit < 8; bit++)
    register = (register & 1) === 0 ? register >>> 1 : (register >>> 1) ^ POLYNOMIAL;
  return register;
});

/** Each octet with its bits turned round: the high bit of an octet goes in first. */
const REVERSED = Uint8Array.from({ length: 256 }, (_, octet) => {
  let reversed = 0;
  for (let bit = 0; bit < 8; bit++) reversed |= ((octet >>> bit) & 1) << (7 - bit);
  return reversed;
});

/**
 * The check sequence over `octets[from..to)`, 24 bits, high octet first on the wire. No zeros are put behind the octets
 * before the division, as public implementations have it.
 */
export function crc24(octets: Uint8Array, from: number, to: number): number {
  let register = 0;
  for (let i = from; i < to; i++)
    register =
      (register >>> 8) ^ (TABLE[register & 0xff] ?? 0) ^ ((REVERSED[octets[i] ?? 0] ?? 0) << 16);
  return register;
}
