import { GENERAL_BLOCK_TRANSFER_TAG } from '../xdlms/general-block-transfer.js';
import { u16At } from './octets.js';
import { VERSION, WRAPPER_HEADER_LENGTH } from './wrapper.js';

/**
 * The APDU in captured octets that are one whole WRAPPER frame and nothing else, as a view: what `readFrame` gives of
 * them, without a framer.
 *
 * @param maxApduLength longest APDU, octets
 * @returns undefined for all else, blocks of a transfer among it: `readFrame` says what they are
 */
export function wholeWrapper(wire: Uint8Array, maxApduLength: number): Uint8Array | undefined {
  const length = wire.length - WRAPPER_HEADER_LENGTH;
  if (length <= 0 || length > maxApduLength) return undefined;
  if (u16At(wire, 0) !== VERSION || u16At(wire, 6) !== length) return undefined;
  if (wire[WRAPPER_HEADER_LENGTH] === GENERAL_BLOCK_TRANSFER_TAG) return undefined;
  return wire.subarray(WRAPPER_HEADER_LENGTH);
}
