import { readPresence, readSequenceOf, writePresence, writeSequenceOf } from '../codec/a-xdr.js';
import type { ByteReader } from '../codec/byte-reader.js';
import type { ByteWriter } from '../codec/byte-writer.js';
import type { Data } from '../cosem/data.js';
import { DataBudget } from '../cosem/data-budget.js';
import {
  type MethodDescriptor,
  readMethodDescriptor,
  writeMethodDescriptor,
} from '../cosem/method-descriptor.js';
import { readData } from '../cosem/read-data.js';
import { writeData } from '../cosem/write-data.js';
import { type DataBlockSA, readDataBlockSA, writeDataBlockSA } from './data-block.js';
import { unknownChoice } from './unknown-choice.js';

export const ACTION_REQUEST_TAG = 0xc3;

const NORMAL = 1;
const NEXT_PBLOCK = 2;
const WITH_LIST = 3;
const WITH_FIRST_PBLOCK = 4;
const WITH_LIST_AND_FIRST_PBLOCK = 5;
const WITH_PBLOCK = 6;

/** Action-Request-Normal: invoke one method (Green Book 9.5). */
export interface ActionRequestNormal {
  readonly type: 'action-request-normal';
  readonly invokeIdAndPriority: number;
  readonly methodDescriptor: MethodDescriptor;
  readonly methodInvocationParameters?: Data;
}

/** Action-Request-Next-Pblock: the next block of the answer, please. */
export interface ActionRequestNextPblock {
  readonly type: 'action-request-next-pblock';
  readonly invokeIdAndPriority: number;
  /** The block that was received last. */
  readonly blockNumber: number;
}

/** Action-Request-With-List: invoke several methods, the n-th with the n-th parameters. */
export interface ActionRequestWithList {
  readonly type: 'action-request-with-list';
  readonly invokeIdAndPriority: number;
  readonly methodDescriptorList: readonly MethodDescriptor[];
  readonly methodInvocationParameters: readonly Data[];
}

/** Action-Request-With-First-Pblock: the first part of parameters longer than one APDU. */
export interface ActionRequestWithFirstPblock {
  readonly type: 'action-request-with-first-pblock';
  readonly invokeIdAndPriority: number;
  readonly methodDescriptor: MethodDescriptor;
  readonly pblock: DataBlockSA;
}

/** Action-Request-With-List-And-First-Pblock: the same for several methods. */
export interface ActionRequestWithListAndFirstPblock {
  readonly type: 'action-request-with-list-and-first-pblock';
  readonly invokeIdAndPriority: number;
  readonly methodDescriptorList: readonly MethodDescriptor[];
  readonly pblock: DataBlockSA;
}

/** Action-Request-With-Pblock: a further part of the parameters. */
export interface ActionRequestWithPblock {
  readonly type: 'action-request-with-pblock';
  readonly invokeIdAndPriority: number;
  readonly pblock: DataBlockSA;
}

/** ACTION.request in each of its forms. */
export type ActionRequest =
  | ActionRequestNormal
  | ActionRequestNextPblock
  | ActionRequestWithList
  | ActionRequestWithFirstPblock
  | ActionRequestWithListAndFirstPblock
  | ActionRequestWithPblock;

/** Reads what follows the tag. @throws DecodeError `apdu.malformed`, `apdu.truncated`, `apdu.count`, and what `readData` throws */
export function readActionRequest(r: ByteReader): ActionRequest {
  const choice = r.u8('choice');
  switch (choice) {
    case NORMAL:
      return readNormal(r);
    case NEXT_PBLOCK:
      return {
        type: 'action-request-next-pblock',
        invokeIdAndPriority: r.u8('invoke-id-and-priority'),
        blockNumber: r.u32('block-number'),
      };
    case WITH_LIST:
      return readWithList(r);
    case WITH_FIRST_PBLOCK:
      return {
        type: 'action-request-with-first-pblock',
        invokeIdAndPriority: r.u8('invoke-id-and-priority'),
        methodDescriptor: readMethodDescriptor(r),
        pblock: readDataBlockSA(r),
      };
    case WITH_LIST_AND_FIRST_PBLOCK:
      return {
        type: 'action-request-with-list-and-first-pblock',
        invokeIdAndPriority: r.u8('invoke-id-and-priority'),
        methodDescriptorList: readSequenceOf(r, readMethodDescriptor, 'method-descriptor-list'),
        pblock: readDataBlockSA(r),
      };
    case WITH_PBLOCK:
      return {
        type: 'action-request-with-pblock',
        invokeIdAndPriority: r.u8('invoke-id-and-priority'),
        pblock: readDataBlockSA(r),
      };
    default:
      throw unknownChoice('Action-Request', choice, r);
  }
}

function readNormal(r: ByteReader): ActionRequestNormal {
  const invokeIdAndPriority = r.u8('invoke-id-and-priority');
  const methodDescriptor = readMethodDescriptor(r);
  const pdu = { type: 'action-request-normal', invokeIdAndPriority, methodDescriptor } as const;
  return readPresence(r, 'presence of method-invocation-parameters')
    ? { ...pdu, methodInvocationParameters: readData(r) }
    : pdu;
}

function readWithList(r: ByteReader): ActionRequestWithList {
  const budget = new DataBudget();
  return {
    type: 'action-request-with-list',
    invokeIdAndPriority: r.u8('invoke-id-and-priority'),
    methodDescriptorList: readSequenceOf(r, readMethodDescriptor, 'method-descriptor-list'),
    methodInvocationParameters: readSequenceOf(
      r,
      () => readData(r, budget),
      'method-invocation-parameters',
    ),
  };
}

export function writeActionRequest(w: ByteWriter, pdu: ActionRequest): void {
  w.u8(ACTION_REQUEST_TAG);
  switch (pdu.type) {
    case 'action-request-normal':
      w.u8(NORMAL);
      w.u8(pdu.invokeIdAndPriority);
      writeMethodDescriptor(w, pdu.methodDescriptor);
      writePresence(w, pdu.methodInvocationParameters !== undefined);
      if (pdu.methodInvocationParameters !== undefined)
        writeData(w, pdu.methodInvocationParameters);
      break;
    case 'action-request-next-pblock':
      w.u8(NEXT_PBLOCK);
      w.u8(pdu.invokeIdAndPriority);
      w.u32(pdu.blockNumber);
      break;
    case 'action-request-with-list':
      w.u8(WITH_LIST);
      w.u8(pdu.invokeIdAndPriority);
      writeSequenceOf(w, pdu.methodDescriptorList, writeMethodDescriptor);
      writeSequenceOf(w, pdu.methodInvocationParameters, writeData);
      break;
    case 'action-request-with-first-pblock':
      w.u8(WITH_FIRST_PBLOCK);
      w.u8(pdu.invokeIdAndPriority);
      writeMethodDescriptor(w, pdu.methodDescriptor);
      writeDataBlockSA(w, pdu.pblock);
      break;
    case 'action-request-with-list-and-first-pblock':
      w.u8(WITH_LIST_AND_FIRST_PBLOCK);
      w.u8(pdu.invokeIdAndPriority);
      writeSequenceOf(w, pdu.methodDescriptorList, writeMethodDescriptor);
      writeDataBlockSA(w, pdu.pblock);
      break;
    case 'action-request-with-pblock':
      w.u8(WITH_PBLOCK);
      w.u8(pdu.invokeIdAndPriority);
      writeDataBlockSA(w, pdu.pblock);
      break;
  }
}
