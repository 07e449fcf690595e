import { scaleToNumber, UNIT_COUNT, UNIT_OTHER, unitOf, type Data } from '@dlms-telemetry/dlms';
import { isClock, type Timing } from './capture-time.js';
import type { CompiledMap } from './compile-maps.js';
import { convert, type Converted } from './convert.js';
import type { Found } from './find-values.js';
import { factsOf } from './obis-facts.js';
import { isComposite, scalarOf } from './payload-scalar.js';
import type { Reading } from './reading.js';
import type { Scalar } from './scalar.js';
import type { ZoneDeviation } from './time-zone.js';

/** A value that becomes a reading: found by a map, or by what stands for one where none fits. */
export type Source = Pick<Found, 'value' | 'data' | 'path'> & {
  readonly map: Pick<CompiledMap, 'measure'> & Partial<CompiledMap>;
};

/** What all readings of a frame share. */
export interface ReadingContext {
  readonly serial: string;
  /** ISO 8601 in UTC. */
  readonly receivedAt: string;
  readonly zone: ZoneDeviation;
}

/** What of a reading its map and its payload's form tell: the same for all values that stand there. */
export interface ReadingForm {
  readonly measure: string;
  readonly unit: string;
  readonly direction: Reading['Direction'];
  readonly obis: string | undefined;
  readonly scaler: number;
  readonly type: CompiledMap['type'];
  readonly transform: CompiledMap['transform'];
  /** The value is known to be a time. */
  readonly isTime: boolean;
}

/** Makes the reading of a value: scaled, transformed, converted, with its unit, direction and time. */
export function makeReading(
  source: Source,
  id: string,
  timing: Timing,
  context: ReadingContext,
): Reading {
  const form = formOf(source);
  return readingOf(form, valueOf(form, source.data, context.zone), id, timing, context);
}

export function formOf({ map, value }: Source): ReadingForm {
  const obis = value.obis ?? exactCode(map);
  return {
    measure: map.measure,
    unit: value.unit === undefined ? (map.unit ?? '') : unitSymbol(value.unit),
    direction: map.direction ?? (obis === undefined ? 'None' : factsOf(obis).direction),
    obis,
    scaler: value.scaler ?? map.scaler ?? 0,
    type: map.type,
    transform: map.transform,
    isTime: map.isClock === true || map.type === 'DateTime' || isClock(value),
  };
}

/** The value of a reading: scaled, transformed, converted; of 64-bit integers with every digit. */
export function valueOf(form: ReadingForm, data: Data, zone: ZoneDeviation): Converted {
  const { scaler, transform, type, isTime } = form;
  const scalar = isComposite(data) ? null : scaled(scalarOf(data, zone, isTime), scaler);
  const converted = convert(transform === undefined ? scalar : transform(scalar), type);
  const is64 = data.type === 'long64' || data.type === 'long64-unsigned';
  return is64 ? { value: converted.value, raw: String(data.value) } : converted;
}

/** Puts a reading together, its properties in the order in which they are published. */
export function readingOf(
  { measure, unit, direction, obis }: ReadingForm,
  { value, raw }: Converted,
  id: string,
  { date, quality }: Timing,
  { serial, receivedAt }: ReadingContext,
): Reading {
  return {
    Id: id,
    Serial: serial,
    Measure: measure,
    Unit: unit,
    Direction: direction,
    Value: value,
    Date: date,
    ReceivedAt: receivedAt,
    Source: 'push',
    ...(obis === undefined ? undefined : { Obis: obis }),
    ...(raw === undefined ? undefined : { Raw: raw }),
    ...(quality === undefined ? undefined : { Quality: quality }),
  };
}

function exactCode({ pattern }: Partial<CompiledMap>): string | undefined {
  return pattern?.wildcards === 0 ? pattern.text : undefined;
}

function scaled(scalar: Scalar, scaler: number): Scalar {
  if (scaler === 0 || (typeof scalar !== 'number' && typeof scalar !== 'bigint')) return scalar;
  return scaleToNumber(scalar, scaler);
}

/** Other unit, and count, name no unit. */
function unitSymbol(code: number): string {
  if (code === UNIT_OTHER || code === UNIT_COUNT) return '';
  return unitOf(code)?.symbol ?? '';
}
