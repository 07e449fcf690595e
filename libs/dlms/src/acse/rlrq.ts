import { readBerContents, writeBerNested } from '../codec/ber.js';
import type { ByteReader } from '../codec/byte-reader.js';
import type { ByteWriter } from '../codec/byte-writer.js';
import { namesOf } from '../xdlms/enumeration.js';
import { type ReleaseFields, readReleaseFields, writeReleaseFields } from './release-fields.js';

export const RLRQ_TAG = 0x62;

/** Release-request-reason. */
export const RELEASE_REQUEST_REASON = { normal: 0, urgent: 1, 'user-defined': 30 } as const;

/** RLRQ: a client ends its association (Green Book 9.4.2). */
export interface Rlrq extends ReleaseFields {
  readonly type: 'rlrq';
}

/** The name of a reason of an RLRQ: `urgent`. */
export const releaseRequestReasonName = namesOf(RELEASE_REQUEST_REASON);

/** Reads what follows the tag. @throws DecodeError as `readAarq` */
export function readRlrq(r: ByteReader): Rlrq {
  return { type: 'rlrq', ...readReleaseFields(readBerContents(r), 'RLRQ') };
}

export function writeRlrq(w: ByteWriter, pdu: Rlrq): void {
  writeBerNested(w, RLRQ_TAG, (fields) => {
    writeReleaseFields(fields, pdu);
  });
}
