import type { DecodedApdu, Keys, ProtectionPolicy } from '@dlms-telemetry/dlms';
import { decodeApdu, DecodeError } from '@dlms-telemetry/dlms';
import { nodeCrypto } from '@dlms-telemetry/dlms-node';
import { optionalOctets } from './hex.js';
import type { LinkEvent } from './receive.js';
import type { Json, Vector } from './vector.js';
import { isObject, textOf } from './vector.js';

/** What became of one APDU. */
export type Decoded =
  | { readonly type: 'decoded'; readonly decoded: DecodedApdu; readonly received: Uint8Array }
  | { readonly type: 'refused'; readonly error: DecodeError; readonly received: Uint8Array };

/** What became of one event of the link layer: an APDU, read or refused, or octets that gave none. */
export type Result = Decoded | Extract<LinkEvent, { readonly type: 'refused' }>;

/** A refusal of either. */
export type Refused = Extract<Result, { readonly type: 'refused' }>;

/** Decodes an APDU with the keys, the title and the least protection that a vector gives. */
export function decode(received: Uint8Array, vector: Vector): Decoded {
  const keys = keysOf(vector);
  const systemTitle = optionalOctets(vector.security?.systemTitle);
  try {
    const decoded = decodeApdu(received, {
      crypto: nodeCrypto,
      keysFor: () => keys,
      ...policyOf(vector, received),
      ...(systemTitle === undefined ? {} : { systemTitle }),
    });
    return { type: 'decoded', decoded, received };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return { type: 'refused', error, received };
  }
}

/**
 * The keys a vector gives; `ek` is the one its APDU is encrypted with, whichever that is. Where a key is agreed on,
 * `agreement` leads to it, and the tag proves that it is `ek`.
 */
export function keysOf({ security }: Vector): Keys | undefined {
  if (security === null) return undefined;
  const agreement = isObject(security.agreement) ? security.agreement : {};
  const key = optionalOctets(security.ek);
  const gbcsKey = optionalOctets(security.gbcsKeyHex);
  const given = {
    ...(key && { blockCipherKey: key, broadcastKey: key, dedicatedKey: key }),
    ...(gbcsKey && { agreedKey: gbcsKey, profile: 'gbcs' as const }),
    ...named('authenticationKey', security.ak),
    ...named('masterKey', security.kek ?? security.kekHex ?? security.masterKey),
    ...named('peerSigningPublicKey', security.signingPublicKeyHex),
    ...named('peerSigningPublicKey', agreement.originatorSigningPublicKeyHex),
    ...named('peerKeyAgreementPublicKey', agreement.originatorStaticPublicKeyHex),
    ...named('keyAgreementPrivateKey', agreement.recipientStaticPrivateKeyHex),
  };
  return Object.keys(given).some((name) => name !== 'authenticationKey') ? given : undefined;
}

function named<N extends keyof Keys>(
  name: N,
  hex: Json | undefined,
): Partial<Record<N, Uint8Array>> {
  const octets = optionalOctets(hex);
  return octets === undefined ? {} : ({ [name]: octets } as Record<N, Uint8Array>);
}

const FIRST_ASSOCIATION_TAG = 0x60;
const LAST_ASSOCIATION_TAG = 0x63;

/** The protection a vector speaks of is the least that its receiver asks for; in an association, of what is inside. */
function policyOf(vector: Vector, received: Uint8Array): { readonly policy?: ProtectionPolicy } {
  const tag = received[0] ?? 0;
  if (tag >= FIRST_ASSOCIATION_TAG && tag <= LAST_ASSOCIATION_TAG) return {};
  const policy = textOf(vector.security?.policy);
  return {
    policy: {
      authenticated: policy.includes('authenticated'),
      encrypted: policy.includes('encrypted'),
    },
  };
}
