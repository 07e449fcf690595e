import type { ByteReader } from '../codec/byte-reader.js';
import type { ByteWriter } from '../codec/byte-writer.js';
import { type VariableValues, readVariableValues, writeVariableValues } from './variable-values.js';

export const WRITE_REQUEST_TAG = 0x06;

/** WriteRequest: write attributes, or invoke methods, by short names (Green Book 9.5). */
export interface WriteRequest extends VariableValues {
  readonly type: 'write-request';
}

/** Reads what follows the tag. @throws DecodeError as `readReadRequest` */
export function readWriteRequest(r: ByteReader): WriteRequest {
  return { type: 'write-request', ...readVariableValues(r) };
}

export function writeWriteRequest(w: ByteWriter, pdu: WriteRequest): void {
  w.u8(WRITE_REQUEST_TAG);
  writeVariableValues(w, pdu);
}
