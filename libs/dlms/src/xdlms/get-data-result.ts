import type { ByteReader } from '../codec/byte-reader.js';
import type { ByteWriter } from '../codec/byte-writer.js';
import type { Data } from '../cosem/data.js';
import type { DataBudget } from '../cosem/data-budget.js';
import { readData } from '../cosem/read-data.js';
import { writeData } from '../cosem/write-data.js';
import { unknownChoice } from './unknown-choice.js';

const DATA = 0;
const DATA_ACCESS_RESULT_CHOICE = 1;

/** Get-Data-Result: a value, or why there is none (Green Book 9.5). */
export type GetDataResult =
  | { readonly choice: 'data'; readonly data: Data }
  /** See `dataAccessResultName`. */
  | { readonly choice: 'data-access-result'; readonly dataAccessResult: number };

/** @throws DecodeError `apdu.malformed`, `apdu.truncated` and what `readData` throws */
export function readGetDataResult(r: ByteReader, budget?: DataBudget): GetDataResult {
  const choice = r.u8('get-data-result');
  switch (choice) {
    case DATA:
      return { choice: 'data', data: readData(r, budget) };
    case DATA_ACCESS_RESULT_CHOICE:
      return { choice: 'data-access-result', dataAccessResult: r.u8('data-access-result') };
    default:
      throw unknownChoice('Get-Data-Result', choice, r);
  }
}

export function writeGetDataResult(w: ByteWriter, result: GetDataResult): void {
  if (result.choice === 'data') {
    w.u8(DATA);
    writeData(w, result.data);
  } else {
    w.u8(DATA_ACCESS_RESULT_CHOICE);
    w.u8(result.dataAccessResult);
  }
}
