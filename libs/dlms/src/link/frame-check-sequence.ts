/** CRC-16 of ISO/IEC 13239 (HDLC), low bit first. */
const POLYNOMIAL = 0x8408;
const START = 0xffff;

const TABLE = Uint16Array.from({ length: 256 }, (_, octet) => {
  let remainder = octet;
  for (let bit = 0; bit < 8; bit++)
    remainder = (remainder & 1) === 0 ? remainder >>> 1 : (remainder >>> 1) ^ POLYNOMIAL;
  return remainder;
});

/** Check sequence over `octets[from..to)`, as HCS and FCS carry it: low octet first on the wire. */
export function checkSequence(octets: Uint8Array, from: number, to: number): number {
  let remainder = START;
  for (let i = from; i < to; i++)
    remainder = (remainder >>> 8) ^ (TABLE[(remainder ^ (octets[i] ?? 0)) & 0xff] ?? 0);
  return remainder ^ START;
}

/** Whether the two octets at `to` are the check sequence over `octets[from..to)`. */
export function checks(octets: Uint8Array, from: number, to: number): boolean {
  const sequence = checkSequence(octets, from, to);
  return octets[to] === (sequence & 0xff) && octets[to + 1] === sequence >>> 8;
}
