import type { ByteReader } from '../codec/byte-reader.js';
import type { ByteWriter } from '../codec/byte-writer.js';
import { type VariableValues, readVariableValues, writeVariableValues } from './variable-values.js';

export const UNCONFIRMED_WRITE_REQUEST_TAG = 0x16;

/** UnconfirmedWriteRequest: as WriteRequest, without an answer (Green Book 9.5). */
export interface UnconfirmedWriteRequest extends VariableValues {
  readonly type: 'unconfirmed-write-request';
}

/** Reads what follows the tag. @throws DecodeError as `readReadRequest` */
export function readUnconfirmedWriteRequest(r: ByteReader): UnconfirmedWriteRequest {
  return { type: 'unconfirmed-write-request', ...readVariableValues(r) };
}

export function writeUnconfirmedWriteRequest(w: ByteWriter, pdu: UnconfirmedWriteRequest): void {
  w.u8(UNCONFIRMED_WRITE_REQUEST_TAG);
  writeVariableValues(w, pdu);
}
