import type { ProtectedApdu } from '@dlms-telemetry/dlms';
import {
  apduName,
  DecodeError,
  readProtection,
  systemTitleOf,
  toHex,
  unprotect,
} from '@dlms-telemetry/dlms';
import { nodeCrypto } from '@dlms-telemetry/dlms-node';
import { OUTCOMES } from './codes.js';
import type { Decoded } from './decode.js';
import { compareHeader } from './compare-protection.js';
import { keysOf } from './decode.js';
import type { Difference } from './difference.js';
import { compare } from './difference.js';
import type { Json, Vector } from './vector.js';

const PROSE = 'note';

/** A vector that is received well and cannot be read to its end: the reason, and all that is known up to there. */
export function compareOutcome(vector: Vector, word: string, result: Decoded): Difference[] {
  const plain = plainOf(vector, result.received);
  const known: Readonly<Record<string, Json | undefined>> = {
    outcome: outcomeOf(word, result, plain),
    protectedApduHex: toHex(result.received),
    apduHexPlain: plain === undefined ? null : toHex(plain),
    plainText: plain && String.fromCharCode(...plain),
    apdu: apduName(plain?.[0] ?? 0),
    body: null,
    values: null,
  };
  const differences = Object.entries(vector.expected)
    .filter(([name]) => name !== PROSE)
    .flatMap(([name, wanted]) => compare(name, wanted, known[name]));
  return [...differences, ...compareHeaderOf(vector, protectionOf(result.received))];
}

function compareHeaderOf(
  { security }: Vector,
  protection: ProtectedApdu | undefined,
): Difference[] {
  if (security === null || protection === undefined) return [];
  const decoded = { protections: [protection], systemTitle: systemTitleOf(protection) };
  return compareHeader(security, protection, decoded);
}

/** The word itself where it fits what happened, else what happened. */
function outcomeOf(word: string, result: Decoded, plain: Uint8Array | undefined): string {
  if (result.type === 'decoded') return 'an APDU was read';
  const { code, message } = result.error;
  const outcome = OUTCOMES[word];
  const inside = plain !== undefined && plain !== result.received;
  const fits = outcome?.codes.includes(code) === true && outcome.inside === inside;
  return fits ? word : `${code}: ${message}`;
}

/** The APDU in the clear, as far as the keys of the vector reach. */
function plainOf(vector: Vector, received: Uint8Array): Uint8Array | undefined {
  const protection = protectionOf(received);
  if (protection === undefined) return received;
  const keys = keysOf(vector);
  return keys && unprotect(protection, keys, systemTitleOf(protection), nodeCrypto);
}

function protectionOf(received: Uint8Array): ProtectedApdu | undefined {
  try {
    return readProtection(received);
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}
