import { readSequenceOf, writeSequenceOf } from '../codec/a-xdr.js';
import type { ByteReader } from '../codec/byte-reader.js';
import type { ByteWriter } from '../codec/byte-writer.js';
import { unknownChoice } from './unknown-choice.js';

export const SET_RESPONSE_TAG = 0xc5;

const NORMAL = 1;
const DATABLOCK = 2;
const LAST_DATABLOCK = 3;
const LAST_DATABLOCK_WITH_LIST = 4;
const WITH_LIST = 5;

/** Set-Response-Normal (Green Book 9.5). For every result see `dataAccessResultName`. */
export interface SetResponseNormal {
  readonly type: 'set-response-normal';
  readonly invokeIdAndPriority: number;
  readonly result: number;
}

/** Set-Response-Datablock: the block has arrived, the next, please. */
export interface SetResponseDatablock {
  readonly type: 'set-response-datablock';
  readonly invokeIdAndPriority: number;
  readonly blockNumber: number;
}

/** Set-Response-Last-Datablock: the last block has arrived, and the value was written or not. */
export interface SetResponseLastDatablock {
  readonly type: 'set-response-last-datablock';
  readonly invokeIdAndPriority: number;
  readonly result: number;
  readonly blockNumber: number;
}

/** Set-Response-Last-Datablock-With-List: the same for a list of attributes. */
export interface SetResponseLastDatablockWithList {
  readonly type: 'set-response-last-datablock-with-list';
  readonly invokeIdAndPriority: number;
  readonly result: readonly number[];
  readonly blockNumber: number;
}

/** Set-Response-With-List: the results in the order of the request. */
export interface SetResponseWithList {
  readonly type: 'set-response-with-list';
  readonly invokeIdAndPriority: number;
  readonly result: readonly number[];
}

/** SET.response in each of its forms. */
export type SetResponse =
  | SetResponseNormal
  | SetResponseDatablock
  | SetResponseLastDatablock
  | SetResponseLastDatablockWithList
  | SetResponseWithList;

/** Reads what follows the tag. @throws DecodeError `apdu.malformed`, `apdu.truncated`, `apdu.count`, `apdu.length` */
export function readSetResponse(r: ByteReader): SetResponse {
  const choice = r.u8('choice');
  switch (choice) {
    case NORMAL:
      return {
        type: 'set-response-normal',
        invokeIdAndPriority: r.u8('invoke-id-and-priority'),
        result: r.u8('data-access-result'),
      };
    case DATABLOCK:
      return {
        type: 'set-response-datablock',
        invokeIdAndPriority: r.u8('invoke-id-and-priority'),
        blockNumber: r.u32('block-number'),
      };
    case LAST_DATABLOCK:
      return {
        type: 'set-response-last-datablock',
        invokeIdAndPriority: r.u8('invoke-id-and-priority'),
        result: r.u8('data-access-result'),
        blockNumber: r.u32('block-number'),
      };
    case LAST_DATABLOCK_WITH_LIST:
      return {
        type: 'set-response-last-datablock-with-list',
        invokeIdAndPriority: r.u8('invoke-id-and-priority'),
        result: readSequenceOf(r, readResult, 'list-of-results'),
        blockNumber: r.u32('block-number'),
      };
    case WITH_LIST:
      return {
        type: 'set-response-with-list',
        invokeIdAndPriority: r.u8('invoke-id-and-priority'),
        result: readSequenceOf(r, readResult, 'list-of-results'),
      };
    default:
      throw unknownChoice('Set-Response', choice, r);
  }
}

export function writeSetResponse(w: ByteWriter, pdu: SetResponse): void {
  w.u8(SET_RESPONSE_TAG);
  switch (pdu.type) {
    case 'set-response-normal':
      w.u8(NORMAL);
      w.u8(pdu.invokeIdAndPriority);
      w.u8(pdu.result);
      break;
    case 'set-response-datablock':
      w.u8(DATABLOCK);
      w.u8(pdu.invokeIdAndPriority);
      w.u32(pdu.blockNumber);
      break;
    case 'set-response-last-datablock':
      w.u8(LAST_DATABLOCK);
      w.u8(pdu.invokeIdAndPriority);
      w.u8(pdu.result);
      w.u32(pdu.blockNumber);
      break;
    case 'set-response-last-datablock-with-list':
      w.u8(LAST_DATABLOCK_WITH_LIST);
      w.u8(pdu.invokeIdAndPriority);
      writeSequenceOf(w, pdu.result, writeResult);
      w.u32(pdu.blockNumber);
      break;
    case 'set-response-with-list':
      w.u8(WITH_LIST);
      w.u8(pdu.invokeIdAndPriority);
      writeSequenceOf(w, pdu.result, writeResult);
      break;
  }
}

function readResult(r: ByteReader): number {
  return r.u8('data-access-result');
}

function writeResult(w: ByteWriter, result: number): void {
  w.u8(result);
}
