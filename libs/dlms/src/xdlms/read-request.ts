import { readSequenceOf, writeSequenceOf } from '../codec/a-xdr.js';
import type { ByteReader } from '../codec/byte-reader.js';
import type { ByteWriter } from '../codec/byte-writer.js';
import { DataBudget } from '../cosem/data-budget.js';
import {
  type VariableAccessSpecification,
  readVariableAccessSpecification,
  writeVariableAccessSpecification,
} from './variable-access-specification.js';

export const READ_REQUEST_TAG = 0x05;

/** ReadRequest: read attributes, or invoke methods that return data, by short names (Green Book 9.5). */
export interface ReadRequest {
  readonly type: 'read-request';
  readonly variableAccessSpecification: readonly VariableAccessSpecification[];
}

/** Reads what follows the tag. @throws DecodeError `apdu.malformed`, `apdu.truncated`, `apdu.count`, and what `readData` throws */
export function readReadRequest(r: ByteReader): ReadRequest {
  const budget = new DataBudget();
  return {
    type: 'read-request',
    variableAccessSpecification: readSequenceOf(
      r,
      () => readVariableAccessSpecification(r, budget),
      'variable-access-specification',
    ),
  };
}

export function writeReadRequest(w: ByteWriter, pdu: ReadRequest): void {
  w.u8(READ_REQUEST_TAG);
  writeSequenceOf(w, pdu.variableAccessSpecification, writeVariableAccessSpecification);
}
