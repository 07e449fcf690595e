import type {
  Aare,
  Aarq,
  AssociationApdu,
  AuthenticationValue,
  Conformance,
  ConfirmedServiceError,
  InitiateRequest,
  InitiateResponse,
  Keys,
  ProtectedUserInformation,
  Rlre,
  Rlrq,
  UserInformation,
} from '@dlms-telemetry/dlms';
import {
  applicationContextOf,
  conformanceBits,
  isCiphered,
  MECHANISM,
  mechanismOf,
  readApdu,
  readProtection,
  toHex,
  unprotect,
  writeObjectIdentifier,
} from '@dlms-telemetry/dlms';
import { nodeCrypto } from '@dlms-telemetry/dlms-node';
import type { Json, JsonObject } from './vector.js';

/** What opens the user-information of an association APDU. */
export interface AssociationKeys {
  readonly keys: Keys | undefined;
  /** Serves where the APDU carries no AP title of its sender. */
  readonly systemTitle: Uint8Array | undefined;
}

const SYSTEM_TITLE_OCTETS = 8;

/** What an association APDU says, under the names of the vectors; a field that is absent is missing. */
export function associationFieldsOf(apdu: AssociationApdu, context: AssociationKeys): JsonObject {
  switch (apdu.type) {
    case 'aarq':
      return aarqFields(apdu, context);
    case 'aare':
      return aareFields(apdu, context);
    case 'rlrq':
    case 'rlre':
      return releaseFields(apdu, context);
  }
}

function aarqFields(apdu: Aarq, context: AssociationKeys): JsonObject {
  return present({
    ...sharedFields(apdu),
    calledApTitle: hexOf(apdu.calledApTitle),
    calledAeQualifier: hexOf(apdu.calledAeQualifier),
    calledApInvocationId: apdu.calledApInvocationId,
    calledAeInvocationId: apdu.calledAeInvocationId,
    callingApTitle: hexOf(apdu.callingApTitle),
    callingAeQualifier: hexOf(apdu.callingAeQualifier),
    callingApInvocationId: apdu.callingApInvocationId,
    callingAeInvocationId: apdu.callingAeInvocationId,
    senderAcseRequirements: bitsHex(apdu.senderAcseRequirements),
    callingAuthenticationValue: authenticationOf(apdu.callingAuthenticationValue),
    userInformation: informationOf(apdu.userInformation, apdu.callingApTitle, context),
  });
}

function aareFields(apdu: Aare, context: AssociationKeys): JsonObject {
  return present({
    ...sharedFields(apdu),
    result: apdu.result,
    resultSourceDiagnostic: { ...apdu.resultSourceDiagnostic },
    respondingApTitle: hexOf(apdu.respondingApTitle),
    respondingAeQualifier: hexOf(apdu.respondingAeQualifier),
    respondingApInvocationId: apdu.respondingApInvocationId,
    respondingAeInvocationId: apdu.respondingAeInvocationId,
    responderAcseRequirements: bitsHex(apdu.responderAcseRequirements),
    respondingAuthenticationValue: authenticationOf(apdu.respondingAuthenticationValue),
    userInformation: informationOf(apdu.userInformation, apdu.respondingApTitle, context),
  });
}

function sharedFields(apdu: Aarq | Aare): Record<string, Json | undefined> {
  return {
    apdu: apdu.type,
    protocolVersion: bitsHex(apdu.protocolVersion),
    applicationContextName: contextNameOf(apdu.applicationContextName),
    mechanismName: mechanismNameOf(apdu.mechanismName),
    implementationInformation: hexOf(apdu.implementationInformation),
  };
}

function releaseFields(apdu: Rlrq | Rlre, context: AssociationKeys): JsonObject {
  return present({
    apdu: apdu.type,
    reason: apdu.reason,
    userInformation: informationOf(apdu.userInformation, undefined, context),
  });
}

function contextNameOf(name: string): JsonObject {
  const context = applicationContextOf(name);
  const referencing = context?.referencing === 'short-name' ? 'SN' : 'LN';
  const text = context?.ciphering === true ? `${referencing} with ciphering` : referencing;
  return present({ ...identifierOf(name), text: context === undefined ? undefined : text });
}

function mechanismNameOf(name: string | undefined): JsonObject | undefined {
  if (name === undefined) return undefined;
  const mechanism = mechanismOf(name);
  const id = mechanism === undefined ? undefined : MECHANISM[mechanism];
  return present({ ...identifierOf(name), ...(id === undefined ? {} : { id }), text: mechanism });
}

