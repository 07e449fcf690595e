import { LAST_SEGMENT, SEGMENT_COUNT } from './telegram-reassembly.js';

/** Start octet of a long frame, also the fourth octet (EN 13757-2). */
export const START = 0x68;
export const STOP = 0x16;

/** `68 L L 68`. */
export const HEADER_LENGTH = 4;
/** Checksum and stop octet. */
export const TRAILER_LENGTH = 2;
/** C, A, CI and the two TSAP octets that stand in each telegram, counted by L. */
export const FIELDS_LENGTH = 5;

const LONGEST_L = 0xff;
/** SND_UD: the sender gives user data. */
const SEND_USER_DATA = 0x53;
const BROADCAST = 0xff;

/** Sum of octets modulo 256. */
export function checksum(octets: Uint8Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += octets[i] ?? 0;
  return sum & 0xff;
}

/** How an APDU goes into telegrams. */
export interface WiredMBusOptions {
  /** C field. Default 53 (SND_UD). */
  readonly control?: number;
  /** A field. Default FF, broadcast. */
  readonly address?: number;
  /** STSAP, the server's. Default 1, the management logical device. */
  readonly sourceAddress?: number;
  /** DTSAP, the client's. Default 103. */
  readonly destinationAddress?: number;
  /** Longest part of the APDU in a telegram, 1 to 250 octets. Default 245, what meters in the field send. */
  readonly maxDataLength?: number;
}

const PUSH_CLIENT = 103;
const USUAL_DATA_LENGTH = 245;

/**
 * Writes an APDU as wired M-Bus long frames, in order. More than 16 telegrams wrap the count round.
 *
 * ```
 * 68 L L 68 | C | A | CI | STSAP | DTSAP | part of the APDU | checksum | 16
 * ```
 *
 * @throws RangeError for a `maxDataLength` that no L field can say
 */
export function writeWiredMBus(apdu: Uint8Array, options: WiredMBusOptions = {}): Uint8Array[] {
  const {
    control = SEND_USER_DATA,
    address = BROADCAST,
    sourceAddress = 1,
    destinationAddress = PUSH_CLIENT,
    maxDataLength = USUAL_DATA_LENGTH,
  } = options;
  if (!(maxDataLength >= 1 && maxDataLength <= LONGEST_L - FIELDS_LENGTH))
    throw new RangeError(`a telegram cannot carry ${maxDataLength} octets`);
  const count = Math.max(1, Math.ceil(apdu.length / maxDataLength));
  return Array.from({ length: count }, (_, index) => {
    const part = apdu.subarray(index * maxDataLength, (index + 1) * maxDataLength);
    const length = FIELDS_LENGTH + part.length;
    const ci = (index & SEGMENT_COUNT) | (index === count - 1 ? LAST_SEGMENT : 0);
    const frame = new Uint8Array(HEADER_LENGTH + length + TRAILER_LENGTH);
    frame.set([START, length, length, START]);
    frame.set([control, address, ci, sourceAddress, destinationAddress], HEADER_LENGTH);
    frame.set(part, HEADER_LENGTH + FIELDS_LENGTH);
    const end = HEADER_LENGTH + length;
    frame[end] = checksum(frame, HEADER_LENGTH, end);
    frame[end + 1] = STOP;
    return frame;
  });
}
