import type { ByteReader } from '../codec/byte-reader.js';
import type { ByteWriter } from '../codec/byte-writer.js';
import { DecodeError } from '../errors.js';
import { namesOf } from './enumeration.js';

export const CONFIRMED_SERVICE_ERROR_TAG = 0x0e;

/** The service that failed; DLMS/COSEM uses initiateError, read and write. */
export const CONFIRMED_SERVICE = {
  initiateError: 1,
  getStatus: 2,
  getNameList: 3,
  getVariableAttribute: 4,
  read: 5,
  write: 6,
  getDataSetAttribute: 7,
  getTIAttribute: 8,
  changeScope: 9,
  start: 10,
  stop: 11,
  resume: 12,
  makeUsable: 13,
  initiateLoad: 14,
  loadSegment: 15,
  terminateLoad: 16,
  initiateUpLoad: 17,
  upLoadSegment: 18,
  terminateUpLoad: 19,
} as const;

const LAST_SERVICE = CONFIRMED_SERVICE.terminateUpLoad;

/** ServiceError: what kind of error, and the values that each kind has. The index is the number on the wire. */
const SERVICE_ERRORS = [
  {
    name: 'application-reference',
    values: [
      'other',
      'time-elapsed',
      'application-unreachable',
      'application-reference-invalid',
      'application-context-unsupported',
      'provider-communication-error',
      'deciphering-error',
    ],
  },
  {
    name: 'hardware-resource',
    values: [
      'other',
      'memory-unavailable',
      'processor-resource-unavailable',
      'mass-storage-unavailable',
      'other-resource-unavailable',
    ],
  },
  {
    name: 'vde-state-error',
    values: [
      'other',
      'no-dlms-context',
      'loading-data-set',
      'status-nochange',
      'status-inoperable',
    ],
  },
  { name: 'service', values: ['other', 'pdu-size', 'service-unsupported'] },
  {
    name: 'definition',
    values: [
      'other',
      'object-undefined',
      'object-class-inconsistent',
      'object-attribute-inconsistent',
    ],
  },
  {
    name: 'access',
    values: [
      'other',
      'scope-of-access-violated',
      'object-access-violated',
      'hardware-fault',
      'object-unavailable',
    ],
  },
  {
    name: 'initiate',
    values: [
      'other',
      'dlms-version-too-low',
      'incompatible-conformance',
      'pdu-size-too-short',
      'refused-by-the-VDE-Handler',
    ],
  },
  {
    name: 'load-data-set',
    values: [
      'other',
      'primitive-out-of-sequence',
      'not-loadable',
      'dataset-size-too-large',
      'not-awaited-segment',
      'interpretation-failure',
      'storage-failure',
      'data-set-not-ready',
    ],
  },
  { name: 'change-scope', values: ['other'] },
  {
    name: 'task',
    values: ['other', 'no-remote-control', 'ti-stopped', 'ti-running', 'ti-unusable'],
  },
  { name: 'other', values: ['other'] },
] as const;

/** ConfirmedServiceError: a server cannot serve a confirmed request (Green Book 9.5). */
export interface ConfirmedServiceError {
  readonly type: 'confirmed-service-error';
  /** Which service, 1 to 19: see `confirmedServiceName`. */
  readonly service: number;
  /** What kind of error, 0 to 10. */
  readonly serviceErrorChoice: number;
  /** The error within its kind. `serviceErrorName` names both. */
  readonly serviceErrorValue: number;
}

/** The name of the service that failed: `initiateError`. */
export const confirmedServiceName = namesOf(CONFIRMED_SERVICE);

/** Kind and error by name: `initiate: dlms-version-too-low`. */
export function serviceErrorName(error: ConfirmedServiceError): string {
  const { serviceErrorChoice: choice, serviceErrorValue: value } = error;
  const kind = SERVICE_ERRORS[choice];
  return kind === undefined
    ? `reserved (${choice}): ${value}`
    : `${kind.name}: ${kind.values[value] ?? `reserved (${value})`}`;
}

/** Reads what follows the tag. @throws DecodeError `apdu.truncated`; `apdu.malformed` for a service or kind that does not exist */
export function readConfirmedServiceError(r: ByteReader): ConfirmedServiceError {
  const start = r.offset;
  const service = r.u8('service');
  const serviceErrorChoice = r.u8('service-error-choice');
  if (service === 0 || service > LAST_SERVICE || serviceErrorChoice >= SERVICE_ERRORS.length)
    throw new DecodeError(
      'apdu.malformed',
      `confirmed-service-error for service ${service}, kind ${serviceErrorChoice}`,
      start,
    );
  return {
    type: 'confirmed-service-error',
    service,
    serviceErrorChoice,
    serviceErrorValue: r.u8('service-error-value'),
  };
}

export function writeConfirmedServiceError(w: ByteWriter, pdu: ConfirmedServiceError): void {
  w.u8(CONFIRMED_SERVICE_ERROR_TAG);
  w.u8(pdu.service);
  w.u8(pdu.serviceErrorChoice);
  w.u8(pdu.serviceErrorValue);
}
