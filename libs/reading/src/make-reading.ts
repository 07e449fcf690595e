import { scaleToNumber, UNIT_COUNT, UNIT_OTHER, unitOf } from '@dlms-telemetry/dlms';
import { isClock, type Timing } from './capture-time.js';
import type { CompiledMap } from './compile-maps.js';
import { convert } from './convert.js';
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

/** Makes the reading of a value: scaled, transformed, converted, with its unit, direction and time. */
export function makeReading(
  { map, value, data }: Source,
  id: string,
  timing: Timing,
  context: ReadingContext,
): Reading {
  const scaler = value.scaler ?? map.scaler ?? 0;
  const isTime = map.isClock === true || map.type === 'DateTime' || isClock(value);
  const scalar = isComposite(data) ? null : scaled(scalarOf(data, context.zone, isTime), scaler);
  const { transform } = map;
  const converted = convert(transform === undefined ? scalar : transform(scalar), map.type);
  const is64 = data.type === 'long64' || data.type === 'long64-unsigned';
  const raw = is64 ? String(data.value) : converted.raw;
  const obis = value.obis ?? exactCode(map);
  const reading: { -readonly [K in keyof Reading]: Reading[K] } = {
    Id: id,
    Serial: context.serial,
    Measure: map.measure,
    Unit: value.unit === undefined ? (map.unit ?? '') : unitSymbol(value.unit),
    Direction: map.direction ?? (obis === undefined ? 'None' : factsOf(obis).direction),
    Value: converted.value,
    Date: timing.date,
    ReceivedAt: context.receivedAt,
    Source: 'push',
  };
  if (obis !== undefined) reading.Obis = obis;
  if (raw !== undefined) reading.Raw = raw;
  if (timing.quality !== undefined) reading.Quality = timing.quality;
  return reading;
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
