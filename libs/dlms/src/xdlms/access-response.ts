import { readPresence, readSequenceOf, writePresence, writeSequenceOf } from '../codec/a-xdr.js';
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
import { unknownChoice } from './unknown-choice.js';

export const ACCESS_RESPONSE_TAG = 0xda;

const GET = 1;
const SET = 2;
const ACTION = 3;

/** Access-Response-Specification: how one item of an access-request ended (Green Book 9.5). */
export interface AccessResponseSpecification {
  readonly choice: 'get' | 'set' | 'action';
  /** See `dataAccessResultName`, and `actionResultName` for an action. */
  readonly result: number;
}

/**
 * Access-Response: the answers to an access-request (Green Book 9.5).
 *
 * ```
 * DA | long-invoke-id-and-priority (4) | date-time (length 0 or 12) | specifications of the request, optional
 *    | data, one for each | results, one for each
 * ```
 */
export interface AccessResponse {
  readonly type: 'access-response';
  readonly longInvokeIdAndPriority: number;
  /** 12 octets, or null where the sender left it out. */
  readonly dateTime: Uint8Array | null;
  /** What was asked, where the server repeats it. */
  readonly accessRequestSpecification?: readonly AccessRequestSpecification[];
  /** The n-th answers the n-th item of the request; null-data where there is nothing to tell. */
  readonly accessResponseListOfData: readonly Data[];
  readonly accessResponseSpecification: readonly AccessResponseSpecification[];
}

/** Reads what follows the tag. @throws DecodeError `apdu.malformed`, `apdu.date-time`, `apdu.count`, and what `readData` throws */
export function readAccessResponse(r: ByteReader): AccessResponse {
  const budget = new DataBudget();
  const longInvokeIdAndPriority = r.u32('long-invoke-id-and-priority');
  const dateTime = readPduDateTime(r);
  const asked = readPresence(r, 'presence of access-request-specification')
    ? readSequenceOf(r, () => readAccessRequestSpecification(r, budget))
    : undefined;
  return {
    type: 'access-response',
    longInvokeIdAndPriority,
    dateTime,
    ...(asked && { accessRequestSpecification: asked }),
    accessResponseListOfData: readSequenceOf(
      r,
      () => readData(r, budget),
      'access-response-list-of-data',
    ),
    accessResponseSpecification: readSequenceOf(
      r,
      readSpecification,
      'access-response-specification',
    ),
  };
}

export function writeAccessResponse(w: ByteWriter, pdu: AccessResponse): void {
  w.u8(ACCESS_RESPONSE_TAG);
  w.u32(pdu.longInvokeIdAndPriority);
  writePduDateTime(w, pdu.dateTime);
  writePresence(w, pdu.accessRequestSpecification !== undefined);
  if (pdu.accessRequestSpecification !== undefined)
    writeSequenceOf(w, pdu.accessRequestSpecification, writeAccessRequestSpecification);
  writeSequenceOf(w, pdu.accessResponseListOfData, writeData);
  writeSequenceOf(w, pdu.accessResponseSpecification, writeSpecification);
}

function readSpecification(r: ByteReader): AccessResponseSpecification {
  const choice = r.u8('access-response-specification');
  switch (choice) {
    case GET:
      return { choice: 'get', result: r.u8('data-access-result') };
    case SET:
      return { choice: 'set', result: r.u8('data-access-result') };
    case ACTION:
      return { choice: 'action', result: r.u8('action-result') };
    default:
      throw unknownChoice('Access-Response-Specification', choice, r);
  }
}

function writeSpecification(w: ByteWriter, specification: AccessResponseSpecification): void {
  w.u8({ get: GET, set: SET, action: ACTION }[specification.choice]);
  w.u8(specification.result);
}
