import { readBerContents, readBerLength, writeBerNested } from '../codec/ber.js';
import type { ByteReader } from '../codec/byte-reader.js';
import type { ByteWriter } from '../codec/byte-writer.js';
import { LeniencyUse } from '../leniency.js';
import { namesOf } from '../xdlms/enumeration.js';
import { type ReleaseFields, readReleaseFields, writeReleaseFields } from './release-fields.js';

export const RLRE_TAG = 0x63;

/** Release-response-reason. */
export const RELEASE_RESPONSE_REASON = {
  normal: 0,
  'not-finished': 1,
  'user-defined': 30,
} as const;

/** RLRE: a server's answer to an RLRQ (Green Book 9.4.2). */
export interface Rlre extends ReleaseFields {
  readonly type: 'rlre';
}

/** The name of a reason of an RLRE: `not-finished`. */
export const releaseResponseReasonName = namesOf(RELEASE_RESPONSE_REASON);

/**
 * Reads what follows the tag.
 *
 * @param leniency with `rlre-length` a length that stops short of the APDU's end is corrected
 * @throws DecodeError as `readAarq`
 */
export function readRlre(r: ByteReader, leniency: LeniencyUse = new LeniencyUse()): Rlre {
  return { type: 'rlre', ...readReleaseFields(openRlre(r, leniency), 'RLRE') };
}

function openRlre(r: ByteReader, leniency: LeniencyUse): ByteReader {
  const { offset } = r;
  const length = readBerLength(r);
  if (length < r.remaining && leniency.use('rlre-length')) {
    return r.part(r.remaining);
  }
  r.offset = offset;
  return readBerContents(r);
}

export function writeRlre(w: ByteWriter, pdu: Rlre): void {
  writeBerNested(w, RLRE_TAG, (fields) => {
    writeReleaseFields(fields, pdu);
  });
}
