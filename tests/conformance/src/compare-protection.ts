import type { DecodedApdu, ProtectedApdu } from '@dlms-telemetry/dlms';
import { isAssociationApdu, isCiphered, systemTitleOf, toHex } from '@dlms-telemetry/dlms';
import type { Difference } from './difference.js';
import { compare } from './difference.js';
import type { JsonObject, Vector } from './vector.js';

const SIGNATURE_OCTETS_P256 = 64;
const NONE = new Uint8Array(0);

/** Compares what a vector says about the protection of its APDU: suite, control, key set, title, counter. */
export function compareProtection(vector: Vector, decoded: DecodedApdu): Difference[] {
  const { security } = vector;
  const { apdu, protection } = decoded;
  // What is protected in an association stands in its user-information, and is compared there.
  if (isAssociationApdu(apdu)) return [];
  if (security === null)
    return protection === null
      ? []
      : [{ place: 'security', expected: null, actual: protection.type }];
  if (protection === null)
    return [{ place: 'security', expected: 'a protected APDU', actual: decoded.apdu.type }];
  return compareHeader(security, protection, decoded);
}

/** Compares what stands before the ciphered text, which is known without a key too. */
export function compareHeader(
  security: JsonObject,
  protection: ProtectedApdu,
  decoded: Pick<DecodedApdu, 'protections' | 'systemTitle'>,
): Difference[] {
  const onWire = toHex(systemTitleOf(protection));
  const found: JsonObject = {
    ...controlFields(decoded.protections),
    // A service that is ciphered as such carries no title: the one that opened it is known from elsewhere.
    systemTitle: /^(?:glo|ded)-/.test(protection.type)
      ? toHex(decoded.systemTitle ?? NONE)
      : onWire,
    systemTitleOnWire: 'systemTitle' in protection ? onWire : null,
  };
  return (
    Object.keys(found)
      .filter((name) => security[name] !== undefined)
      // Where the title on the wire is given apart, the other one is known from elsewhere.
      .filter((name) => name !== 'systemTitle' || security.systemTitleOnWire === undefined)
      .flatMap((name) => compare(`security.${name}`, security[name], found[name]))
  );
}

/** What the layer says that is ciphered; a signature only tells the suite, by its curve. */
function controlFields(protections: DecodedApdu['protections']): JsonObject {
  const ciphered = protections.find(isCiphered);
  if (ciphered !== undefined) {
    const { securityControl, invocationCounter } = ciphered.content;
    return {
      suite: securityControl.suite,
      securityControl: securityControl.octet.toString(16).padStart(2, '0'),
      keySet: securityControl.broadcast ? 'broadcast' : 'unicast',
      compressed: securityControl.compressed,
      invocationCounter,
    };
  }
  const signing = protections.find(({ type }) => type === 'general-signing');
  if (signing?.type !== 'general-signing') return {};
  return { suite: signing.signature.length === SIGNATURE_OCTETS_P256 ? 1 : 2 };
}
