/**
 * A value on its way from payload to reading. 64-bit integers stay bigint while nothing has touched them, so that
 * bits are taken from all 64 of them.
 */
export type Scalar = number | bigint | boolean | string | null;

const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,3})?$/iu;

/** The number in a scalar: a text counts when it is a decimal number, a boolean is 0 or 1; else null. */
export function numberOf(value: Scalar): number | null {
  if (value === null) return null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'string' && !DECIMAL.test(value.trim())) return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

/** The text of a scalar; null stays null. */
export function textOf(value: Scalar): string | null {
  return value === null ? null : String(value);
}
