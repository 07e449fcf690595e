import {
  BER_INTEGER,
  closeBer,
  openBer,
  readBerElement,
  readBerInteger,
  writeBerInteger,
  writeBerNested,
} from '../codec/ber.js';
import type { ByteReader } from '../codec/byte-reader.js';
import type { ByteWriter } from '../codec/byte-writer.js';
import { DecodeError } from '../errors.js';
import { namesOf } from '../xdlms/enumeration.js';

/** Association-result of an AARE. With high-level security `accepted` means: so far, see `authentication-required`. */
export const ASSOCIATION_RESULT = {
  accepted: 0,
  'rejected-permanent': 1,
  'rejected-transient': 2,
} as const;

/** Diagnostics of the server's application (Green Book 9.4.2). */
export const ACSE_SERVICE_USER = {
  null: 0,
  'no-reason-given': 1,
  'application-context-name-not-supported': 2,
  'calling-AP-title-not-recognized': 3,
  'calling-AP-invocation-identifier-not-recognized': 4,
  'calling-AE-qualifier-not-recognized': 5,
  'calling-AE-invocation-identifier-not-recognized': 6,
  'called-AP-title-not-recognized': 7,
  'called-AP-invocation-identifier-not-recognized': 8,
  'called-AE-qualifier-not-recognized': 9,
  'called-AE-invocation-identifier-not-recognized': 10,
  'authentication-mechanism-name-not-recognised': 11,
  'authentication-mechanism-name-required': 12,
  'authentication-failure': 13,
  'authentication-required': 14,
} as const;

/** Diagnostics of the server's ACSE itself. */
export const ACSE_SERVICE_PROVIDER = {
  null: 0,
  'no-reason-given': 1,
  'no-common-acse-version': 2,
} as const;

const SERVICE_USER_TAG = 0xa1;
const SERVICE_PROVIDER_TAG = 0xa2;

/** Associate-source-diagnostic: who decided, and why. */
export interface AssociateSourceDiagnostic {
  readonly source: 'acse-service-user' | 'acse-service-provider';
  /** See `associateDiagnosticName`. */
  readonly value: number;
}

/** The name of a result: `rejected-permanent`. */
export const associationResultName = namesOf(ASSOCIATION_RESULT);

const serviceUserName = namesOf(ACSE_SERVICE_USER);
const serviceProviderName = namesOf(ACSE_SERVICE_PROVIDER);

/** The name of a diagnostic: `authentication-failure`. */
export function associateDiagnosticName(diagnostic: AssociateSourceDiagnostic): string {
  return diagnostic.source === 'acse-service-user'
    ? serviceUserName(diagnostic.value)
    : serviceProviderName(diagnostic.value);
}

/** Reads the CHOICE. @throws DecodeError `apdu.malformed`, `apdu.truncated`, `apdu.ber-length` */
export function readAssociateSourceDiagnostic(r: ByteReader): AssociateSourceDiagnostic {
  const { tag, start, contents } = readBerElement(r);
  if (tag !== SERVICE_USER_TAG && tag !== SERVICE_PROVIDER_TAG)
    throw new DecodeError(
      'apdu.malformed',
      `no associate-source-diagnostic has the tag ${tag.toString(16)}`,
      start,
    );
  const value = readBerInteger(openBer(contents, BER_INTEGER, 'associate-source-diagnostic'));
  closeBer(contents, 'associate-source-diagnostic');
  return {
    source: tag === SERVICE_USER_TAG ? 'acse-service-user' : 'acse-service-provider',
    value,
  };
}

export function writeAssociateSourceDiagnostic(
  w: ByteWriter,
  diagnostic: AssociateSourceDiagnostic,
): void {
  const tag = diagnostic.source === 'acse-service-user' ? SERVICE_USER_TAG : SERVICE_PROVIDER_TAG;
  writeBerNested(w, tag, (contents) => {
    writeBerInteger(contents, diagnostic.value);
  });
}
