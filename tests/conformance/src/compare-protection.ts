import type { DecodedApdu } from '@dlms-telemetry/dlms';
import { isAssociationApdu, systemTitleOf, toHex } from '@dlms-telemetry/dlms';
import type { Difference } from './difference.js';
import { compare } from './difference.js';
import type { JsonObject, Vector } from './vector.js';

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
  const { securityControl, invocationCounter } = protection.content;
  const onWire = toHex(systemTitleOf(protection));
  const found: JsonObject = {
    suite: securityControl.suite,
    securityControl: securityControl.octet.toString(16).padStart(2, '0'),
    keySet: securityControl.broadcast ? 'broadcast' : 'unicast',
    compressed: securityControl.compressed,
    invocationCounter,
    systemTitle: onWire,
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
