import { BER_OCTET_STRING, openBer, writeBer, writeBerNested } from '../codec/ber.js';
import type { ByteReader } from '../codec/byte-reader.js';
import { ByteWriter } from '../codec/byte-writer.js';
import { DecodeError } from '../errors.js';
import {
  CONFIRMED_SERVICE_ERROR_TAG,
  type ConfirmedServiceError,
  readConfirmedServiceError,
  writeConfirmedServiceError,
} from '../xdlms/confirmed-service-error.js';
import {
  INITIATE_REQUEST_TAG,
  type InitiateRequest,
  readInitiateRequest,
  writeInitiateRequest,
} from '../xdlms/initiate-request.js';
import {
  INITIATE_RESPONSE_TAG,
  type InitiateResponse,
  readInitiateResponse,
  writeInitiateResponse,
} from '../xdlms/initiate-response.js';

/** [30], in every ACSE APDU. */
export const USER_INFORMATION_TAG = 0xbe;

/** APDUs with a protected initiate or error inside, by their tags (Green Book 9.5, XDLMS-APDU). */
const PROTECTED_TAGS: ReadonlySet<number> = new Set([
  0x21,
  0x28,
  0x2e, // glo-initiate-request, glo-initiate-response, glo-confirmed-service-error
  0x41,
  0x48,
  0x4e, // the same with the dedicated key
  0xdb,
  0xdc,
  0xdd,
  0xdf, // general-glo-, general-ded-, general-ciphering, general-signing
]);

/** An xDLMS APDU that has to be unprotected first: glo-initiate-request, general-glo-ciphering, ... */
export interface ProtectedUserInformation {
  readonly type: 'protected';
  /** The whole APDU, its tag included; a view. */
  readonly apdu: Uint8Array;
}

/** What the user-information of an ACSE APDU holds: one xDLMS APDU in an octet string (Green Book 9.4.2). */
export type UserInformation =
  InitiateRequest | InitiateResponse | ConfirmedServiceError | ProtectedUserInformation;

/**
 * Reads the contents of the field.
 *
 * @throws DecodeError `apdu.unknown-tag` for an APDU that does not belong here, `apdu.trailing` for octets after it,
 * `apdu.empty`, and what the readers of the APDUs throw
 */
export function readUserInformation(field: ByteReader): UserInformation {
  const r = openBer(field, BER_OCTET_STRING, 'user-information');
  if (r.remaining === 0)
    throw new DecodeError('apdu.empty', 'user-information without an APDU', r.offset);
  const start = r.offset;
  if (PROTECTED_TAGS.has(r.peek())) return { type: 'protected', apdu: r.rest('apdu') };
  const pdu = readPlain(r, r.u8('apdu-tag'));
  if (pdu === undefined)
    throw new DecodeError('apdu.unknown-tag', 'user-information holds no initiate APDU', start);
  if (r.remaining > 0)
    throw new DecodeError(
      'apdu.trailing',
      `${r.remaining} octets after the ${pdu.type} in user-information`,
      r.offset,
    );
  return pdu;
}

function readPlain(r: ByteReader, tag: number): UserInformation | undefined {
  switch (tag) {
    case INITIATE_REQUEST_TAG:
      return readInitiateRequest(r);
    case INITIATE_RESPONSE_TAG:
      return readInitiateResponse(r);
    case CONFIRMED_SERVICE_ERROR_TAG:
      return readConfirmedServiceError(r);
    default:
      return undefined;
  }
}

/** Writes the whole field. */
export function writeUserInformation(w: ByteWriter, information: UserInformation): void {
  const apdu = new ByteWriter();
  switch (information.type) {
    case 'initiate-request':
      writeInitiateRequest(apdu, information);
      break;
    case 'initiate-response':
      writeInitiateResponse(apdu, information);
      break;
    case 'confirmed-service-error':
      writeConfirmedServiceError(apdu, information);
      break;
    case 'protected':
      apdu.bytes(information.apdu);
      break;
  }
  writeBerNested(w, USER_INFORMATION_TAG, (field) => {
    writeBer(field, BER_OCTET_STRING, apdu.finish());
  });
}
