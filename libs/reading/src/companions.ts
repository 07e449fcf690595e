import type { Data, PayloadValue } from '@dlms-telemetry/dlms';
import { isComposite } from './payload-scalar.js';

/** Attributes of one object that say something of its value (Blue Book, Register, Extended and Demand register). */
export interface Companions {
  /** Scaler and unit by OBIS code. */
  readonly scalerUnits: ReadonlyMap<string, { readonly scaler: number; readonly unit: number }>;
  /** Capture time by OBIS code, 12 octets. */
  readonly captureTimes: ReadonlyMap<string, Uint8Array>;
}

const REGISTER = 3;
const EXTENDED_REGISTER = 4;
const DEMAND_REGISTER = 5;

/** Attribute numbers of scaler_unit and capture_time, by class. */
const ATTRIBUTES: ReadonlyMap<
  number,
  { readonly scalerUnit: number; readonly captureTime?: number }
> = new Map([
  [REGISTER, { scalerUnit: 3 }],
  [EXTENDED_REGISTER, { scalerUnit: 3, captureTime: 5 }],
  [DEMAND_REGISTER, { scalerUnit: 4, captureTime: 6 }],
]);

const NONE: Companions = { scalerUnits: new Map(), captureTimes: new Map() };

/** Whether a value is but the scaler and unit, or the capture time, of another. */
export function isCompanion({ classId, attribute }: PayloadValue): boolean {
  const attributes = classId === undefined ? undefined : ATTRIBUTES.get(classId);
  if (attributes === undefined || attribute === undefined) return false;
  return attribute === attributes.scalerUnit || attribute === attributes.captureTime;
}

/** Finds the attributes that a push list gives beside the values they belong to. */
export function companionsOf(values: readonly PayloadValue[]): Companions {
  if (!values.some(isCompanion)) return NONE;
  const scalerUnits = new Map<string, { scaler: number; unit: number }>();
  const captureTimes = new Map<string, Uint8Array>();
  for (const value of values) {
    if (value.obis === undefined || !isCompanion(value)) continue;
    const { data } = value;
    const scalerUnit = scalerUnitOf(data);
    if (scalerUnit !== undefined) scalerUnits.set(value.obis, scalerUnit);
    else if (data.type === 'octet-string' || data.type === 'date-time') {
      captureTimes.set(value.obis, data.value);
    }
  }
  return { scalerUnits, captureTimes };
}

function scalerUnitOf(data: Data): { scaler: number; unit: number } | undefined {
  if (!isComposite(data)) return undefined;
  const [scaler, unit] = data.value;
  return scaler?.type === 'integer' && unit?.type === 'enum'
    ? { scaler: scaler.value, unit: unit.value }
    : undefined;
}
