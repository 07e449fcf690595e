import type { Json } from './vector.js';
import { isList, isObject } from './vector.js';

/** A place where what came out is not what the vector says. */
export interface Difference {
  /** Where, as `values[3].obis`. */
  readonly place: string;
  readonly expected: Json | undefined;
  readonly actual: Json | undefined;
}

/** Compares two values of JSON to the last leaf. */
export function compare(
  place: string,
  expected: Json | undefined,
  actual: Json | undefined,
): Difference[] {
  if (isList(expected) && isList(actual)) {
    const length = Math.max(expected.length, actual.length);
    return Array.from({ length }, (_, i) =>
      compare(`${place}[${String(i)}]`, expected[i], actual[i]),
    ).flat();
  }
  if (isObject(expected) && isObject(actual)) {
    const names = [...new Set([...Object.keys(expected), ...Object.keys(actual)])];
    return names.flatMap((name) => compare(`${place}.${name}`, expected[name], actual[name]));
  }
  return Object.is(expected, actual) ? [] : [{ place, expected, actual }];
}

/** One line for a person. */
export function describe({ place, expected, actual }: Difference): string {
  return `${place}: expected ${short(expected)}, got ${short(actual)}`;
}

const LONGEST_TEXT = 200;

function short(json: Json | undefined): string {
  const text = json === undefined ? 'nothing' : JSON.stringify(json);
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)}...`;
}
