import { readPresence, readSequenceOf, writePresence, writeSequenceOf } from '../codec/a-xdr.js';
import type { ByteReader } from '../codec/byte-reader.js';
import type { ByteWriter } from '../codec/byte-writer.js';
import { DataBudget } from '../cosem/data-budget.js';
import { type DataBlockSA, readDataBlockSA, writeDataBlockSA } from './data-block.js';
import { type GetDataResult, readGetDataResult, writeGetDataResult } from './get-data-result.js';
import { unknownChoice } from './unknown-choice.js';

export const ACTION_RESPONSE_TAG = 0xc7;

const NORMAL = 1;
const WITH_PBLOCK = 2;
const WITH_LIST = 3;
const NEXT_PBLOCK = 4;

/** Action-Response-With-Optional-Data: how a method ended, and what it returned (Green Book 9.5). */
export interface ActionResponseWithOptionalData {
  /** See `actionResultName`. */
  readonly result: number;
  readonly returnParameters?: GetDataResult;
}

/** Action-Response-Normal. */
export interface ActionResponseNormal {
  readonly type: 'action-response-normal';
  readonly invokeIdAndPriority: number;
  readonly singleResponse: ActionResponseWithOptionalData;
}

/** Action-Response-With-Pblock: a part of an answer longer than one APDU. */
export interface ActionResponseWithPblock {
  readonly type: 'action-response-with-pblock';
  readonly invokeIdAndPriority: number;
  readonly pblock: DataBlockSA;
}

/** Action-Response-With-List: the answers in the order of the request. */
export interface ActionResponseWithList {
  readonly type: 'action-response-with-list';
  readonly invokeIdAndPriority: number;
  readonly listOfResponses: readonly ActionResponseWithOptionalData[];
}

/** Action-Response-Next-Pblock: the block has arrived, the next, please. */
export interface ActionResponseNextPblock {
  readonly type: 'action-response-next-pblock';
  readonly invokeIdAndPriority: number;
  readonly blockNumber: number;
}

/** ACTION.response in each of its forms. */
export type ActionResponse =
  | ActionResponseNormal
  | ActionResponseWithPblock
  | ActionResponseWithList
  | ActionResponseNextPblock;

/** Reads what follows the tag. @throws DecodeError `apdu.malformed`, `apdu.truncated`, `apdu.count`, and what `readData` throws */
export function readActionResponse(r: ByteReader): ActionResponse {
  const choice = r.u8('choice');
  switch (choice) {
    case NORMAL:
      return {
        type: 'action-response-normal',
        invokeIdAndPriority: r.u8('invoke-id-and-priority'),
        singleResponse: readOptionalData(r, new DataBudget()),
      };
    case WITH_PBLOCK:
      return {
        type: 'action-response-with-pblock',
        invokeIdAndPriority: r.u8('invoke-id-and-priority'),
        pblock: readDataBlockSA(r),
      };
    case WITH_LIST:
      return readWithList(r);
    case NEXT_PBLOCK:
      return {
        type: 'action-response-next-pblock',
        invokeIdAndPriority: r.u8('invoke-id-and-priority'),
        blockNumber: r.u32('block-number'),
      };
    default:
      throw unknownChoice('Action-Response', choice, r);
  }
}

function readWithList(r: ByteReader): ActionResponseWithList {
  const budget = new DataBudget();
  return {
    type: 'action-response-with-list',
    invokeIdAndPriority: r.u8('invoke-id-and-priority'),
    listOfResponses: readSequenceOf(r, () => readOptionalData(r, budget), 'list-of-responses'),
  };
}

function readOptionalData(r: ByteReader, budget: DataBudget): ActionResponseWithOptionalData {
  const result = r.u8('action-result');
  return readPresence(r, 'presence of return-parameters')
    ? { result, returnParameters: readGetDataResult(r, budget) }
    : { result };
}

function writeOptionalData(w: ByteWriter, response: ActionResponseWithOptionalData): void {
  w.u8(response.result);
  writePresence(w, response.returnParameters !== undefined);
  if (response.returnParameters !== undefined) writeGetDataResult(w, response.returnParameters);
}

export function writeActionResponse(w: ByteWriter, pdu: ActionResponse): void {
  w.u8(ACTION_RESPONSE_TAG);
  switch (pdu.type) {
    case 'action-response-normal':
      w.u8(NORMAL);
      w.u8(pdu.invokeIdAndPriority);
      writeOptionalData(w, pdu.singleResponse);
      break;
    case 'action-response-with-pblock':
      w.u8(WITH_PBLOCK);
      w.u8(pdu.invokeIdAndPriority);
      writeDataBlockSA(w, pdu.pblock);
      break;
    case 'action-response-with-list':
      w.u8(WITH_LIST);
      w.u8(pdu.invokeIdAndPriority);
      writeSequenceOf(w, pdu.listOfResponses, writeOptionalData);
      break;
    case 'action-response-next-pblock':
      w.u8(NEXT_PBLOCK);
      w.u8(pdu.invokeIdAndPriority);
      w.u32(pdu.blockNumber);
      break;
  }
}
