/**
 * raw x 10^scaler as a double. Negative scalers divide: 10^-1 is not exact as a double, 10^1 is (up to 10^22), so that
 * the result is rounded once only and 2341 with scaler -1 is 234.1.
 *
 * @param raw a bigint is rounded to the nearest double; `scaleToText` keeps every digit
 */
export function scaleToNumber(raw: number | bigint, scaler: number): number {
  const value = Number(raw);
  if (scaler === 0) return value;
  return scaler > 0 ? value * powerOfTen(scaler) : value / powerOfTen(-scaler);
}

/** Exponents that a scaler, one signed octet, can have. */
const LARGEST_EXPONENT = 128;
const POWERS = Float64Array.from({ length: LARGEST_EXPONENT + 1 }, (_, n) => Number(`1e${n}`));

/** 10^exponent, for an exponent that is not negative. */
export function powerOfTen(exponent: number): number {
  return POWERS[exponent] ?? 10 ** exponent;
}

/** raw x 10^scaler in decimal digits, none lost: 5n with scaler -3 is `0.005`. @param raw an integer */
export function scaleToText(raw: number | bigint, scaler: number): string {
  const integer = BigInt(raw);
  if (scaler >= 0) return String(integer * 10n ** BigInt(scaler));
  const negative = integer < 0n;
  const digits = String(negative ? -integer : integer).padStart(1 - scaler, '0');
  const whole = digits.slice(0, scaler);
  const fraction = digits.slice(scaler).replace(/0+$/, '');
  return `${negative ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}
