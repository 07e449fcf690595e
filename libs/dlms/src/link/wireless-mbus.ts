import type { WirelessMBusFormat } from './framer.js';
import { LAST_SEGMENT, SEGMENT_COUNT } from './telegram-reassembly.js';
import { LINK_LAYER_LENGTH, longestData, writeFrame } from './wireless-mbus-frame.js';

/** SND_NR: the meter sends and waits for no answer. */
const SEND_NO_REPLY = 0x44;
const PUSH_CLIENT = 103;
const USUAL_DATA_LENGTH = 96;
const FIELDS_LENGTH = 3;
const ADDRESS_LENGTH = 6;
const LETTERS = 3;

/** How an APDU goes into wireless M-Bus frames. */
export interface WirelessMBusOptions {
  /** Frame format A or B with CRCs, or without any. Default A. */
  readonly format?: WirelessMBusFormat;
  /** C field. Default 44 (SND_NR). */
  readonly control?: number;
  /** The maker's three letters. */
  readonly manufacturer: string;
  /** A field: identification (4, low octet first), version, device type. */
  readonly address: Uint8Array;
  /** STSAP, the server's. Default 1, the management logical device. */
  readonly sourceAddress?: number;
  /** DTSAP, the client's. Default 103. */
  readonly destinationAddress?: number;
  /** Longest part of the APDU in a frame, octets. Default 96, well within one burst. */
  readonly maxDataLength?: number;
}

/**
 * Writes an APDU as wireless M-Bus frames, in order (EN 13757-4; CI and TSAPs as EN 13757-3 has them for DLMS/COSEM).
 * More than 16 frames wrap the count round.
 *
 * ```
 * L | C | M (2) | A (6) | CI | STSAP | DTSAP | part of the APDU        CRCs as the format wants them
 * ```
 *
 * @throws RangeError for a `maxDataLength` that does not go into a frame, letters or an address of another length
 */
export function writeWirelessMBus(apdu: Uint8Array, options: WirelessMBusOptions): Uint8Array[] {
  const {
    format = 'A',
    control = SEND_NO_REPLY,
    address,
    sourceAddress = 1,
    destinationAddress = PUSH_CLIENT,
    maxDataLength = USUAL_DATA_LENGTH,
  } = options;
  const manufacturer = manufacturerField(options.manufacturer);
  if (address.length !== ADDRESS_LENGTH)
    throw new RangeError(`an A field has ${ADDRESS_LENGTH} octets, this one ${address.length}`);
  if (!(maxDataLength >= 1 && maxDataLength <= longestData(format)))
    throw new RangeError(`a frame cannot carry ${maxDataLength} octets`);
  const count = Math.max(1, Math.ceil(apdu.length / maxDataLength));
  return Array.from({ length: count }, (_, index) => {
    const part = apdu.subarray(index * maxDataLength, (index + 1) * maxDataLength);
    const ci = (index & SEGMENT_COUNT) | (index === count - 1 ? LAST_SEGMENT : 0);
    const content = new Uint8Array(LINK_LAYER_LENGTH + FIELDS_LENGTH + part.length);
    content.set([0, control, manufacturer, manufacturer >>> 8]);
    content.set(address, 4);
    content.set([ci, sourceAddress, destinationAddress], LINK_LAYER_LENGTH);
    content.set(part, LINK_LAYER_LENGTH + FIELDS_LENGTH);
    return writeFrame(content, format);
  });
}

/** The M field of three letters: five bits each, A is 1. */
function manufacturerField(letters: string): number {
  if (!/^[A-Z]{3}$/.test(letters))
    throw new RangeError(`a manufacturer has ${LETTERS} letters A to Z`);
  return Array.from(letters).reduce(
    (field, letter) => (field << 5) | (letter.charCodeAt(0) - 64),
    0,
  );
}

/** The three letters of an M field, or undefined where it has none. Its high bit says that the address is a soft one. */
export function manufacturerLetters(field: number): string | undefined {
  const letters = [10, 5, 0].map((shift) => (field >>> shift) & 0x1f);
  return letters.every((letter) => letter >= 1 && letter <= 26)
    ? String.fromCharCode(...letters.map((letter) => letter + 64))
    : undefined;
}
