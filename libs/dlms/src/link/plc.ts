import type { MacAddresses, PlcMessage } from './framer.js';
import { checkSequence } from './frame-check-sequence.js';
import { octetAt } from './octets.js';

/** Begins a frame. */
export const START = 0x02;
/** Stands behind the length. */
export const FRAME_TYPE = 0x50;
/** LLC control field: DL_Data (IEC 61334-4-32). */
export const LLC_DATA = 0x90;
/** From the start octet to SSAP; the length field counts them. */
export const PLC_HEADER_LENGTH = 11;
export const CHECK_LENGTH = 2;
/** Frames are filled up to a multiple of this. */
export const SUBFRAME = 36;

const LONGEST_LENGTH = 0xff;
export const MAC_AT = 4;
const MAC_MASK = 0xfff;

/** The initiator, that is the concentrator. */
const INITIATOR = 0xc00;
const NEW_METER = 0xffe;
/** Frames are repeated seven times, none of it used up. */
const USUAL_CREDIT = 0xfc;
const PUSH_CLIENT = 103;

/** Tags of CI-PDUs, which find and register meters; no APDU has one of them. */
const MESSAGES: Readonly<Record<number, PlcMessage>> = {
  0x19: 'ping-request',
  0x1a: 'ping-response',
  0x1c: 'register',
  0x1d: 'discover',
  0x1e: 'discover-report',
  0x1f: 'repeater-call',
};

/** The message of a CI-PDU, by its tag; undefined for an APDU. */
export function plcMessage(tag: number): PlcMessage | undefined {
  return MESSAGES[tag];
}

/** Source and destination, 12 bits each, in the three octets at `at`. */
export function readMac(octets: Uint8Array, at: number): MacAddresses {
  const middle = octetAt(octets, at + 1);
  return {
    sourceMac: (octetAt(octets, at) << 4) | (middle >>> 4),
    destinationMac: ((middle & 0x0f) << 8) | octetAt(octets, at + 2),
  };
}

/** The three octets of `readMac`. */
export function writeMac({ sourceMac, destinationMac }: MacAddresses): readonly number[] {
  const both = ((sourceMac & MAC_MASK) << 12) | (destinationMac & MAC_MASK);
  return [both >>> 16, (both >>> 8) & 0xff, both & 0xff];
}

/** How an APDU goes into a frame of `Plc`. */
export interface PlcOptions extends Partial<MacAddresses> {
  /** Initial credit (3 bits), current credit (3), delta credit (2). Default FC. */
  readonly credit?: number;
  /** Of the logical device. Default 1. */
  readonly sourceLsap?: number;
  /** Of the client. Default 103. */
  readonly destinationLsap?: number;
}

/**
 * Puts an APDU into a frame of the LLC of IEC 61334-4-32 over S-FSK:
 *
 * ```
 * 02 | length | 50 | credit | source and destination MAC (3) | pad | 90 | DSAP | SSAP | APDU | zeros | FCS (2)
 * ```
 *
 * The length counts from 02 to the end of the APDU, `pad` the zeros, which fill it up to a multiple of 36 octets; the FCS
 * is that of HDLC. The standards are not public: the layout is that of public client libraries in three languages.
 *
 * @throws RangeError when the APDU has more than 244 octets
 */
export function writePlc(apdu: Uint8Array, options: PlcOptions = {}): Uint8Array {
  const {
    credit = USUAL_CREDIT,
    sourceMac = NEW_METER,
    destinationMac = INITIATOR,
    sourceLsap = 1,
    destinationLsap = PUSH_CLIENT,
  } = options;
  const length = PLC_HEADER_LENGTH + apdu.length;
  if (length > LONGEST_LENGTH)
    throw new RangeError(`a frame holds ${LONGEST_LENGTH - PLC_HEADER_LENGTH} octets of APDU`);
  const pad = (SUBFRAME - (length % SUBFRAME)) % SUBFRAME;
  const frame = new Uint8Array(length + pad + CHECK_LENGTH);
  const mac = writeMac({ sourceMac, destinationMac });
  frame.set([
    START,
    length,
    FRAME_TYPE,
    credit,
    ...mac,
    pad,
    LLC_DATA,
    destinationLsap,
    sourceLsap,
  ]);
  frame.set(apdu, PLC_HEADER_LENGTH);
  const checkAt = length + pad;
  const sequence = checkSequence(frame, 0, checkAt);
  frame[checkAt] = sequence;
  frame[checkAt + 1] = sequence >>> 8;
  return frame;
}
