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

export const AARQ_TAG = 0x60;

const PROTOCOL_VERSION = 0x80;
const APPLICATION_CONTEXT_NAME = 0xa1;
const CALLED_AP_TITLE = 0xa2;
const CALLED_AE_QUALIFIER = 0xa3;
const CALLED_AP_INVOCATION_ID = 0xa4;
const CALLED_AE_INVOCATION_ID = 0xa5;
const CALLING_AP_TITLE = 0xa6;
const CALLING_AE_QUALIFIER = 0xa7;
const CALLING_AP_INVOCATION_ID = 0xa8;
const CALLING_AE_INVOCATION_ID = 0xa9;
const SENDER_ACSE_REQUIREMENTS = 0x8a;
const MECHANISM_NAME = 0x8b;
const CALLING_AUTHENTICATION_VALUE = 0xac;
/** By its type it is primitive; the Green Book's table and the implementations in the field write the other form. */
const IMPLEMENTATION_INFORMATION = 0xbd;
const IMPLEMENTATION_INFORMATION_PRIMITIVE = 0x9d;

/** AARQ: a client asks for an association (Green Book 9.4.2). Octets are views of what was read. */
export interface Aarq {
  readonly type: 'aarq';
  /** A text of `0` and `1`; absent it means version 1, `1`. */
  readonly protocolVersion?: string;
  /** See `applicationContextOf`. */
  readonly applicationContextName: ObjectIdentifier;
  readonly calledApTitle?: Uint8Array;
  readonly calledAeQualifier?: Uint8Array;
  readonly calledApInvocationId?: number;
  readonly calledAeInvocationId?: number;
  /** The client's system title. */
  readonly callingApTitle?: Uint8Array;
  /** The client's certificate for digital signature. */
  readonly callingAeQualifier?: Uint8Array;
  readonly callingApInvocationId?: number;
  /** The user of the client, where the server identifies users. */
  readonly callingAeInvocationId?: number;
  /** A text of `0` and `1`: `1` selects authentication. */
  readonly senderAcseRequirements?: string;
  /** See `mechanismOf`. */
  readonly mechanismName?: ObjectIdentifier;
  /** The password, or the challenge to the server. */
  readonly callingAuthenticationValue?: AuthenticationValue;
  readonly implementationInformation?: Uint8Array;
  readonly userInformation?: UserInformation;
  /** Fields the standard does not know, each a whole BER element. */
  readonly unknownFields?: readonly Uint8Array[];
}

type Draft = { -readonly [Field in keyof Aarq]?: Aarq[Field] };

const FIELDS: FieldTable<Draft> = fieldTable<Draft>([
  [PROTOCOL_VERSION, 'protocol-version', (aarq, r) => (aarq.protocolVersion = readBerBits(r))],
  [
    APPLICATION_CONTEXT_NAME,
    'application-context-name',
    (aarq, r) => (aarq.applicationContextName = readNestedIdentifier(r)),
  ],
  [CALLED_AP_TITLE, 'called-ap-title', (aarq, r) => (aarq.calledApTitle = readNestedOctets(r))],
  [
    CALLED_AE_QUALIFIER,
    'called-ae-qualifier',
    (aarq, r) => (aarq.calledAeQualifier = readNestedOctets(r)),
  ],
  [
    CALLED_AP_INVOCATION_ID,
    'called-ap-invocation-id',
    (aarq, r) => (aarq.calledApInvocationId = readNestedInteger(r)),
  ],
  [
    CALLED_AE_INVOCATION_ID,
    'called-ae-invocation-id',
    (aarq, r) => (aarq.calledAeInvocationId = readNestedInteger(r)),
  ],
  [CALLING_AP_TITLE, 'calling-ap-title', (aarq, r) => (aarq.callingApTitle = readNestedOctets(r))],
  [
    CALLING_AE_QUALIFIER,
    'calling-ae-qualifier',
    (aarq, r) => (aarq.callingAeQualifier = readNestedOctets(r)),
  ],
  [
    CALLING_AP_INVOCATION_ID,
    'calling-ap-invocation-id',
    (aarq, r) => (aarq.callingApInvocationId = readNestedInteger(r)),
  ],
  [
    CALLING_AE_INVOCATION_ID,
    'calling-ae-invocation-id',
    (aarq, r) => (aarq.callingAeInvocationId = readNestedInteger(r)),
  ],
  [
    SENDER_ACSE_REQUIREMENTS,
    'sender-acse-requirements',
    (aarq, r) => (aarq.senderAcseRequirements = readBerBits(r)),
  ],
  [MECHANISM_NAME, 'mechanism-name', (aarq, r) => (aarq.mechanismName = readObjectIdentifier(r))],
  [
    CALLING_AUTHENTICATION_VALUE,
    'calling-authentication-value',
    (aarq, r) => (aarq.callingAuthenticationValue = readAuthenticationValue(r)),
  ],
  [
    IMPLEMENTATION_INFORMATION,
    'implementation-information',
    (aarq, r) => (aarq.implementationInformation = r.rest('implementation-information')),
  ],
  [
    IMPLEMENTATION_INFORMATION_PRIMITIVE,
    'implementation-information',
    (aarq, r) => (aarq.implementationInformation = r.rest('implementation-information')),
  ],
  [
    USER_INFORMATION_TAG,
    'user-information',
    (aarq, r) => (aarq.userInformation = readUserInformation(r)),
  ],
]);

