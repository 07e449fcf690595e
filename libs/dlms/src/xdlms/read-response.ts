import { readBoolean, readSequenceOf, writeBoolean, writeSequenceOf } from '../codec/a-xdr.js';
import type { ByteReader } from '../codec/byte-reader.js';
import type { ByteWriter } from '../codec/byte-writer.js';
import type { Data } from '../cosem/data.js';
import { DataBudget } from '../cosem/data-budget.js';
import { readData } from '../cosem/read-data.js';
import { writeData } from '../cosem/write-data.js';
import { unknownChoice } from './unknown-choice.js';

export const READ_RESPONSE_TAG = 0x0c;

const DATA = 0;
const DATA_ACCESS_ERROR = 1;
const DATA_BLOCK_RESULT = 2;
const BLOCK_NUMBER = 3;

/** One answer of a ReadResponse. */
export type ReadResult =
  | { readonly choice: 'data'; readonly data: Data }
  /** See `dataAccessResultName`. */
  | { readonly choice: 'data-access-error'; readonly dataAccessError: number }
  /** A part of an answer that is longer than one APDU. */
  | {
      readonly choice: 'data-block-result';
      readonly lastBlock: boolean;
      readonly blockNumber: number;
      readonly rawData: Uint8Array;
    }
  /** The block of a long request has arrived, the next, please. */
  | { readonly choice: 'block-number'; readonly blockNumber: number };

/** ReadResponse: the answers to a ReadRequest, in its order (Green Book 9.5). */
export interface ReadResponse {
  readonly type: 'read-response';
  readonly results: readonly ReadResult[];
}

/** Reads what follows the tag. @throws DecodeError `apdu.malformed`, `apdu.truncated`, `apdu.count`, and what `readData` throws */
export function readReadResponse(r: ByteReader): ReadResponse {
  const budget = new DataBudget();
  return {
    type: 'read-response',
    results: readSequenceOf(r, () => readResult(r, budget), 'list-of-results'),
  };
}

function readResult(r: ByteReader, budget: DataBudget): ReadResult {
  const choice = r.u8('read-result');
  switch (choice) {
    case DATA:
      return { choice: 'data', data: readData(r, budget) };
    case DATA_ACCESS_ERROR:
      return { choice: 'data-access-error', dataAccessError: r.u8('data-access-error') };
    case DATA_BLOCK_RESULT:
      return {
        choice: 'data-block-result',
        lastBlock: readBoolean(r, 'last-block'),
        blockNumber: r.u16('block-number'),
        rawData: r.octets('raw-data'),
      };
    case BLOCK_NUMBER:
      return { choice: 'block-number', blockNumber: r.u16('block-number') };
    default:
      throw unknownChoice('ReadResponse', choice, r);
  }
}

export function writeReadResponse(w: ByteWriter, pdu: ReadResponse): void {
  w.u8(READ_RESPONSE_TAG);
  writeSequenceOf(w, pdu.results, writeResult);
}

function writeResult(w: ByteWriter, result: ReadResult): void {
  switch (result.choice) {
    case 'data':
      w.u8(DATA);
      writeData(w, result.data);
      break;
    case 'data-access-error':
      w.u8(DATA_ACCESS_ERROR);
      w.u8(result.dataAccessError);
      break;
    case 'data-block-result':
      w.u8(DATA_BLOCK_RESULT);
      writeBoolean(w, result.lastBlock);
      w.u16(result.blockNumber);
      w.octets(result.rawData);
      break;
    case 'block-number':
      w.u8(BLOCK_NUMBER);
      w.u16(result.blockNumber);
      break;
  }
}
