import { compilePattern, LONGEST_MATCHED_TEXT } from './text-pattern.js';
import { numberOf, textOf, type Scalar } from './scalar.js';

/**
 * One step of a transform set, as the configuration holds it: exactly one of multiply, add, round, clamp, map, bits and
 * match; `otherwise` belongs to map, `replace` to match.
 *
 * Numeric steps leave a text that is no number as it is.
 */
export interface TransformStep {
  /** `{ "multiply": 0.001 }` */
  readonly multiply?: number | undefined;
  /** `{ "add": -273.15 }` */
  readonly add?: number | undefined;
  /** Decimals to keep, half away from zero: `{ "round": 2 }`. */
  readonly round?: number | undefined;
  /** Limits: `{ "clamp": { "min": 0, "max": 100 } }`. */
  readonly clamp?:
    { readonly min?: number | undefined; readonly max?: number | undefined } | undefined;
  /** Value or text -> what it becomes: `{ "map": { "1": "low", "2": 200 }, "otherwise": null }`. */
  readonly map?: Readonly<Record<string, number | string | boolean | null>> | undefined;
  /** What a value becomes that `map` does not list; left out: it stays as it is. */
  readonly otherwise?: number | string | boolean | null | undefined;
  /** Bits of an integer, bit 0 the lowest; of a bit-string, bit 0 the first: `{ "bits": { "from": 3, "count": 2 } }`. */
  readonly bits?: { readonly from: number; readonly count?: number | undefined } | undefined;
  /** Regular expression over the value's text: `{ "match": "^0*(\\d+)$", "replace": "$1" }`. */
  readonly match?: string | undefined;
  /** What the match becomes; left out: its first group, or the match itself. */
  readonly replace?: string | undefined;
}

/** A compiled transform set. */
export type Transform = (value: Scalar) => Scalar;

/**
 * Compiles a transform set.
 *
 * @throws {PatternError} for a text pattern that is not let in
 */
export function compileTransform(steps: readonly TransformStep[]): Transform {
  const compiled = steps.map(compileStep);
  return (value) => {
    let result = value;
    for (const step of compiled) result = step(result);
    return result;
  };
}

function compileStep(step: TransformStep): Transform {
  const { multiply, add, round, clamp, map, bits, match } = step;
  if (multiply !== undefined) return numeric((value) => times(value, multiply));
  if (add !== undefined) return numeric((value) => plus(value, add));
  if (round !== undefined) return numeric((value) => roundTo(value, round));
  if (clamp !== undefined) {
    const { min = -Infinity, max = Infinity } = clamp;
    return numeric((value) => Math.min(Math.max(value, min), max));
  }
  if (map !== undefined) return mapped(map, step);
  if (bits !== undefined) return (value) => bitsOf(value, bits.from, bits.count ?? 1);
  if (match !== undefined) return matched(match, step.replace);
  return (value) => value;
}

function numeric(work: (value: number) => number): Transform {
  return (value) => {
    const number = numberOf(value);
    return number === null ? value : work(number);
  };
}

const SIGNIFICANT_DIGITS = 15;

/** Decimal operands give decimal results: the noise beyond the digits that a double holds is dropped. */
function tidy(value: number): number {
  return Number.isFinite(value) && !Number.isSafeInteger(value)
    ? Number(value.toPrecision(SIGNIFICANT_DIGITS))
    : value;
}

function times(value: number, factor: number): number {
  return tidy(value * factor);
}

function plus(value: number, summand: number): number {
  return tidy(value + summand);
}

/** Rounds half away from zero, on the decimal text, so that 1.005 with two decimals is 1.01. */
function roundTo(value: number, decimals: number): number {
  const magnitude = Math.round(Number(exponential(Math.abs(value), decimals)));
  const rounded = Number(exponential(magnitude, -decimals));
  return value < 0 ? -rounded : rounded;
}

function exponential(value: number, shift: number): string {
  const [digits = '0', exponent = '0'] = String(value).split('e');
  return `${digits}e${Number(exponent) + shift}`;
}

function mapped(table: NonNullable<TransformStep['map']>, step: TransformStep): Transform {
  const entries = new Map(Object.entries(table));
  return (value) => {
    const key = textOf(value);
    if (key === null) return value;
    const found = entries.get(key);
    if (found !== undefined) return found;
    return step.otherwise === undefined ? value : step.otherwise;
  };
}

function bitsOf(value: Scalar, from: number, count: number): Scalar {
  if (typeof value === 'string') {
    if (!/^[01]*$/u.test(value)) return value;
    const taken = value.slice(from, from + count);
    return taken === '' ? 0 : Number.parseInt(taken, 2);
  }
  if (typeof value === 'number' && !Number.isSafeInteger(value)) return value;
  if (value === null) return value;
  // Negative integers are read as the two's complement of 64 bits.
  const unsigned = BigInt.asUintN(64, BigInt(value));
  return Number(BigInt.asUintN(count, unsigned >> BigInt(from)));
}

function matched(source: string, replace: string | undefined): Transform {
  const pattern = compilePattern(source);
  return (value) => {
    const text = textOf(value);
    if (text === null || text.length > LONGEST_MATCHED_TEXT) return value;
    if (replace !== undefined) return text.replace(pattern, replace);
    const found = pattern.exec(text);
    if (found === null) return value;
    return found[1] ?? found[0];
  };
}
