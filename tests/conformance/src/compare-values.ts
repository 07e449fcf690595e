import type { PayloadValue } from '@dlms-telemetry/dlms';
import type { Difference } from './difference.js';
import { compare } from './difference.js';
import { valueOf } from './tree.js';
import type { Json, JsonObject } from './vector.js';
import { isList, isObject } from './vector.js';

/** What a property map says about a value's place: for payloads that hold neither codes nor units. */
export interface ValueNames {
  readonly obis?: string;
  readonly scaler?: number;
  readonly unit?: number;
}

/** Finds a map that fits a vector, and what it says about a value; undefined where none fits. */
export type NameValues = (value: PayloadValue) => ValueNames | undefined;

/** The result of comparing a list of values. */
export interface ValuesCompared {
  readonly differences: readonly Difference[];
  /** Fields that the vector knows from elsewhere, and that no map gave: `obis`, `scaler`, `unit`. */
  readonly notInPayload: number;
}

const OUTSIDE = ['obis', 'scaler', 'unit', 'unitName'];
const PROSE = 'note';

/**
 * Compares every field of every value.
 *
 * @param namedElsewhere the vector says that codes, positions or scalers come from outside the payload
 */
export function compareValues(
  expected: Json,
  values: readonly PayloadValue[],
  namedElsewhere: boolean,
  names: NameValues | undefined,
): ValuesCompared {
  if (!isList(expected))
    return { differences: compare('values', expected, values.map(valueOf)), notInPayload: 0 };
  const differences: Difference[] = [];
  let notInPayload = 0;
  const length = Math.max(expected.length, values.length);
  for (let i = 0; i < length; i++) {
    const place = `values[${String(i)}]`;
    const wanted = expected[i];
    const value = values[i];
    if (!isObject(wanted) || value === undefined) {
      differences.push({ place, expected: wanted, actual: value && valueOf(value) });
      continue;
    }
    const found = valueOf({ ...(namedElsewhere ? names?.(value) : undefined), ...value });
    for (const name of fieldsOf(wanted, found)) {
      const outside = namedElsewhere && OUTSIDE.includes(name) && found[name] === undefined;
      if (outside) notInPayload++;
      else differences.push(...compare(`${place}.${name}`, wanted[name], found[name]));
    }
  }
  return { differences, notInPayload };
}

/** Every field of either side but prose. Where the vector gives no `raw` (a push object list), the body has it. */
function fieldsOf(wanted: JsonObject, found: JsonObject): string[] {
  const names = new Set([...Object.keys(wanted), ...Object.keys(found)]);
  names.delete(PROSE);
  if (wanted.raw === undefined && wanted[PROSE] !== undefined) names.delete('raw');
  return [...names];
}
