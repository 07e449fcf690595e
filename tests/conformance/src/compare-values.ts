import type { PayloadValue } from '@dlms-telemetry/dlms';
import { unitName } from '@dlms-telemetry/dlms';
import type { Difference } from './difference.js';
import { compare } from './difference.js';
import { valueOf } from './tree.js';
import type { Json, JsonObject } from './vector.js';
import { isList, isObject } from './vector.js';

/** What the reading that a property map gives says about a value: for payloads that hold neither codes nor units. */
export interface ValueNames {
  readonly obis?: string;
  /** Power of ten that the map multiplies with. */
  readonly scaler?: number;
  /** Symbol of the unit, empty where there is none. */
  readonly unit: string;
  /** The value of the reading, scaled; null for a text. */
  readonly value: number | null;
}

/** What the map that fits a vector says about a value; undefined where it says nothing. */
export type NameValues = (value: PayloadValue) => ValueNames | undefined;

/** The result of comparing a list of values. */
export interface ValuesCompared {
  readonly differences: readonly Difference[];
  /** Fields that the vector knows from elsewhere, and that no map gave: `obis`, `scaler`, `unit`. */
  readonly notInPayload: number;
}

const OUTSIDE: readonly string[] = ['obis', 'scaler', 'unit', 'unitName'];
const PROSE = 'note';
/** Names in place of a symbol: a reading has none then. */
const NO_SYMBOL = ['count', 'other'];

/**
 * Compares every field of every value.
 *
 * @param namedElsewhere the vector says that codes, positions or scalers come from outside the payload
 * @param names of the map that fits; undefined where none does, and then such fields are counted only
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
    const found = valueOf(value);
    const fields = fieldsOf(wanted, found);
    const outside = namedElsewhere
      ? fields.filter((name) => OUTSIDE.includes(name) && found[name] === undefined)
      : [];
    for (const name of fields)
      if (!outside.includes(name))
        differences.push(...compare(`${place}.${name}`, wanted[name], found[name]));
    if (names === undefined) notInPayload += outside.length;
    else if (outside.length > 0)
      differences.push(...compareNamed(place, wanted, outside, names(value)));
  }
  return { differences, notInPayload };
}

/** Fields that a property map tells, and the value of its reading: raw x 10^scaler. */
function compareNamed(
  place: string,
  wanted: JsonObject,
  fields: readonly string[],
  named: ValueNames | undefined,
): Difference[] {
  const told: JsonObject = {
    ...(named?.obis === undefined ? {} : { obis: named.obis }),
    ...(named?.scaler === undefined ? {} : { scaler: named.scaler }),
    ...(named === undefined ? {} : unitOf(wanted, named.unit)),
  };
  const differences = fields.flatMap((name) =>
    compare(`${place}.${name}`, wanted[name], told[name]),
  );
  const { raw, scaler } = wanted;
  const isNumber = typeof raw === 'number' || (typeof raw === 'string' && /^-?\d+$/.test(raw));
  if (!isNumber || typeof scaler !== 'number') return differences;
  const value = Number(`${String(raw)}e${String(scaler)}`);
  return [...differences, ...compare(`${place}.value`, value, named?.value)];
}

/** The symbol of a reading, under the names of the vectors: as they have it where it means the same. */
function unitOf(wanted: JsonObject, symbol: string): JsonObject {
  const means = (name: Json | undefined): boolean =>
    typeof name === 'string' && (NO_SYMBOL.includes(name) ? '' : name) === symbol;
  const { unit, unitName: name } = wanted;
  return {
    unit: typeof unit === 'number' && means(unitName(unit)) ? unit : symbol,
    unitName: typeof name === 'string' && means(name) ? name : symbol,
  };
}

/** Every field of either side but prose. Where the vector gives no `raw` (a push object list), the body has it. */
function fieldsOf(wanted: JsonObject, found: JsonObject): string[] {
  const names = new Set([...Object.keys(wanted), ...Object.keys(found)]);
  names.delete(PROSE);
  if (wanted.raw === undefined && wanted[PROSE] !== undefined) names.delete('raw');
  return [...names];
}
