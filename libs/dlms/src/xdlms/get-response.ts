import { readSequenceOf, writeSequenceOf } from '../codec/a-xdr.js';
import type { ByteReader } from '../codec/byte-reader.js';
import type { ByteWriter } from '../codec/byte-writer.js';
import { DataBudget } from '../cosem/data-budget.js';
import { type DataBlockG, readDataBlockG, writeDataBlockG } from './data-block.js';
import { type GetDataResult, readGetDataResult, writeGetDataResult } from './get-data-result.js';
import { unknownChoice } from './unknown-choice.js';

export const GET_RESPONSE_TAG = 0xc4;

const NORMAL = 1;
const WITH_DATABLOCK = 2;
const WITH_LIST = 3;

/** Get-Response-Normal: the value of an attribute (Green Book 9.5). */
export interface GetResponseNormal {
  readonly type: 'get-response-normal';
  readonly invokeIdAndPriority: number;
  readonly result: GetDataResult;
}

/** Get-Response-With-Datablock: a part of an answer that is longer than one APDU. */
export interface GetResponseWithDatablock {
  readonly type: 'get-response-with-datablock';
  readonly invokeIdAndPriority: number;
  readonly result: DataBlockG;
}

/** Get-Response-With-List: the values of several attributes, in the order of the request. */
export interface GetResponseWithList {
  readonly type: 'get-response-with-list';
  readonly invokeIdAndPriority: number;
  readonly result: readonly GetDataResult[];
}

/** GET.response in each of its forms. */
export type GetResponse = GetResponseNormal | GetResponseWithDatablock | GetResponseWithList;

/** Reads what follows the tag. @throws DecodeError `apdu.malformed`, `apdu.truncated`, `apdu.count`, and what `readData` throws */
export function readGetResponse(r: ByteReader): GetResponse {
  const choice = r.u8('choice');
  switch (choice) {
    case NORMAL:
      return {
        type: 'get-response-normal',
        invokeIdAndPriority: r.u8('invoke-id-and-priority'),
        result: readGetDataResult(r),
      };
    case WITH_DATABLOCK:
      return {
        type: 'get-response-with-datablock',
        invokeIdAndPriority: r.u8('invoke-id-and-priority'),
        result: readDataBlockG(r),
      };
    case WITH_LIST:
      return readWithList(r);
    default:
      throw unknownChoice('Get-Response', choice, r);
  }
}

function readWithList(r: ByteReader): GetResponseWithList {
  const budget = new DataBudget();
  return {
    type: 'get-response-with-list',
    invokeIdAndPriority: r.u8('invoke-id-and-priority'),
    result: readSequenceOf(r, () => readGetDataResult(r, budget), 'list-of-results'),
  };
}

export function writeGetResponse(w: ByteWriter, pdu: GetResponse): void {
  w.u8(GET_RESPONSE_TAG);
  switch (pdu.type) {
    case 'get-response-normal':
      w.u8(NORMAL);
      w.u8(pdu.invokeIdAndPriority);
      writeGetDataResult(w, pdu.result);
      break;
    case 'get-response-with-datablock':
      w.u8(WITH_DATABLOCK);
      w.u8(pdu.invokeIdAndPriority);
      writeDataBlockG(w, pdu.result);
      break;
    case 'get-response-with-list':
      w.u8(WITH_LIST);
      w.u8(pdu.invokeIdAndPriority);
      writeSequenceOf(w, pdu.result, writeGetDataResult);
      break;
  }
}
