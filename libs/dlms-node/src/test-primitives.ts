import { readFileSync } from 'node:fs';
import { DecodeError, fromHex } from '@dlms-telemetry/dlms';

interface Vector {
  readonly id: string;
  readonly input: Readonly<Record<string, string>>;
  readonly expected: Readonly<Record<string, string>>;
}

const file = new URL('../../dlms/vectors/primitives.json', import.meta.url);
const { vectors } = JSON.parse(readFileSync(file, 'utf8')) as { readonly vectors: Vector[] };

/** Octets of hex text; none where there is none. */
export function octets(hex: string | undefined): Uint8Array {
  return fromHex(hex ?? '') ?? new Uint8Array();
}

/** The octets of a vector's input, and its expected values. */
export function vector(id: string): {
  in: (name: string) => Uint8Array;
  out: (name: string) => string;
} {
  const found = vectors.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no vector ${id}`);
  return { in: (name) => octets(found.input[name]), out: (name) => found.expected[name] ?? '' };
}

/** The code of the refusal in which `act` ends, `done` where it does not. */
export function codeOf(act: () => unknown): string {
  try {
    act();
    return 'done';
  } catch (error) {
    if (error instanceof DecodeError) return error.code;
    throw error;
  }
}

/** A copy with one bit of one octet changed. */
export function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const changed = bytes.slice();
  changed[at] = (changed[at] ?? 0) ^ 1;
  return changed;
}
