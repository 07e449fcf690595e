import type { ByteReader } from '../codec/byte-reader.js';
import { ByteWriter } from '../codec/byte-writer.js';
import { DecodeError } from '../errors.js';

export const GENERAL_BLOCK_TRANSFER_TAG = 0xe0;

const LAST_BLOCK = 0x80;
const STREAMING = 0x40;
const WINDOW = 0x3f;

/** Octets of a block before its data, with the longest length field that a block within 65535 octets needs. */
const LONGEST_HEADER = 10;
const LAST_BLOCK_NUMBER = 0xffff;

/**
 * General-Block-Transfer: one block of an APDU of any kind (Green Book 9.3.13).
 *
 * ```
 * E0 | last, streaming, window (1 octet) | block number (2) | acknowledged block number (2) | length | block data
 * ```
 */
export interface GeneralBlockTransfer {
  readonly type: 'general-block-transfer';
  readonly lastBlock: boolean;
  /** The sender goes on without waiting for an acknowledgement. */
  readonly streaming: boolean;
  /** Blocks the sender can take in a row, 0 to 63. */
  readonly window: number;
  /** Counted from 1. */
  readonly blockNumber: number;
  readonly blockNumberAck: number;
  /** A view of the octets that were read. */
  readonly blockData: Uint8Array;
}

/**
 * Reads what follows the tag.
 *
 * @throws DecodeError `apdu.truncated`, `apdu.length`; `apdu.block-length` when the block data would go beyond the APDU
 */
export function readGeneralBlockTransfer(r: ByteReader): GeneralBlockTransfer {
  const control = r.u8('block-control');
  const blockNumber = r.u16('block-number');
  const blockNumberAck = r.u16('block-number-ack');
  const lengthAt = r.offset;
  const length = r.length();
  if (length > r.remaining)
    throw new DecodeError(
      'apdu.block-length',
      `block ${blockNumber} announces ${length} octets, ${r.remaining} follow`,
      lengthAt,
    );
  return {
    type: 'general-block-transfer',
    lastBlock: (control & LAST_BLOCK) !== 0,
    streaming: (control & STREAMING) !== 0,
    window: control & WINDOW,
    blockNumber,
    blockNumberAck,
    blockData: r.take(length, 'block-data'),
  };
}

export function writeGeneralBlockTransfer(w: ByteWriter, pdu: GeneralBlockTransfer): void {
  w.u8(GENERAL_BLOCK_TRANSFER_TAG);
  w.u8((pdu.lastBlock ? LAST_BLOCK : 0) | (pdu.streaming ? STREAMING : 0) | (pdu.window & WINDOW));
  w.u16(pdu.blockNumber);
  w.u16(pdu.blockNumberAck);
  w.octets(pdu.blockData);
}

/** How an APDU is to be cut into blocks. */
export interface BlockOptions {
  /** Longest block data in octets, at least 1. */
  readonly maxBlockLength: number;
  /** False for a sender that waits for each acknowledgement. Default true, as a push is sent. */
  readonly streaming?: boolean;
  /** Default 0. */
  readonly window?: number;
}

/**
 * Cuts an APDU into general-block-transfer APDUs, in order. An APDU that fits goes as the one and last block.
 *
 * @throws RangeError when more than 65535 blocks would be needed
 */
export function writeBlocks(apdu: Uint8Array, options: BlockOptions): Uint8Array[] {
  const { maxBlockLength, streaming = true, window = 0 } = options;
  const count = Math.max(1, Math.ceil(apdu.length / maxBlockLength));
  if (!(maxBlockLength >= 1) || count > LAST_BLOCK_NUMBER)
    throw new RangeError(
      `${apdu.length} octets do not fit into ${LAST_BLOCK_NUMBER} blocks of ${maxBlockLength}`,
    );
  return Array.from({ length: count }, (_, index) => {
    const blockData = apdu.subarray(index * maxBlockLength, (index + 1) * maxBlockLength);
    const w = new ByteWriter(LONGEST_HEADER + blockData.length);
    writeGeneralBlockTransfer(w, {
      type: 'general-block-transfer',
      lastBlock: index === count - 1,
      streaming,
      window,
      blockNumber: index + 1,
      blockNumberAck: 0,
      blockData,
    });
    return w.finish();
  });
}