/**
 * Reads what follows the tag.
 *
 * @throws DecodeError `apdu.ber-length` for a length that contradicts the octets; `apdu.malformed`, `apdu.truncated`,
 * and what `readUserInformation` throws
 */
export function readAarq(r: ByteReader): Aarq {
  const contents = readBerContents(r);
  const draft: Draft = {};
  const unknown = readFields(contents, 'AARQ', FIELDS, draft);
  const { applicationContextName } = draft;
  return {
    ...draft,
    type: 'aarq',
    applicationContextName: requireField(
      applicationContextName,
      'application-context-name',
      contents,
    ),
    ...(unknown.length > 0 && { unknownFields: unknown }),
  };
}

/** Writes the fields in the order of the standard, unknown ones before user-information. */
export function writeAarq(w: ByteWriter, pdu: Aarq): void {
  writeBerNested(w, AARQ_TAG, (fields) => {
    if (pdu.protocolVersion !== undefined)
      writeBerBits(fields, PROTOCOL_VERSION, pdu.protocolVersion);
    writeNestedIdentifier(fields, APPLICATION_CONTEXT_NAME, pdu.applicationContextName);
    writeNestedOctets(fields, CALLED_AP_TITLE, pdu.calledApTitle);
    writeNestedOctets(fields, CALLED_AE_QUALIFIER, pdu.calledAeQualifier);
    writeNestedInteger(fields, CALLED_AP_INVOCATION_ID, pdu.calledApInvocationId);
    writeNestedInteger(fields, CALLED_AE_INVOCATION_ID, pdu.calledAeInvocationId);
    writeNestedOctets(fields, CALLING_AP_TITLE, pdu.callingApTitle);
    writeNestedOctets(fields, CALLING_AE_QUALIFIER, pdu.callingAeQualifier);
    writeNestedInteger(fields, CALLING_AP_INVOCATION_ID, pdu.callingApInvocationId);
    writeNestedInteger(fields, CALLING_AE_INVOCATION_ID, pdu.callingAeInvocationId);
    if (pdu.senderAcseRequirements !== undefined)
      writeBerBits(fields, SENDER_ACSE_REQUIREMENTS, pdu.senderAcseRequirements);
    if (pdu.mechanismName !== undefined)
      writeBer(fields, MECHANISM_NAME, writeObjectIdentifier(pdu.mechanismName));
    const { callingAuthenticationValue: authentication } = pdu;
    if (authentication !== undefined)
      writeBerNested(fields, CALLING_AUTHENTICATION_VALUE, (field) => {
        writeAuthenticationValue(field, authentication);
      });
    if (pdu.implementationInformation !== undefined)
      writeBer(fields, IMPLEMENTATION_INFORMATION, pdu.implementationInformation);
    for (const field of pdu.unknownFields ?? []) fields.bytes(field);
    if (pdu.userInformation !== undefined) writeUserInformation(fields, pdu.userInformation);
  });
}
