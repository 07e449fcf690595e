import {
  readBerBits,
  readBerContents,
  writeBer,
  writeBerBits,
  writeBerNested,
} from '../codec/ber.js';
import type { ByteReader } from '../codec/byte-reader.js';
import type { ByteWriter } from '../codec/byte-writer.js';
import {
  type ObjectIdentifier,
  readObjectIdentifier,
  writeObjectIdentifier,
} from '../codec/object-identifier.js';
import {
  type AssociateSourceDiagnostic,
  readAssociateSourceDiagnostic,
  writeAssociateSourceDiagnostic,
} from './associate-result.js';
import {
  type AuthenticationValue,
  readAuthenticationValue,
  writeAuthenticationValue,
} from './authentication-value.js';
import {
  type FieldTable,
  fieldTable,
  readFields,
  readNestedIdentifier,
  readNestedInteger,
  readNestedOctets,
  requireField,
  writeNestedIdentifier,
  writeNestedInteger,
  writeNestedOctets,
} from './field-table.js';
import {
  USER_INFORMATION_TAG,
  type UserInformation,
  readUserInformation,
  writeUserInformation,
} from './user-information.js';

export const AARE_TAG = 0x61;

const PROTOCOL_VERSION = 0x80;
const APPLICATION_CONTEXT_NAME = 0xa1;
const RESULT = 0xa2;
const RESULT_SOURCE_DIAGNOSTIC = 0xa3;
const RESPONDING_AP_TITLE = 0xa4;
const RESPONDING_AE_QUALIFIER = 0xa5;
const RESPONDING_AP_INVOCATION_ID = 0xa6;
const RESPONDING_AE_INVOCATION_ID = 0xa7;
const RESPONDER_ACSE_REQUIREMENTS = 0x88;
const MECHANISM_NAME = 0x89;
const RESPONDING_AUTHENTICATION_VALUE = 0xaa;
/** By its type it is primitive; the Green Book's table and the implementations in the field write the other form. */
const IMPLEMENTATION_INFORMATION = 0xbd;
const IMPLEMENTATION_INFORMATION_PRIMITIVE = 0x9d;

/** AARE: a server's answer to an AARQ (Green Book 9.4.2). Octets are views of what was read. */
export interface Aare {
  readonly type: 'aare';
  /** A text of `0` and `1`; absent it means version 1, `1`. */
  readonly protocolVersion?: string;
  /** See `applicationContextOf`. */
  readonly applicationContextName: ObjectIdentifier;
  /** See `associationResultName`. */
  readonly result: number;
  readonly resultSourceDiagnostic: AssociateSourceDiagnostic;
  /** The server's system title. */
  readonly respondingApTitle?: Uint8Array;
  /** The server's certificate for digital signature. */
  readonly respondingAeQualifier?: Uint8Array;
  readonly respondingApInvocationId?: number;
  readonly respondingAeInvocationId?: number;
  /** A text of `0` and `1`: `1` selects authentication. */
  readonly responderAcseRequirements?: string;
  /** See `mechanismOf`. */
  readonly mechanismName?: ObjectIdentifier;
  /** The challenge to the client. */
  readonly respondingAuthenticationValue?: AuthenticationValue;
  readonly implementationInformation?: Uint8Array;
  readonly userInformation?: UserInformation;
  /** Fields the standard does not know, each a whole BER element. */
  readonly unknownFields?: readonly Uint8Array[];
}

type Draft = { -readonly [Field in keyof Aare]?: Aare[Field] };

