import { readSequenceOf, writeSequenceOf } from '../codec/a-xdr.js';
import type { ByteReader } from '../codec/byte-reader.js';
import type { ByteWriter } from '../codec/byte-writer.js';
import { unknownChoice } from './unknown-choice.js';

export const WRITE_RESPONSE_TAG = 0x0d;

const SUCCESS = 0;
const DATA_ACCESS_ERROR = 1;
const BLOCK_NUMBER = 2;

/** One answer of a WriteResponse. */
export type WriteResult =
  | { readonly choice: 'success' }
  /** See `dataAccessResultName`. */
  | { readonly choice: 'data-access-error'; readonly dataAccessError: number }
  /** The block of a long request has arrived, the next, please. */
  | { readonly choice: 'block-number'; readonly blockNumber: number };

/** WriteResponse: the answers to a WriteRequest, in its order (Green Book 9.5). */
export interface WriteResponse {
  readonly type: 'write-response';
  readonly results: readonly WriteResult[];
}

/** Reads what follows the tag. @throws DecodeError `apdu.malformed`, `apdu.truncated`, `apdu.count`, `apdu.length` */
export function readWriteResponse(r: ByteReader): WriteResponse {
  return { type: 'write-response', results: readSequenceOf(r, readResult, 'list-of-results') };
}

function readResult(r: ByteReader): WriteResult {
  const choice = r.u8('write-result');
  switch (choice) {
    case SUCCESS:
      return { choice: 'success' };
    case DATA_ACCESS_ERROR:
      return { choice: 'data-access-error', dataAccessError: r.u8('data-access-error') };
    case BLOCK_NUMBER:
      return { choice: 'block-number', blockNumber: r.u16('block-number') };
    default:
      throw unknownChoice('WriteResponse', choice, r);
  }
}

export function writeWriteResponse(w: ByteWriter, pdu: WriteResponse): void {
  w.u8(WRITE_RESPONSE_TAG);
  writeSequenceOf(w, pdu.results, writeResult);
}

function writeResult(w: ByteWriter, result: WriteResult): void {
  switch (result.choice) {
    case 'success':
      w.u8(SUCCESS);
      break;
    case 'data-access-error':
      w.u8(DATA_ACCESS_ERROR);
      w.u8(result.dataAccessError);
      break;
    case 'block-number':
      w.u8(BLOCK_NUMBER);
      w.u16(result.blockNumber);
      break;
  }
}
