import type {
  DecodedApdu,
  GeneralCiphering,
  GeneralSigning,
  KeyInfo,
  ProtectedApdu,
} from '@dlms-telemetry/dlms';
import {
  decodeApdu,
  isCiphered,
  KEK_ID,
  KEY_ID,
  openProtected,
  readProtection,
  readSecurityControl,
  systemTitleOf,
  TagError,
  toHex,
} from '@dlms-telemetry/dlms';
import { nodeCrypto } from '@dlms-telemetry/dlms-node';
import { keysOf } from './decode.js';
import type { Difference } from './difference.js';
import { compare } from './difference.js';
import type { Json, JsonObject, Vector } from './vector.js';
import { isObject } from './vector.js';

/** Fields of `expected` that tell of general-ciphering and general-signing, and the APDUs that have them. */
const GENERAL_FIELDS: Readonly<Record<string, ProtectedApdu['type']>> = {
  generalCiphering: 'general-ciphering',
  generalSigning: 'general-signing',
};

const AUTHENTICATED = 0x10;
const NO_OCTETS = new Uint8Array(0);

/** Whether a field of `expected` tells of general-ciphering or general-signing. */
export function isGeneralField(name: string): boolean {
  return name in GENERAL_FIELDS;
}

/** Compares what a vector says about one layer: every field that it names. */
export function compareGeneral(
  name: string,
  wanted: Json,
  protections: readonly ProtectedApdu[],
): Difference[] {
  const layer = protections.find(({ type }) => type === GENERAL_FIELDS[name]);
  const fields = layer === undefined ? undefined : generalFieldsOf(layer);
  if (fields === undefined || !isObject(wanted)) return compare(name, wanted, null);
  return Object.entries(wanted).flatMap(([field, value]) =>
    compare(`${name}.${field}`, value, fields[field]),
  );
}

function generalFieldsOf(layer: ProtectedApdu): JsonObject | undefined {
  if (layer.type === 'general-ciphering')
    return { ...headerFieldsOf(layer), keyInfo: keyInfoFieldsOf(layer.keyInfo) };
  if (layer.type !== 'general-signing') return undefined;
  const signatureHex = toHex(layer.signature);
  // A signature that is not right refuses the whole APDU.
  return { ...headerFieldsOf(layer), signatureHex, signatureValid: signatureHex !== '' };
}

function headerFieldsOf(layer: GeneralCiphering | GeneralSigning): JsonObject {
  return {
    transactionId: toHex(layer.transactionId),
    originatorSystemTitle: toHex(layer.originatorSystemTitle),
    recipientSystemTitle: toHex(layer.recipientSystemTitle),
    dateTime: toHex(layer.dateTime ?? NO_OCTETS),
    otherInformation: toHex(layer.otherInformation),
  };
}

const SCHEMES: Readonly<Record<string, string>> = {
  '01': 'C(1e,1s ECC CDH)',
  '02': 'C(0e,2s ECC CDH)',
};

function keyInfoFieldsOf(keyInfo: KeyInfo | null): JsonObject | null {
  if (keyInfo === null) return null;
  const { choice } = keyInfo;
  switch (choice) {
    case 'identified-key':
      return { choice, keyId: KEY_ID[keyInfo.keyId] };
    case 'wrapped-key':
      return {
        choice,
        kekId: KEK_ID[keyInfo.kekId],
        keyCipheredDataHex: toHex(keyInfo.keyCipheredData),
      };
    case 'agreed-key': {
      const keyParameters = toHex(keyInfo.keyParameters);
      const scheme = SCHEMES[keyParameters] ?? null;
      const data = keyInfo.keyCipheredData;
      if (data.length === 0) return { choice, keyParameters, scheme };
      return {
        choice,
        keyParameters,
        scheme,
        ephemeralPublicKeyHex: toHex(data.subarray(0, data.length / 2)),
        signatureHex: toHex(data.subarray(data.length / 2)),
      };
    }
  }
}

/**
 * An APDU of which the vector says that all but its tag is right: the tag is refused, and what stands inside is then
 * decrypted without it, which only a test may do.
 *
 * @returns undefined when the tag is not refused
 */
export function decodeAllButTag(
  received: Uint8Array,
  vector: Vector,
): { readonly decoded: DecodedApdu } | undefined {
  const apdu = readProtection(received);
  const keys = keysOf(vector);
  if (!isCiphered(apdu) || keys === undefined) return undefined;
  try {
    decodeApdu(received, { crypto: nodeCrypto, keysFor: () => keys });
    return undefined;
  } catch (error) {
    if (!(error instanceof TagError)) throw error;
  }
  const { content } = apdu;
  const octet = content.securityControl.octet & ~AUTHENTICATED;
  const untagged = {
    ...apdu,
    content: { ...content, tag: null, securityControl: readSecurityControl(octet) },
  };
  const systemTitle = systemTitleOf(apdu);
  const opened = openProtected(untagged, keys, systemTitle, nodeCrypto);
  return {
    decoded: {
      ...opened,
      protections: [apdu],
      layers: [apdu.type, opened.apdu.type],
      protection: apdu,
      systemTitle,
      invocationCounter: content.invocationCounter,
      leniencies: [],
    },
  };
}
