import type { ByteReader } from '../codec/byte-reader.js';
import type { ByteWriter } from '../codec/byte-writer.js';
import {
  ACCESS_REQUEST_TAG,
  type AccessRequest,
  readAccessRequest,
  writeAccessRequest,
} from './access-request.js';
import {
  ACCESS_RESPONSE_TAG,
  type AccessResponse,
  readAccessResponse,
  writeAccessResponse,
} from './access-response.js';
import {
  ACTION_REQUEST_TAG,
  type ActionRequest,
  readActionRequest,
  writeActionRequest,
} from './action-request.js';
import {
  ACTION_RESPONSE_TAG,
  type ActionResponse,
  readActionResponse,
  writeActionResponse,
} from './action-response.js';
import {
  CONFIRMED_SERVICE_ERROR_TAG,
  type ConfirmedServiceError,
  readConfirmedServiceError,
  writeConfirmedServiceError,
} from './confirmed-service-error.js';
import {
  DATA_NOTIFICATION_CONFIRM_TAG,
  type DataNotificationConfirm,
  readDataNotificationConfirm,
  writeDataNotificationConfirm,
} from './data-notification-confirm.js';
import {
  EXCEPTION_RESPONSE_TAG,
  type ExceptionResponse,
  readExceptionResponse,
  writeExceptionResponse,
} from './exception-response.js';
import {
  GET_REQUEST_TAG,
  type GetRequest,
  readGetRequest,
  writeGetRequest,
} from './get-request.js';
import {
  GET_RESPONSE_TAG,
  type GetResponse,
  readGetResponse,
  writeGetResponse,
} from './get-response.js';
import {
  INFORMATION_REPORT_REQUEST_TAG,
  type InformationReportRequest,
  readInformationReportRequest,
  writeInformationReportRequest,
} from './information-report-request.js';
import {
  INITIATE_REQUEST_TAG,
  type InitiateRequest,
  readInitiateRequest,
  writeInitiateRequest,
} from './initiate-request.js';
import {
  INITIATE_RESPONSE_TAG,
  type InitiateResponse,
  readInitiateResponse,
  writeInitiateResponse,
} from './initiate-response.js';
import {
  READ_REQUEST_TAG,
  type ReadRequest,
  readReadRequest,
  writeReadRequest,
} from './read-request.js';
import {
  READ_RESPONSE_TAG,
  type ReadResponse,
  readReadResponse,
  writeReadResponse,
} from './read-response.js';
import {
  SET_REQUEST_TAG,
  type SetRequest,
  readSetRequest,
  writeSetRequest,
} from './set-request.js';
import {
  SET_RESPONSE_TAG,
  type SetResponse,
  readSetResponse,
  writeSetResponse,
} from './set-response.js';
import {
  UNCONFIRMED_WRITE_REQUEST_TAG,
  type UnconfirmedWriteRequest,
  readUnconfirmedWriteRequest,
  writeUnconfirmedWriteRequest,
} from './unconfirmed-write-request.js';
import {
  WRITE_REQUEST_TAG,
  type WriteRequest,
  readWriteRequest,
  writeWriteRequest,
} from './write-request.js';
import {
  WRITE_RESPONSE_TAG,
  type WriteResponse,
  readWriteResponse,
  writeWriteResponse,
} from './write-response.js';

/** An xDLMS APDU of a service, in the clear, that is no notification. */
export type ServiceApdu =
  | InitiateRequest
  | ReadRequest
  | WriteRequest
  | InitiateResponse
  | ReadResponse
  | WriteResponse
  | ConfirmedServiceError
  | DataNotificationConfirm
  | UnconfirmedWriteRequest
  | InformationReportRequest
  | GetRequest
  | SetRequest
  | ActionRequest
  | GetResponse
  | SetResponse
  | ActionResponse
  | ExceptionResponse
  | AccessRequest
  | AccessResponse;

/**
 * Reads what follows the tag.
 *
 * @returns undefined when the tag is of no APDU of this kind
 * @throws DecodeError `apdu.*`
 */
