import { fileURLToPath } from 'node:url';
import type { DataNotification } from '@dlms-telemetry/dlms';
import type { NameValues } from './compare-values.js';
import { namesFrom, readExamples } from './example-names.js';
import type { Outcome } from './run-vector.js';
import { runVector } from './run-vector.js';
import type { Vector, VectorFile } from './vector.js';
import { readVectorFiles, textOf } from './vector.js';

/** The project's vectors. */
export const files: readonly VectorFile[] = readVectorFiles(
  fileURLToPath(new URL('../../../libs/dlms/vectors', import.meta.url)),
);

const examples = readExamples(fileURLToPath(new URL('../../../examples', import.meta.url)));

/** Names by the project's own examples. */
export function namesFor(vector: Vector, push: DataNotification): NameValues | undefined {
  return namesFrom(examples, vector, push);
}

/** A vector of the project by its id. */
export function vector(id: string): Vector {
  const found = files.flatMap(({ vectors }) => vectors).find((one) => one.id === id);
  if (found === undefined) throw new Error(`no vector ${id}`);
  return found;
}

const plainById = new Map(
  files.flatMap((file) =>
    file.vectors.map(({ id, expected }) => [id, textOf(expected.apduHexPlain)] as const),
  ),
);

/** What becomes of a vector. */
export function outcomeOf(changed: Vector, names = namesFor): Outcome {
  return runVector(changed, { plainOf: (id) => plainById.get(id), namesFor: names });
}

/** The places where a vector comes out differently than it says; none where it passes. */
export function placesOf(changed: Vector, names = namesFor): string[] {
  const outcome = outcomeOf(changed, names);
  return outcome.type === 'failed' ? outcome.differences.map(({ place }) => place) : [];
}
