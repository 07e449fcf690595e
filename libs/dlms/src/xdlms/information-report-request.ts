import { readPresence, writePresence } from '../codec/a-xdr.js';
import type { ByteReader } from '../codec/byte-reader.js';
import type { ByteWriter } from '../codec/byte-writer.js';
import { readLatin1, writeLatin1 } from '../codec/text.js';
import { type VariableValues, readVariableValues, writeVariableValues } from './variable-values.js';

export const INFORMATION_REPORT_REQUEST_TAG = 0x18;

/** InformationReportRequest: attributes that a meter tells by itself, by short names (Green Book 9.5). */
export interface InformationReportRequest extends VariableValues {
  readonly type: 'information-report-request';
  /** GeneralizedTime as it was sent: `20260501120000.00`; null where the meter left it out. */
  readonly currentTime: string | null;
}

/** Reads what follows the tag. @throws DecodeError as `readReadRequest` */
export function readInformationReportRequest(r: ByteReader): InformationReportRequest {
  // A-XDR has GeneralizedTime as a VisibleString: a length, then the characters.
  const currentTime = readPresence(r, 'presence of current-time')
    ? readLatin1(r.octets('current-time'))
    : null;
  return { type: 'information-report-request', currentTime, ...readVariableValues(r) };
}

/** @throws RangeError when the time has characters beyond one octet */
export function writeInformationReportRequest(w: ByteWriter, pdu: InformationReportRequest): void {
  w.u8(INFORMATION_REPORT_REQUEST_TAG);
  writePresence(w, pdu.currentTime !== null);
  if (pdu.currentTime !== null) w.octets(writeLatin1(pdu.currentTime));
  writeVariableValues(w, pdu);
}