const FIELDS: FieldTable<Draft> = fieldTable<Draft>([
  [PROTOCOL_VERSION, 'protocol-version', (aare, r) => (aare.protocolVersion = readBerBits(r))],
  [
    APPLICATION_CONTEXT_NAME,
    'application-context-name',
    (aare, r) => (aare.applicationContextName = readNestedIdentifier(r)),
  ],
  [RESULT, 'result', (aare, r) => (aare.result = readNestedInteger(r))],
  [
    RESULT_SOURCE_DIAGNOSTIC,
    'result-source-diagnostic',
    (aare, r) => (aare.resultSourceDiagnostic = readAssociateSourceDiagnostic(r)),
  ],
  [
    RESPONDING_AP_TITLE,
    'responding-ap-title',
    (aare, r) => (aare.respondingApTitle = readNestedOctets(r)),
  ],
  [
    RESPONDING_AE_QUALIFIER,
    'responding-ae-qualifier',
    (aare, r) => (aare.respondingAeQualifier = readNestedOctets(r)),
  ],
  [
    RESPONDING_AP_INVOCATION_ID,
    'responding-ap-invocation-id',
    (aare, r) => (aare.respondingApInvocationId = readNestedInteger(r)),
  ],
  [
    RESPONDING_AE_INVOCATION_ID,
    'responding-ae-invocation-id',
    (aare, r) => (aare.respondingAeInvocationId = readNestedInteger(r)),
  ],
  [
    RESPONDER_ACSE_REQUIREMENTS,
    'responder-acse-requirements',
    (aare, r) => (aare.responderAcseRequirements = readBerBits(r)),
  ],
  [MECHANISM_NAME, 'mechanism-name', (aare, r) => (aare.mechanismName = readObjectIdentifier(r))],
  [
    RESPONDING_AUTHENTICATION_VALUE,
    'responding-authentication-value',
    (aare, r) => (aare.respondingAuthenticationValue = readAuthenticationValue(r)),
  ],
  [
    IMPLEMENTATION_INFORMATION,
    'implementation-information',
    (aare, r) => (aare.implementationInformation = r.rest('implementation-information')),
  ],
  [
    IMPLEMENTATION_INFORMATION_PRIMITIVE,
    'implementation-information',
    (aare, r) => (aare.implementationInformation = r.rest('implementation-information')),
  ],
  [
    USER_INFORMATION_TAG,
    'user-information',
    (aare, r) => (aare.userInformation = readUserInformation(r)),
  ],
]);

/**
 * Reads what follows the tag.
 *
 * @throws DecodeError `apdu.ber-length` for a length that contradicts the octets; `apdu.malformed`, `apdu.truncated`,
 * and what `readUserInformation` throws
 */
export function readAare(r: ByteReader): Aare {
  const contents = readBerContents(r);
  const draft: Draft = {};
  const unknown = readFields(contents, 'AARE', FIELDS, draft);
  const { applicationContextName, result, resultSourceDiagnostic } = draft;
  return {
    ...draft,
    type: 'aare',
    applicationContextName: requireField(
      applicationContextName,
      'application-context-name',
      contents,
    ),
    result: requireField(result, 'result', contents),
    resultSourceDiagnostic: requireField(
      resultSourceDiagnostic,
      'result-source-diagnostic',
      contents,
    ),
    ...(unknown.length > 0 && { unknownFields: unknown }),
  };
}

/** Writes the fields in the order of the standard, unknown ones before user-information. */
export function writeAare(w: ByteWriter, pdu: Aare): void {
  writeBerNested(w, AARE_TAG, (fields) => {
    if (pdu.protocolVersion !== undefined)
      writeBerBits(fields, PROTOCOL_VERSION, pdu.protocolVersion);
    writeNestedIdentifier(fields, APPLICATION_CONTEXT_NAME, pdu.applicationContextName);
    writeNestedInteger(fields, RESULT, pdu.result);
    writeBerNested(fields, RESULT_SOURCE_DIAGNOSTIC, (field) => {
      writeAssociateSourceDiagnostic(field, pdu.resultSourceDiagnostic);
    });
    writeNestedOctets(fields, RESPONDING_AP_TITLE, pdu.respondingApTitle);
    writeNestedOctets(fields, RESPONDING_AE_QUALIFIER, pdu.respondingAeQualifier);
    writeNestedInteger(fields, RESPONDING_AP_INVOCATION_ID, pdu.respondingApInvocationId);
    writeNestedInteger(fields, RESPONDING_AE_INVOCATION_ID, pdu.respondingAeInvocationId);
    if (pdu.responderAcseRequirements !== undefined)
      writeBerBits(fields, RESPONDER_ACSE_REQUIREMENTS, pdu.responderAcseRequirements);
    if (pdu.mechanismName !== undefined)
      writeBer(fields, MECHANISM_NAME, writeObjectIdentifier(pdu.mechanismName));
    const { respondingAuthenticationValue: authentication } = pdu;
    if (authentication !== undefined)
      writeBerNested(fields, RESPONDING_AUTHENTICATION_VALUE, (field) => {
        writeAuthenticationValue(field, authentication);
      });
    if (pdu.implementationInformation !== undefined)
      writeBer(fields, IMPLEMENTATION_INFORMATION, pdu.implementationInformation);
    for (const field of pdu.unknownFields ?? []) fields.bytes(field);
    if (pdu.userInformation !== undefined) writeUserInformation(fields, pdu.userInformation);
  });
}
