import type { PayloadValue } from '@dlms-telemetry/dlms';

const REGISTER = 3;
const EXTENDED_REGISTER = 4;
const DEMAND_REGISTER = 5;

/** Attributes that say something of an object's value (Blue Book, Register, Extended and Demand register), by class. */
const ATTRIBUTES: ReadonlyMap<
  number,
  { readonly scalerUnit: number; readonly captureTime?: number }
> = new Map([
  [REGISTER, { scalerUnit: 3 }],
  [EXTENDED_REGISTER, { scalerUnit: 3, captureTime: 5 }],
  [DEMAND_REGISTER, { scalerUnit: 4, captureTime: 6 }],
]);

/** Whether a value is but the scaler and unit, or the capture time, of another. */
export function isCompanion(value: PayloadValue): boolean {
  const attributes = attributesOf(value);
  if (attributes === undefined || value.attribute === undefined) return false;
  return value.attribute === attributes.scalerUnit || value.attribute === attributes.captureTime;
}

/** Capture times that a push list gives beside the values, by OBIS code, 12 octets each. */
export function captureTimesOf(values: readonly PayloadValue[]): ReadonlyMap<string, Uint8Array> {
  const times = new Map<string, Uint8Array>();
  for (const value of values) {
    const { obis, attribute, data } = value;
    if (obis === undefined || attribute === undefined) continue;
    if (attribute !== attributesOf(value)?.captureTime) continue;
    if (data.value instanceof Uint8Array) times.set(obis, data.value);
  }
  return times;
}

function attributesOf({ classId }: PayloadValue) {
  return classId === undefined ? undefined : ATTRIBUTES.get(classId);
}
