import { readFileSync } from 'node:fs';

/** What these tests read of a vector (format: libs/dlms/vectors/README.md). */
export interface Vector {
  readonly id: string;
  readonly linkLayer: string;
  readonly apdu: string;
  readonly security: {
    readonly systemTitle: string;
    readonly invocationCounter: number;
    readonly ek: string | null;
    readonly ak: string | null;
  } | null;
  readonly frameHex: string | readonly string[];
  readonly expected: {
    readonly dateTime?: Readonly<Record<string, unknown>> | null;
    readonly values?: readonly Readonly<Record<string, unknown>>[];
    readonly valuesNote?: string;
    readonly alsoDecodes?: readonly string[];
    readonly outcome?: string;
    readonly refusal?: { readonly layer: string; readonly code: string };
  };
}

/** The vectors of a group. */
export function vectorsOf(group: string): readonly Vector[] {
  const file = new URL(`../../../libs/dlms/vectors/${group}.json`, import.meta.url);
  const { vectors } = JSON.parse(readFileSync(file, 'utf8')) as { readonly vectors: Vector[] };
  return vectors;
}

/** One vector. */
export function vectorOf(group: string, id: string): Vector {
  const vector = vectorsOf(group).find((each) => each.id === id);
  if (vector === undefined) throw new Error(`there is no vector ${id}`);
  return vector;
}

/** All octets of a vector, a frame a line. */
export function linesOf({ frameHex }: Vector): string {
  return [frameHex].flat().join('\n');
}
