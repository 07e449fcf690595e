import type { MappedType } from './property-map.js';
import { numberOf, textOf, type Scalar } from './scalar.js';

/** What a reading says of a value. */
export interface Converted {
  /** null for a text. */
  readonly value: number | null;
  /** The exact text, where a double cannot hold the value. */
  readonly raw: string | undefined;
}

/**
 * Turns a value into what its map wants (`DataType`), or into what it is by itself. A value that cannot be turned into
 * the type stays a text.
 */
export function convert(scalar: Scalar, type: MappedType | undefined): Converted {
  if (scalar === null) return { value: null, raw: undefined };
  switch (type) {
    case 'string':
      return { value: null, raw: String(scalar) };
    case 'double':
      return numeric(scalar, numberOf(scalar));
    case 'int': {
      const number = numberOf(scalar);
      return numeric(scalar, number === null ? null : roundHalfAway(number));
    }
    case 'bool':
      return numeric(scalar, truth(scalar));
    case 'DateTime':
      return { value: null, raw: timeText(scalar) };
    case undefined:
      return typeof scalar === 'string'
        ? { value: null, raw: scalar }
        : numeric(scalar, numberOf(scalar));
  }
}

function numeric(scalar: Scalar, value: number | null): Converted {
  const exact = typeof scalar === 'bigint' || value === null;
  return { value, raw: exact ? (textOf(scalar) ?? undefined) : undefined };
}

function roundHalfAway(value: number): number {
  return value < 0 ? -Math.round(-value) : Math.round(value);
}

function truth(scalar: Scalar): number | null {
  const number = numberOf(scalar);
  if (number !== null) return number === 0 ? 0 : 1;
  const word = String(scalar).trim().toLowerCase();
  if (word === 'true') return 1;
  return word === 'false' ? 0 : null;
}

const LATEST_SECOND = 253_402_300_799;

/** A text stays as it is; a number counts as seconds since 1970. */
function timeText(scalar: Scalar): string {
  if (typeof scalar === 'string') return scalar;
  const seconds = numberOf(scalar);
  if (seconds === null || seconds < 0 || seconds > LATEST_SECOND) return String(scalar);
  return new Date(seconds * 1000).toISOString();
}
