import { readPresence, writePresence } from '../codec/a-xdr.js';
import type { ByteReader } from '../codec/byte-reader.js';
import type { ByteWriter } from '../codec/byte-writer.js';
import { type Conformance, readConformance, writeConformance } from './conformance.js';

export const INITIATE_RESPONSE_TAG = 0x08;

/** The VAA name where logical names are used; with short names it is the base name of the association, 0xFA00. */
export const VAA_NAME_LN = 0x0007;
export const VAA_NAME_SN = 0xfa00;

/** InitiateResponse: the xDLMS context a server grants, in the user-information of an AARE (Green Book 9.5). */
export interface InitiateResponse {
  readonly type: 'initiate-response';
  /** -128 to 127; not used in DLMS/COSEM. */
  readonly negotiatedQualityOfService?: number;
  readonly negotiatedDlmsVersionNumber: number;
  readonly negotiatedConformance: Conformance;
  /** Octets the server can take in one APDU. */
  readonly serverMaxReceivePduSize: number;
  /** Two octets, unsigned: `VAA_NAME_LN` or `VAA_NAME_SN`. */
  readonly vaaName: number;
}

/** Reads what follows the tag. @throws DecodeError `apdu.truncated`, `apdu.malformed`, `apdu.ber-length` */
export function readInitiateResponse(r: ByteReader): InitiateResponse {
  const quality = readPresence(r, 'presence of negotiated-quality-of-service')
    ? r.i8('negotiated-quality-of-service')
    : undefined;
  return {
    type: 'initiate-response',
    ...(quality !== undefined && { negotiatedQualityOfService: quality }),
    negotiatedDlmsVersionNumber: r.u8('negotiated-dlms-version-number'),
    negotiatedConformance: readConformance(r),
    serverMaxReceivePduSize: r.u16('server-max-receive-pdu-size'),
    vaaName: r.u16('vaa-name'),
  };
}

export function writeInitiateResponse(w: ByteWriter, pdu: InitiateResponse): void {
  w.u8(INITIATE_RESPONSE_TAG);
  writePresence(w, pdu.negotiatedQualityOfService !== undefined);
  if (pdu.negotiatedQualityOfService !== undefined) w.u8(pdu.negotiatedQualityOfService);
  w.u8(pdu.negotiatedDlmsVersionNumber);
  writeConformance(w, pdu.negotiatedConformance);
  w.u16(pdu.serverMaxReceivePduSize);
  w.u16(pdu.vaaName);
}