function identifierOf(name: string): JsonObject {
  return {
    oid: toHex(writeObjectIdentifier(name)),
    id: Number(name.slice(name.lastIndexOf('.') + 1)),
  };
}

/** A charstring is written as its octets; the other forms with their name. */
function authenticationOf(value: AuthenticationValue | undefined): Json | undefined {
  if (value === undefined) return undefined;
  if (value.choice === 'charstring') return toHex(value.value);
  return {
    ...value,
    value: value.choice === 'bitstring' ? value.value : toHex(value.value),
  };
}

function informationOf(
  information: UserInformation | undefined,
  apTitle: Uint8Array | undefined,
  context: AssociationKeys,
): JsonObject | undefined {
  if (information === undefined) return undefined;
  if (information.type !== 'protected') return initiateFieldsOf(information);
  return protectedFields(information, apTitle ?? context.systemTitle, context.keys);
}

/** What an initiate APDU or its refusal says, under the names of the vectors. */
export function initiateFieldsOf(
  pdu: InitiateRequest | InitiateResponse | ConfirmedServiceError,
): JsonObject {
  switch (pdu.type) {
    case 'initiate-request':
      return present({
        apdu: pdu.type,
        dedicatedKey: hexOf(pdu.dedicatedKey),
        responseAllowed: pdu.responseAllowed,
        qualityOfService: pdu.proposedQualityOfService,
        dlmsVersion: pdu.proposedDlmsVersionNumber,
        conformance: conformanceFields(pdu.proposedConformance),
        maxReceivePduSize: pdu.clientMaxReceivePduSize,
      });
    case 'initiate-response':
      return present({
        apdu: pdu.type,
        qualityOfService: pdu.negotiatedQualityOfService,
        dlmsVersion: pdu.negotiatedDlmsVersionNumber,
        conformance: conformanceFields(pdu.negotiatedConformance),
        maxReceivePduSize: pdu.serverMaxReceivePduSize,
        vaaName: pdu.vaaName.toString(16).padStart(4, '0'),
      });
    case 'confirmed-service-error':
      return {
        apdu: pdu.type,
        service: pdu.service,
        serviceErrorChoice: pdu.serviceErrorChoice,
        serviceErrorValue: pdu.serviceErrorValue,
      };
  }
}

function conformanceFields(conformance: Conformance): JsonObject {
  return {
    hex: conformanceBits(conformance).toString(16).padStart(6, '0'),
    bits: [...conformance],
  };
}

function protectedFields(
  { apdu }: ProtectedUserInformation,
  title: Uint8Array | undefined,
  keys: Keys | undefined,
): JsonObject {
  const protection = readProtection(apdu);
  if (!isCiphered(protection)) return { apdu: protection.type };
  const { securityControl, invocationCounter, text, tag } = protection.content;
  const fields = {
    apdu: protection.type,
    securityControl: securityControl.octet.toString(16).padStart(2, '0'),
    invocationCounter,
    cipheredHex: toHex(text) + (tag === null ? '' : toHex(tag)),
  };
  if (keys === undefined || title?.length !== SYSTEM_TITLE_OCTETS) return fields;
  const plain = unprotect(protection, keys, title, nodeCrypto);
  const inside = readApdu(plain);
  const isInitiate =
    inside.type === 'initiate-request' ||
    inside.type === 'initiate-response' ||
    inside.type === 'confirmed-service-error';
  return present({
    ...fields,
    plainHex: toHex(plain),
    plain: isInitiate ? initiateFieldsOf(inside) : inside.type,
  });
}

function hexOf(octets: Uint8Array | undefined): string | undefined {
  return octets && toHex(octets);
}

/** Bits as the contents of a BER BIT STRING: how many of the last octet are not used, then the octets. */
function bitsHex(bits: string | undefined): string | undefined {
  if (bits === undefined) return undefined;
  const unused = (8 - (bits.length % 8)) % 8;
  const padded = bits.padEnd(bits.length + unused, '0');
  let hex = unused.toString(16).padStart(2, '0');
  for (let start = 0; start < padded.length; start += 4)
    hex += Number.parseInt(padded.slice(start, start + 4), 2).toString(16);
  return hex;
}

/** Leaves out what is undefined. */
export function present(fields: Readonly<Record<string, Json | undefined>>): JsonObject {
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, Json] => entry[1] !== undefined),
  );
}
