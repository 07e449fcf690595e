import { readSequenceOf, writeSequenceOf } from '../codec/a-xdr.js';
import type { ByteReader } from '../codec/byte-reader.js';
import type { ByteWriter } from '../codec/byte-writer.js';
import type { Data } from '../cosem/data.js';
import { DataBudget } from '../cosem/data-budget.js';
import { readData } from '../cosem/read-data.js';
import { writeData } from '../cosem/write-data.js';
import {
  type AccessRequestSpecification,
  readAccessRequestSpecification,
  writeAccessRequestSpecification,
} from './access-request-specification.js';
import { readPduDateTime, writePduDateTime } from './pdu-date-time.js';

export const ACCESS_REQUEST_TAG = 0xd9;

/**
 * Access-Request: gets, sets and actions in one APDU (Green Book 9.5).
 *
 * ```
 * D9 | long-invoke-id-and-priority (4) | date-time (length 0 or 12) | specifications | data, one for each of them
 * ```
 */
export interface AccessRequest {
  readonly type: 'access-request';
  readonly longInvokeIdAndPriority: number;
  /** 12 octets, or null where the sender left it out. */
  readonly dateTime: Uint8Array | null;
  readonly accessRequestSpecification: readonly AccessRequestSpecification[];
  /** The n-th belongs to the n-th specification: what to write, the parameters of a method, or null-data. */
  readonly accessRequestListOfData: readonly Data[];
}

/** Reads what follows the tag. @throws DecodeError `apdu.malformed`, `apdu.date-time`, `apdu.count`, and what `readData` throws */
export function readAccessRequest(r: ByteReader): AccessRequest {
  const budget = new DataBudget();
  return {
    type: 'access-request',
    longInvokeIdAndPriority: r.u32('long-invoke-id-and-priority'),
    dateTime: readPduDateTime(r),
    accessRequestSpecification: readSequenceOf(
      r,
      () => readAccessRequestSpecification(r, budget),
      'access-request-specification',
    ),
    accessRequestListOfData: readSequenceOf(
      r,
      () => readData(r, budget),
      'access-request-list-of-data',
    ),
  };
}

export function writeAccessRequest(w: ByteWriter, pdu: AccessRequest): void {
  w.u8(ACCESS_REQUEST_TAG);
  w.u32(pdu.longInvokeIdAndPriority);
  writePduDateTime(w, pdu.dateTime);
  writeSequenceOf(w, pdu.accessRequestSpecification, writeAccessRequestSpecification);
  writeSequenceOf(w, pdu.accessRequestListOfData, writeData);
}
