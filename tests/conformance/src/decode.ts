import type { DecodedApdu, Keys, ProtectionPolicy } from '@dlms-telemetry/dlms';
import { decodeApdu, DecodeError } from '@dlms-telemetry/dlms';
import { nodeCrypto } from '@dlms-telemetry/dlms-node';
import { optionalOctets } from './hex.js';
import type { LinkEvent } from './receive.js';
import type { Vector } from './vector.js';
import { textOf } from './vector.js';

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

/** The keys a vector gives; `ek` is the one its APDU is encrypted with, whichever that is. */
export function keysOf(vector: Vector): Keys | undefined {
  const key = optionalOctets(vector.security?.ek);
  if (key === undefined) return undefined;
  const authenticationKey = optionalOctets(vector.security?.ak);
  return {
    blockCipherKey: key,
    broadcastKey: key,
    dedicatedKey: key,
    ...(authenticationKey === undefined ? {} : { authenticationKey }),
  };
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
