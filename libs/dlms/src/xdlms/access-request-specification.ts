import type { ByteReader } from '../codec/byte-reader.js';
import type { ByteWriter } from '../codec/byte-writer.js';
import {
  type AttributeDescriptor,
  readAttributeDescriptor,
  writeAttributeDescriptor,
} from '../cosem/attribute-descriptor.js';
import type { DataBudget } from '../cosem/data-budget.js';
import {
  type MethodDescriptor,
  readMethodDescriptor,
  writeMethodDescriptor,
} from '../cosem/method-descriptor.js';
import {
  type SelectiveAccessDescriptor,
  readSelectiveAccessDescriptor,
  writeSelectiveAccessDescriptor,
} from './selective-access-descriptor.js';
import { unknownChoice } from './unknown-choice.js';

const GET = 1;
const SET = 2;
const ACTION = 3;
const GET_WITH_SELECTION = 4;
const SET_WITH_SELECTION = 5;

/** Access-Request-Specification: one item of an access-request (Green Book 9.5). */
export type AccessRequestSpecification =
  | { readonly choice: 'get' | 'set'; readonly attributeDescriptor: AttributeDescriptor }
  | { readonly choice: 'action'; readonly methodDescriptor: MethodDescriptor }
  | {
      readonly choice: 'get-with-selection' | 'set-with-selection';
      readonly attributeDescriptor: AttributeDescriptor;
      readonly accessSelection: SelectiveAccessDescriptor;
    };

/** @throws DecodeError `apdu.malformed`, `apdu.truncated` and what `readData` throws */
export function readAccessRequestSpecification(
  r: ByteReader,
  budget: DataBudget,
): AccessRequestSpecification {
  const choice = r.u8('access-request-specification');
  switch (choice) {
    case GET:
      return { choice: 'get', attributeDescriptor: readAttributeDescriptor(r) };
    case SET:
      return { choice: 'set', attributeDescriptor: readAttributeDescriptor(r) };
    case ACTION:
      return { choice: 'action', methodDescriptor: readMethodDescriptor(r) };
    case GET_WITH_SELECTION:
    case SET_WITH_SELECTION:
      return {
        choice: choice === GET_WITH_SELECTION ? 'get-with-selection' : 'set-with-selection',
        attributeDescriptor: readAttributeDescriptor(r),
        accessSelection: readSelectiveAccessDescriptor(r, budget),
      };
    default:
      throw unknownChoice('Access-Request-Specification', choice, r);
  }
}

export function writeAccessRequestSpecification(
  w: ByteWriter,
  specification: AccessRequestSpecification,
): void {
  switch (specification.choice) {
    case 'get':
    case 'set':
      w.u8(specification.choice === 'get' ? GET : SET);
      writeAttributeDescriptor(w, specification.attributeDescriptor);
      break;
    case 'action':
      w.u8(ACTION);
      writeMethodDescriptor(w, specification.methodDescriptor);
      break;
    case 'get-with-selection':
    case 'set-with-selection':
      w.u8(specification.choice === 'get-with-selection' ? GET_WITH_SELECTION : SET_WITH_SELECTION);
      writeAttributeDescriptor(w, specification.attributeDescriptor);
      writeSelectiveAccessDescriptor(w, specification.accessSelection);
      break;
  }
}
