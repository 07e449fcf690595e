import { readSequenceOf, writeSequenceOf } from '../codec/a-xdr.js';
import type { ByteReader } from '../codec/byte-reader.js';
import type { ByteWriter } from '../codec/byte-writer.js';
import type { Data } from '../cosem/data.js';
import { DataBudget } from '../cosem/data-budget.js';
import { readData } from '../cosem/read-data.js';
import { writeData } from '../cosem/write-data.js';
import {
  type VariableAccessSpecification,
  readVariableAccessSpecification,
  writeVariableAccessSpecification,
} from './variable-access-specification.js';

/** Short names and a value for each: what WriteRequest, UnconfirmedWriteRequest and InformationReportRequest carry. */
export interface VariableValues {
  readonly variableAccessSpecification: readonly VariableAccessSpecification[];
  /** The n-th belongs to the n-th specification. */
  readonly listOfData: readonly Data[];
}

/** @throws DecodeError `apdu.malformed`, `apdu.truncated`, `apdu.count`, and what `readData` throws */
export function readVariableValues(r: ByteReader): VariableValues {
  const budget = new DataBudget();
  return {
    variableAccessSpecification: readSequenceOf(
      r,
      () => readVariableAccessSpecification(r, budget),
      'variable-access-specification',
    ),
    listOfData: readSequenceOf(r, () => readData(r, budget), 'list-of-data'),
  };
}

export function writeVariableValues(w: ByteWriter, values: VariableValues): void {
  writeSequenceOf(w, values.variableAccessSpecification, writeVariableAccessSpecification);
  writeSequenceOf(w, values.listOfData, writeData);
}
