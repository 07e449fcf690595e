import { readBoolean, readPresence, writeBoolean, writePresence } from '../codec/a-xdr.js';
import type { ByteReader } from '../codec/byte-reader.js';
import type { ByteWriter } from '../codec/byte-writer.js';
import { type Conformance, readConformance, writeConformance } from './conformance.js';

export const INITIATE_REQUEST_TAG = 0x01;

/** InitiateRequest: the xDLMS context a client proposes, in the user-information of an AARQ (Green Book 9.5). */
export interface InitiateRequest {
  readonly type: 'initiate-request';
  /** Only where the APDU travels encrypted. */
  readonly dedicatedKey?: Uint8Array;
  /** False asks the server for no AARE: the association is unconfirmed. */
  readonly responseAllowed: boolean;
  /** -128 to 127; not used in DLMS/COSEM. */
  readonly proposedQualityOfService?: number;
  readonly proposedDlmsVersionNumber: number;
  readonly proposedConformance: Conformance;
  /** Octets the client can take in one APDU; 0 for no limit. */
  readonly clientMaxReceivePduSize: number;
}

/** Reads what follows the tag. @throws DecodeError `apdu.truncated`, `apdu.malformed`, `apdu.length`, `apdu.ber-length` */
export function readInitiateRequest(r: ByteReader): InitiateRequest {
  const dedicatedKey = readPresence(r, 'presence of dedicated-key')
    ? r.octets('dedicated-key')
    : undefined;
  const responseAllowed = readPresence(r, 'presence of response-allowed')
    ? readBoolean(r, 'response-allowed')
    : true;
  const quality = readPresence(r, 'presence of proposed-quality-of-service')
    ? r.i8('proposed-quality-of-service')
    : undefined;
  return {
    type: 'initiate-request',
    ...(dedicatedKey && { dedicatedKey }),
    responseAllowed,
    ...(quality !== undefined && { proposedQualityOfService: quality }),
    proposedDlmsVersionNumber: r.u8('proposed-dlms-version-number'),
    proposedConformance: readConformance(r),
    clientMaxReceivePduSize: r.u16('client-max-receive-pdu-size'),
  };
}

export function writeInitiateRequest(w: ByteWriter, pdu: InitiateRequest): void {
  w.u8(INITIATE_REQUEST_TAG);
  writePresence(w, pdu.dedicatedKey !== undefined);
  if (pdu.dedicatedKey !== undefined) w.octets(pdu.dedicatedKey);
  // DEFAULT TRUE: a field that has its default is left out.
  writePresence(w, !pdu.responseAllowed);
  if (!pdu.responseAllowed) writeBoolean(w, false);
  writePresence(w, pdu.proposedQualityOfService !== undefined);
  if (pdu.proposedQualityOfService !== undefined) w.u8(pdu.proposedQualityOfService);
  w.u8(pdu.proposedDlmsVersionNumber);
  writeConformance(w, pdu.proposedConformance);
  w.u16(pdu.clientMaxReceivePduSize);
}
