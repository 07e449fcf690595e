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
  return { lastBlock: readBoolean(r), blockNumber: r.u32(), rawData: r.octets() };
}

export function writeDataBlockSA(w: ByteWriter, block: DataBlockSA): void {
  writeBoolean(w, block.lastBlock);
  w.u32(block.blockNumber);
  w.octets(block.rawData);
}

/** @throws DecodeError `apdu.malformed`, `apdu.truncated`, `apdu.length` */
export function readDataBlockG(r: ByteReader): DataBlockG {
  const lastBlock = readBoolean(r);
  const blockNumber = r.u32();
  const choice = r.u8();
  switch (choice) {
    case RAW_DATA:
      return { lastBlock, blockNumber, result: { choice: 'raw-data', rawData: r.octets() } };
    case DATA_ACCESS_RESULT_CHOICE:
      return {
        lastBlock,
        blockNumber,
        result: { choice: 'data-access-result', dataAccessResult: r.u8() },
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
