import { DecodeError } from '@dlms-telemetry/dlms';
import type { Difference } from './difference.js';
import type { Outcome, RunOptions } from './run-vector.js';
import { runVector } from './run-vector.js';
import type { VectorFile } from './vector.js';
import { textOf } from './vector.js';

/** What became of the vectors of a file. */
export interface FileResult {
  readonly name: string;
  readonly results: readonly { readonly id: string; readonly outcome: Outcome }[];
}

/** Runs every vector of every file. An error of the code itself is a difference like any other. */
export function runFiles(
  files: readonly VectorFile[],
  namesFor?: RunOptions['namesFor'],
): FileResult[] {
  const plain = new Map<string, string>();
  for (const { vectors } of files)
    for (const { id, expected } of vectors) plain.set(id, textOf(expected.apduHexPlain));
  const options: RunOptions = {
    plainOf: (id) => plain.get(id),
    ...(namesFor === undefined ? {} : { namesFor }),
  };
  return files.map(({ name, vectors }) => ({
    name,
    results: vectors.map((vector) => {
      try {
        return { id: vector.id, outcome: runVector(vector, options) };
      } catch (error) {
        return { id: vector.id, outcome: { type: 'failed', differences: [thrown(error)] } };
      }
    }),
  }));
}

/** A refusal where the vector expects none, or an error of our own. */
function thrown(error: unknown): Difference {
  if (error instanceof DecodeError)
    return {
      place: 'refusal',
      expected: 'no refusal',
      actual: `${error.code}: ${error.message}`,
    };
  const actual = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { place: 'crash', expected: 'no error of our own', actual };
}
