import { crc24 } from './crc-24.js';
import type { MacAddresses } from './framer.js';
import { HDLC_FLAG } from './hdlc-header.js';
import { u16At } from './octets.js';
import { SUBFRAME, writeMac } from './plc.js';

/** Number of subframes, credit, MAC addresses (3) and pad. */
export const PLC_HDLC_HEADER_LENGTH = 7;
export const CRC_24_LENGTH = 3;
/** What the CRC leaves out: the number of subframes. */
export const NUMBER_LENGTH = 2;

/** NS: how the number of subframes, 1 to 7, is said, so that a few wrong bits do not make another of it. */
const NUMBERS: readonly number[] = [0x6c6c, 0x3a3a, 0x5656, 0x7171, 0x1d1d, 0x4b4b, 0x2727];
const MOST_SUBFRAMES = NUMBERS.length;

const NEW_METER = 0xffe;
const INITIATOR = 0xc01;
const USUAL_CREDIT = 0xfc;

/** Octets of the frame that begins at `at`, by its NS; undefined when no number is said there. */
export function plcHdlcLength(octets: Uint8Array, at: number): number | undefined {
  const index = NUMBERS.indexOf(u16At(octets, at));
  return index === -1 ? undefined : (index + 1) * SUBFRAME;
}

/** Whether an octet can be the first one of NS. */
export function beginsNumber(octet: number): boolean {
  return NUMBERS.some((number) => number >>> 8 === octet);
}

/** What stands around an HDLC frame in `PlcHdlc`. */
export interface PlcHdlcOptions extends Partial<MacAddresses> {
  /** Initial credit (3 bits), current credit (3), delta credit (2). Default FC. */
  readonly credit?: number;
}

/**
 * Puts an HDLC frame with its flags into an S-FSK MAC frame (IEC 61334-5-1):
 *
 * ```
 * NS (2) | credit | source and destination MAC (3) | pad | HDLC frame | zeros | CRC (3)
 * ```
 *
 * NS tells the number of subframes of 36 octets, `pad` the zeros. The standard is not public: the layout is that of
 * public client libraries in three languages.
 *
 * @throws RangeError when seven subframes do not hold the frame, or it has no flags
 */
export function writePlcHdlc(hdlcFrame: Uint8Array, options: PlcHdlcOptions = {}): Uint8Array {
  const { credit = USUAL_CREDIT, sourceMac = NEW_METER, destinationMac = INITIATOR } = options;
  if (hdlcFrame[0] !== HDLC_FLAG || hdlcFrame.at(-1) !== HDLC_FLAG)
    throw new RangeError('an HDLC frame has a flag at either end');
  const length = PLC_HDLC_HEADER_LENGTH + hdlcFrame.length + CRC_24_LENGTH;
  const subframes = Math.ceil(length / SUBFRAME);
  const number = NUMBERS[subframes - 1];
  if (number === undefined)
    throw new RangeError(`${length} octets do not go into ${MOST_SUBFRAMES} subframes`);
  const frame = new Uint8Array(subframes * SUBFRAME);
  const pad = frame.length - length;
  const mac = writeMac({ sourceMac, destinationMac });
  frame.set([number >>> 8, number & 0xff, credit, ...mac, pad]);
  frame.set(hdlcFrame, PLC_HDLC_HEADER_LENGTH);
  const crcAt = frame.length - CRC_24_LENGTH;
  const crc = crc24(frame, NUMBER_LENGTH, crcAt);
  frame.set([crc >>> 16, (crc >>> 8) & 0xff, crc & 0xff], crcAt);
  return frame;
}
