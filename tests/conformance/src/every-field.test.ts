import { describe, expect, test } from 'vitest';
import { files, placesOf } from './test-vectors.js';
import type { Json, JsonObject, Vector } from './vector.js';
import { isList, isObject } from './vector.js';

/** Written for people; nothing is compared. */
const PROSE = new Set(['note', 'notes', 'quirk', 'valuesNote', 'format']);

/** What of a sequence only says which frame comes, and in prose why: another may give the same outcome. */
const NO_OUTCOME = new Set(['frame', 'outcome']);

/** Every leaf under a value, as the path to it. */
function leavesOf(json: Json, path: readonly (string | number)[] = []): (string | number)[][] {
  if (isList(json)) return json.flatMap((element, i) => leavesOf(element, [...path, i]));
  if (!isObject(json)) return [[...path]];
  return Object.entries(json)
    .filter(([name]) => !PROSE.has(name))
    .flatMap(([name, value]) => leavesOf(value, [...path, name]));
}

/** The same value with one leaf changed. */
function changed(json: Json, [head, ...rest]: readonly (string | number)[]): Json {
  if (head === undefined) return otherThan(json);
  if (isList(json))
    return json.map((element, i) => (i === head ? changed(element, rest) : element));
  if (!isObject(json)) return json;
  return { ...json, [head]: changed(json[head] ?? null, rest) };
}

function otherThan(leaf: Json): Json {
  if (typeof leaf === 'number') return leaf + 1;
  if (typeof leaf === 'boolean') return !leaf;
  return typeof leaf === 'string' ? `${leaf.slice(0, -1)}${leaf.endsWith('1') ? '2' : '1'}` : 'x';
}

/** Leaves of a field to try: from its whole length, few enough to be quick. */
const TRIED = 4;

function someOf(leaves: (string | number)[][]): (string | number)[][] {
  const step = Math.max(1, Math.floor(leaves.length / TRIED));
  return leaves.filter((_, i) => i % step === 0);
}

function unnoticed(one: Vector, name: 'expected' | 'linkDetails'): string[] {
  const fields: JsonObject = one[name] ?? {};
  return Object.entries(fields)
    .filter(([field]) => !PROSE.has(field))
    .flatMap(([field, value]) => someOf(leavesOf(value, [])).map((leaf) => [field, ...leaf]))
    .filter((path) => !(one.id.startsWith('replay') && NO_OUTCOME.has(String(path.at(-1)))))
    .filter((path) => placesOf({ ...one, [name]: changed(fields, path) }).length === 0)
    .map((path) => path.join('.'));
}

describe.each(files.map(({ name, vectors }) => [name, vectors] as const))('%s', (_, vectors) => {
  test('has no field that could say something else unnoticed', () => {
    const blind = vectors.flatMap((one) =>
      [...unnoticed(one, 'expected'), ...unnoticed(one, 'linkDetails')].map(
        (path) => `${one.id} ${path}`,
      ),
    );
    expect(blind).toEqual([]);
  });
});
