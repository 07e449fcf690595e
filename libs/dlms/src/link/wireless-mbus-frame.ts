import type { WirelessMBusFormat } from './framer.js';
import { joinOctets } from './octets.js';
import { blockChecks, blockCrc } from './wireless-mbus-crc.js';

/** L, C, M (2) and A (6): the first block, which all formats begin with. */
export const LINK_LAYER_LENGTH = 10;
export const CRC_LENGTH = 2;

/** Octets of a block of format A behind the first one. */
const BLOCK_A = 16;
/** Octets of a frame of format B that the first CRC covers, at most; that CRC included it has 128. */
const FIRST_PART_B = 126;
/** CI, STSAP and DTSAP. */
const FIELDS_LENGTH = 3;
/** What L counts at most. */
const LONGEST_L = 0xff;

/** A part of a frame that a CRC covers, CRC not included. */
interface Block {
  readonly start: number;
  readonly end: number;
}

/**
 * Octets of a whole frame, CRCs included, by its L field. In format A, L counts what follows it without the CRCs; in
 * format B it counts the CRCs too; taken off, they are not counted.
 */
export function frameLength(l: number, format: WirelessMBusFormat): number {
  if (format !== 'A') return 1 + l;
  const behind = Math.max(0, 1 + l - LINK_LAYER_LENGTH);
  return 1 + l + CRC_LENGTH * (1 + Math.ceil(behind / BLOCK_A));
}

/** The blocks of a frame of `length` octets that begins at `at`. */
function blocksOf(format: 'A' | 'B', at: number, length: number): Block[] {
  const end = at + length;
  if (format === 'B') {
    const last = end - CRC_LENGTH;
    if (length <= FIRST_PART_B + CRC_LENGTH) return [{ start: at, end: last }];
    const first = at + FIRST_PART_B;
    return [
      { start: at, end: first },
      { start: first + CRC_LENGTH, end: last },
    ];
  }
  const blocks = [{ start: at, end: at + LINK_LAYER_LENGTH }];
  for (let start = at + LINK_LAYER_LENGTH + CRC_LENGTH; start < end; start += BLOCK_A + CRC_LENGTH)
    blocks.push({ start, end: Math.min(start + BLOCK_A, end - CRC_LENGTH) });
  return blocks;
}

/** Index of the first wrong CRC of a whole frame at `at`, or -1 when all are right. */
export function wrongCrc(
  octets: Uint8Array,
  at: number,
  format: 'A' | 'B',
  length: number,
): number {
  const wrong = blocksOf(format, at, length).find(
    ({ start, end }) => end <= start || !blockChecks(octets, start, end),
  );
  return wrong?.end ?? -1;
}

/** The octets of a whole frame without its CRCs. A view where there are none within them. */
export function withoutCrcs(frame: Uint8Array, format: WirelessMBusFormat): Uint8Array {
  if (format === 'stripped') return frame;
  const blocks = blocksOf(format, 0, frame.length);
  return blocks.length === 1
    ? frame.subarray(0, frame.length - CRC_LENGTH)
    : joinOctets(blocks.map(({ start, end }) => frame.subarray(start, end)));
}

/**
 * Writes a frame: sets L and puts the CRCs in.
 *
 * @param content from L on, without CRCs; its first octet is overwritten
 * @throws RangeError when L cannot say the length
 */
export function writeFrame(content: Uint8Array, format: WirelessMBusFormat): Uint8Array {
  const crcsInB = content.length <= FIRST_PART_B ? CRC_LENGTH : 2 * CRC_LENGTH;
  const l = content.length - 1 + (format === 'B' ? crcsInB : 0);
  if (l > LONGEST_L || l + 1 < LINK_LAYER_LENGTH)
    throw new RangeError(`no wireless M-Bus frame has an L field of ${l}`);
  const frame = new Uint8Array(frameLength(l, format));
  if (format === 'stripped') {
    frame.set(content);
    frame[0] = l;
    return frame;
  }
  let taken = 0;
  for (const { start, end } of blocksOf(format, 0, frame.length)) {
    frame.set(content.subarray(taken, taken + end - start), start);
    taken += end - start;
    frame[0] = l;
    const crc = blockCrc(frame, start, end);
    frame[end] = crc >>> 8;
    frame[end + 1] = crc;
  }
  return frame;
}

/** Longest part of an APDU that goes into a frame behind the first block, CI and two TSAP octets. */
export function longestData(format: WirelessMBusFormat): number {
  const crcs = format === 'B' ? 2 * CRC_LENGTH : 0;
  return LONGEST_L + 1 - LINK_LAYER_LENGTH - FIELDS_LENGTH - crcs;
}
