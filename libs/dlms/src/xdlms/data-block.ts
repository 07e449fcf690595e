import { readBoolean, writeBoolean } from '../codec/a-xdr.js';
import type { ByteReader } from '../codec/byte-reader.js';
import type { ByteWriter } from '../codec/byte-writer.js';
import { unknownChoice } from './unknown-choice.js';

const RAW_DATA = 0;
const DATA_ACCESS_RESULT_CHOICE = 1;

/** DataBlock-SA: a part of a value that a set or an action carries (Green Book 9.5). */
export interface DataBlockSA {
  readonly lastBlock: boolean;
  /** Counted from 1. */
  readonly blockNumber: number;
  /** A view of what was read. */
  readonly rawData: Uint8Array;
}

/** DataBlock-G: a part of the answer to a get, or why there is no more (Green Book 9.5). */
export interface DataBlockG {
  readonly lastBlock: boolean;
  /** Counted from 1. */
  readonly blockNumber: number;
  readonly result:
    | { readonly choice: 'raw-data'; readonly rawData: Uint8Array }
    /** See `dataAccessResultName`. */
    | { readonly choice: 'data-access-result'; readonly dataAccessResult: number };
}

/** @throws DecodeError `apdu.truncated`, `apdu.length` */
export function readDataBlockSA(r: ByteReader): DataBlockSA {
  return {
    lastBlock: readBoolean(r, 'last-block'),
    blockNumber: r.u32('block-number'),
    rawData: r.octets('raw-data'),
  };
}

export function writeDataBlockSA(w: ByteWriter, block: DataBlockSA): void {
  writeBoolean(w, block.lastBlock);
  w.u32(block.blockNumber);
  w.octets(block.rawData);
}

/** @throws DecodeError `apdu.malformed`, `apdu.truncated`, `apdu.length` */
export function readDataBlockG(r: ByteReader): DataBlockG {
  const lastBlock = readBoolean(r, 'last-block');
  const blockNumber = r.u32('block-number');
  const choice = r.u8('data-block-g-result');
  switch (choice) {
    case RAW_DATA:
      return {
        lastBlock,
        blockNumber,
        result: { choice: 'raw-data', rawData: r.octets('raw-data') },
      };
    case DATA_ACCESS_RESULT_CHOICE:
      return {
        lastBlock,
        blockNumber,
        result: { choice: 'data-access-result', dataAccessResult: r.u8('data-access-result') },
      };
    default:
      throw unknownChoice('DataBlock-G', choice, r);
  }
}

export function writeDataBlockG(w: ByteWriter, block: DataBlockG): void {
  writeBoolean(w, block.lastBlock);
  w.u32(block.blockNumber);
  if (block.result.choice === 'raw-data') {
    w.u8(RAW_DATA);
    w.octets(block.result.rawData);
  } else {
    w.u8(DATA_ACCESS_RESULT_CHOICE);
    w.u8(block.result.dataAccessResult);
  }
}