export function readServiceApdu(r: ByteReader, tag: number): ServiceApdu | undefined {
  switch (tag) {
    case INITIATE_REQUEST_TAG:
      return readInitiateRequest(r);
    case READ_REQUEST_TAG:
      return readReadRequest(r);
    case WRITE_REQUEST_TAG:
      return readWriteRequest(r);
    case INITIATE_RESPONSE_TAG:
      return readInitiateResponse(r);
    case READ_RESPONSE_TAG:
      return readReadResponse(r);
    case WRITE_RESPONSE_TAG:
      return readWriteResponse(r);
    case CONFIRMED_SERVICE_ERROR_TAG:
      return readConfirmedServiceError(r);
    case DATA_NOTIFICATION_CONFIRM_TAG:
      return readDataNotificationConfirm(r);
    case UNCONFIRMED_WRITE_REQUEST_TAG:
      return readUnconfirmedWriteRequest(r);
    case INFORMATION_REPORT_REQUEST_TAG:
      return readInformationReportRequest(r);
    case GET_REQUEST_TAG:
      return readGetRequest(r);
    case SET_REQUEST_TAG:
      return readSetRequest(r);
    case ACTION_REQUEST_TAG:
      return readActionRequest(r);
    case GET_RESPONSE_TAG:
      return readGetResponse(r);
    case SET_RESPONSE_TAG:
      return readSetResponse(r);
    case ACTION_RESPONSE_TAG:
      return readActionResponse(r);
    case EXCEPTION_RESPONSE_TAG:
      return readExceptionResponse(r);
    case ACCESS_REQUEST_TAG:
      return readAccessRequest(r);
    case ACCESS_RESPONSE_TAG:
      return readAccessResponse(r);
    default:
      return undefined;
  }
}

/** Writes the APDU with its tag. @throws RangeError on a value that fits no octets */
export function writeServiceApdu(w: ByteWriter, pdu: ServiceApdu): void {
  switch (pdu.type) {
    case 'initiate-request':
      writeInitiateRequest(w, pdu);
      break;
    case 'read-request':
      writeReadRequest(w, pdu);
      break;
    case 'write-request':
      writeWriteRequest(w, pdu);
      break;
    case 'initiate-response':
      writeInitiateResponse(w, pdu);
      break;
    case 'read-response':
      writeReadResponse(w, pdu);
      break;
    case 'write-response':
      writeWriteResponse(w, pdu);
      break;
    case 'confirmed-service-error':
      writeConfirmedServiceError(w, pdu);
      break;
    case 'data-notification-confirm':
      writeDataNotificationConfirm(w, pdu);
      break;
    case 'unconfirmed-write-request':
      writeUnconfirmedWriteRequest(w, pdu);
      break;
    case 'information-report-request':
      writeInformationReportRequest(w, pdu);
      break;
    case 'get-request-normal':
    case 'get-request-next':
    case 'get-request-with-list':
      writeGetRequest(w, pdu);
      break;
    case 'set-request-normal':
    case 'set-request-with-first-datablock':
    case 'set-request-with-datablock':
    case 'set-request-with-list':
    case 'set-request-with-list-and-first-datablock':
      writeSetRequest(w, pdu);
      break;
    case 'action-request-normal':
    case 'action-request-next-pblock':
    case 'action-request-with-list':
    case 'action-request-with-first-pblock':
    case 'action-request-with-list-and-first-pblock':
    case 'action-request-with-pblock':
      writeActionRequest(w, pdu);
      break;
    case 'get-response-normal':
    case 'get-response-with-datablock':
    case 'get-response-with-list':
      writeGetResponse(w, pdu);
      break;
    case 'set-response-normal':
    case 'set-response-datablock':
    case 'set-response-last-datablock':
    case 'set-response-last-datablock-with-list':
    case 'set-response-with-list':
      writeSetResponse(w, pdu);
      break;
    case 'action-response-normal':
    case 'action-response-with-pblock':
    case 'action-response-with-list':
    case 'action-response-next-pblock':
      writeActionResponse(w, pdu);
      break;
    case 'exception-response':
      writeExceptionResponse(w, pdu);
      break;
    case 'access-request':
      writeAccessRequest(w, pdu);
      break;
    case 'access-response':
      writeAccessResponse(w, pdu);
      break;
  }
}
