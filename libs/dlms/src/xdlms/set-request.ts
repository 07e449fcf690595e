import { readSequenceOf, writeSequenceOf } from '../codec/a-xdr.js';
import type { ByteReader } from '../codec/byte-reader.js';
import type { ByteWriter } from '../codec/byte-writer.js';
import type { Data } from '../cosem/data.js';
import { DataBudget } from '../cosem/data-budget.js';
import { readData } from '../cosem/read-data.js';
import { writeData } from '../cosem/write-data.js';
import { type DataBlockSA, readDataBlockSA, writeDataBlockSA } from './data-block.js';
import {
  type AttributeDescriptorWithSelection,
  readDescriptorWithSelection,
  writeDescriptorWithSelection,
} from './selective-access-descriptor.js';
import { unknownChoice } from './unknown-choice.js';

export const SET_REQUEST_TAG = 0xc1;

const NORMAL = 1;
const WITH_FIRST_DATABLOCK = 2;
const WITH_DATABLOCK = 3;
const WITH_LIST = 4;
const WITH_LIST_AND_FIRST_DATABLOCK = 5;

/** Set-Request-Normal: write one attribute (Green Book 9.5). */
export interface SetRequestNormal extends AttributeDescriptorWithSelection {
  readonly type: 'set-request-normal';
  readonly invokeIdAndPriority: number;
  readonly value: Data;
}

/** Set-Request-With-First-Datablock: the first part of a value longer than one APDU. */
export interface SetRequestWithFirstDatablock extends AttributeDescriptorWithSelection {
  readonly type: 'set-request-with-first-datablock';
  readonly invokeIdAndPriority: number;
  readonly datablock: DataBlockSA;
}

/** Set-Request-With-Datablock: a further part. */
export interface SetRequestWithDatablock {
  readonly type: 'set-request-with-datablock';
  readonly invokeIdAndPriority: number;
  readonly datablock: DataBlockSA;
}

/** Set-Request-With-List: write several attributes, the n-th value to the n-th of them. */
export interface SetRequestWithList {
  readonly type: 'set-request-with-list';
  readonly invokeIdAndPriority: number;
  readonly attributeDescriptorList: readonly AttributeDescriptorWithSelection[];
  readonly valueList: readonly Data[];
}

/** Set-Request-With-List-And-First-Datablock: the same, with the first part of the value list. */
export interface SetRequestWithListAndFirstDatablock {
  readonly type: 'set-request-with-list-and-first-datablock';
  readonly invokeIdAndPriority: number;
  readonly attributeDescriptorList: readonly AttributeDescriptorWithSelection[];
  readonly datablock: DataBlockSA;
}

/** SET.request in each of its forms. */
export type SetRequest =
  | SetRequestNormal
  | SetRequestWithFirstDatablock
  | SetRequestWithDatablock
  | SetRequestWithList
  | SetRequestWithListAndFirstDatablock;

/** Reads what follows the tag. @throws DecodeError `apdu.malformed`, `apdu.truncated`, `apdu.count`, and what `readData` throws */
export function readSetRequest(r: ByteReader): SetRequest {
  const choice = r.u8('choice');
  const budget = new DataBudget();
  const readDescriptor = (): AttributeDescriptorWithSelection =>
    readDescriptorWithSelection(r, budget);
  switch (choice) {
    case NORMAL:
      return {
        type: 'set-request-normal',
        invokeIdAndPriority: r.u8('invoke-id-and-priority'),
        ...readDescriptor(),
        value: readData(r, budget),
      };
    case WITH_FIRST_DATABLOCK:
      return {
        type: 'set-request-with-first-datablock',
        invokeIdAndPriority: r.u8('invoke-id-and-priority'),
        ...readDescriptor(),
        datablock: readDataBlockSA(r),
      };
    case WITH_DATABLOCK:
      return {
        type: 'set-request-with-datablock',
        invokeIdAndPriority: r.u8('invoke-id-and-priority'),
        datablock: readDataBlockSA(r),
      };
    case WITH_LIST:
      return {
        type: 'set-request-with-list',
        invokeIdAndPriority: r.u8('invoke-id-and-priority'),
        attributeDescriptorList: readSequenceOf(r, readDescriptor, 'attribute-descriptor-list'),
        valueList: readSequenceOf(r, () => readData(r, budget), 'value-list'),
      };
    case WITH_LIST_AND_FIRST_DATABLOCK:
      return {
        type: 'set-request-with-list-and-first-datablock',
        invokeIdAndPriority: r.u8('invoke-id-and-priority'),
        attributeDescriptorList: readSequenceOf(r, readDescriptor, 'attribute-descriptor-list'),
        datablock: readDataBlockSA(r),
      };
    default:
      throw unknownChoice('Set-Request', choice, r);
  }
}

export function writeSetRequest(w: ByteWriter, pdu: SetRequest): void {
  w.u8(SET_REQUEST_TAG);
  switch (pdu.type) {
    case 'set-request-normal':
      w.u8(NORMAL);
      w.u8(pdu.invokeIdAndPriority);
      writeDescriptorWithSelection(w, pdu);
      writeData(w, pdu.value);
      break;
    case 'set-request-with-first-datablock':
      w.u8(WITH_FIRST_DATABLOCK);
      w.u8(pdu.invokeIdAndPriority);
      writeDescriptorWithSelection(w, pdu);
      writeDataBlockSA(w, pdu.datablock);
      break;
    case 'set-request-with-datablock':
      w.u8(WITH_DATABLOCK);
      w.u8(pdu.invokeIdAndPriority);
      writeDataBlockSA(w, pdu.datablock);
      break;
    case 'set-request-with-list':
      w.u8(WITH_LIST);
      w.u8(pdu.invokeIdAndPriority);
      writeSequenceOf(w, pdu.attributeDescriptorList, writeDescriptorWithSelection);
      writeSequenceOf(w, pdu.valueList, writeData);
      break;
    case 'set-request-with-list-and-first-datablock':
      w.u8(WITH_LIST_AND_FIRST_DATABLOCK);
      w.u8(pdu.invokeIdAndPriority);
      writeSequenceOf(w, pdu.attributeDescriptorList, writeDescriptorWithSelection);
      writeDataBlockSA(w, pdu.datablock);
      break;
  }
}
