/** CRC-16 of EN 13757-4 (and DNP3), high bit first; the complement is sent. */
const POLYNOMIAL = 0x3d65;

const TABLE = Uint16Array.from({ length: 256 }, (_, octet) => {
  let remainder = octet << 8;
  for (let bit = 0; bit < 8; bit++)
    remainder = (remainder & 0x8000) === 0 ? remainder << 1 : (remainder << 1) ^ POLYNOMIAL;
  return remainder & 0xffff;
});

/** CRC over `octets[from..to)`, as a block of wireless M-Bus ends in it: high octet first on the wire. */
export function blockCrc(octets: Uint8Array, from: number, to: number): number {
  let remainder = 0;
  for (let i = from; i < to; i++)
    remainder = ((remainder << 8) & 0xffff) ^ (TABLE[(remainder >>> 8) ^ (octets[i] ?? 0)] ?? 0);
  return remainder ^ 0xffff;
}

/** Whether the two octets at `to` are the CRC over `octets[from..to)`. */
export function blockChecks(octets: Uint8Array, from: number, to: number): boolean {
  const crc = blockCrc(octets, from, to);
  return octets[to] === crc >>> 8 && octets[to + 1] === (crc & 0xff);
}
