import { readSequenceOf, writeSequenceOf } from '../codec/a-xdr.js';
import type { ByteReader } from '../codec/byte-reader.js';
import type { ByteWriter } from '../codec/byte-writer.js';
import { DataBudget } from '../cosem/data-budget.js';
import {
  type AttributeDescriptorWithSelection,
  readDescriptorWithSelection,
  writeDescriptorWithSelection,
} from './selective-access-descriptor.js';
import { unknownChoice } from './unknown-choice.js';

export const GET_REQUEST_TAG = 0xc0;

const NORMAL = 1;
const NEXT = 2;
const WITH_LIST = 3;

/** Get-Request-Normal: read one attribute (Green Book 9.5). */
export interface GetRequestNormal extends AttributeDescriptorWithSelection {
  readonly type: 'get-request-normal';
  readonly invokeIdAndPriority: number;
}

/** Get-Request-Next: the next block, please. */
export interface GetRequestNext {
  readonly type: 'get-request-next';
  readonly invokeIdAndPriority: number;
  /** The block that was received last. */
  readonly blockNumber: number;
}

/** Get-Request-With-List: read several attributes. */
export interface GetRequestWithList {
  readonly type: 'get-request-with-list';
  readonly invokeIdAndPriority: number;
  readonly attributeDescriptorList: readonly AttributeDescriptorWithSelection[];
}

/** GET.request in each of its forms. */
export type GetRequest = GetRequestNormal | GetRequestNext | GetRequestWithList;

/** Reads what follows the tag. @throws DecodeError `apdu.malformed`, `apdu.truncated`, `apdu.count`, and what `readData` throws */
export function readGetRequest(r: ByteReader): GetRequest {
  const choice = r.u8('choice');
  switch (choice) {
    case NORMAL:
      return {
        type: 'get-request-normal',
        invokeIdAndPriority: r.u8('invoke-id-and-priority'),
        ...readDescriptorWithSelection(r),
      };
    case NEXT:
      return {
        type: 'get-request-next',
        invokeIdAndPriority: r.u8('invoke-id-and-priority'),
        blockNumber: r.u32('block-number'),
      };
    case WITH_LIST:
      return readWithList(r);
    default:
      throw unknownChoice('Get-Request', choice, r);
  }
}

function readWithList(r: ByteReader): GetRequestWithList {
  const budget = new DataBudget();
  return {
    type: 'get-request-with-list',
    invokeIdAndPriority: r.u8('invoke-id-and-priority'),
    attributeDescriptorList: readSequenceOf(
      r,
      () => readDescriptorWithSelection(r, budget),
      'attribute-descriptor-list',
    ),
  };
}

export function writeGetRequest(w: ByteWriter, pdu: GetRequest): void {
  w.u8(GET_REQUEST_TAG);
  switch (pdu.type) {
    case 'get-request-normal':
      w.u8(NORMAL);
      w.u8(pdu.invokeIdAndPriority);
      writeDescriptorWithSelection(w, pdu);
      break;
    case 'get-request-next':
      w.u8(NEXT);
      w.u8(pdu.invokeIdAndPriority);
      w.u32(pdu.blockNumber);
      break;
    case 'get-request-with-list':
      w.u8(WITH_LIST);
      w.u8(pdu.invokeIdAndPriority);
      writeSequenceOf(w, pdu.attributeDescriptorList, writeDescriptorWithSelection);
      break;
  }
}
