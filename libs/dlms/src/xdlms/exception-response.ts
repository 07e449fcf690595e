import type { ByteReader } from '../codec/byte-reader.js';
import type { ByteWriter } from '../codec/byte-writer.js';
import { namesOf } from './enumeration.js';

export const EXCEPTION_RESPONSE_TAG = 0xd8;

/** What the server holds against the request's service. */
export const STATE_ERROR = { 'service-not-allowed': 1, 'service-unknown': 2 } as const;

/** Why the server does not serve it. */
export const SERVICE_ERROR = {
  'operation-not-possible': 1,
  'service-not-supported': 2,
  'other-reason': 3,
  'pdu-too-long': 4,
  'deciphering-error': 5,
  'invocation-counter-error': 6,
} as const;

/** ExceptionResponse: the server turns a request away before serving it (Green Book 9.5). */
export interface ExceptionResponse {
  readonly type: 'exception-response';
  /** See `stateErrorName`. */
  readonly stateError: number;
  /** See `exceptionServiceErrorName`. */
  readonly serviceError: number;
  /** The counter the server expects next. Present only with `invocation-counter-error`. */
  readonly invocationCounter?: number;
}

/** The name of a state-error: `service-unknown`. */
export const stateErrorName = namesOf(STATE_ERROR);

/** The name of a service-error: `deciphering-error`. */
export const exceptionServiceErrorName = namesOf(SERVICE_ERROR);

/** Reads what follows the tag. @throws DecodeError `apdu.truncated` */
export function readExceptionResponse(r: ByteReader): ExceptionResponse {
  const stateError = r.u8('state-error');
  const serviceError = r.u8('service-error');
  const pdu: ExceptionResponse = { type: 'exception-response', stateError, serviceError };
  return serviceError === SERVICE_ERROR['invocation-counter-error']
    ? { ...pdu, invocationCounter: r.u32('invocation-counter') }
    : pdu;
}

export function writeExceptionResponse(w: ByteWriter, pdu: ExceptionResponse): void {
  w.u8(EXCEPTION_RESPONSE_TAG);
  w.u8(pdu.stateError);
  w.u8(pdu.serviceError);
  if (pdu.serviceError === SERVICE_ERROR['invocation-counter-error'])
    w.u32(pdu.invocationCounter ?? 0);
}
