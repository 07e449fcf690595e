import type { Data } from './data.js';
import { isDateTime } from './date-time.js';
import type { Obis } from './obis.js';
import { OBIS_OCTETS, readObis } from './obis.js';

/** Value group A is a medium: electricity, gas, water, ... (Blue Book, OBIS). It has four bits of use. */
const LAST_MEDIUM = 15;
/** Value group F: 255 where it is not used, else a billing period. */
const UNUSED_GROUP_F = 255;
const LAST_BILLING_PERIOD = 125;

/** A power of ten and a unit of the Blue Book's enumeration: attribute scaler_unit. */
export interface ScalerUnit {
  readonly scaler: number;
  readonly unit: number;
}

/** Which attribute of which object a value is. */
export interface AttributeDescription {
  readonly classId: number;
  readonly obis: Obis;
  readonly attribute: number;
  readonly dataIndex?: number;
}

/**
 * Whether an element is an OBIS code when a value follows it in a flat list. Other octet strings of six octets are many:
 * serial numbers in ASCII, addresses.
 */
export function isCodeInList(data: Data | undefined): boolean {
  return isCodeInEntry(data) && groupF(data) === UNUSED_GROUP_F;
}

/** Whether an element is the OBIS code at the head of a structure of its own; there group F may be a billing period. */
export function isCodeInEntry(data: Data | undefined): boolean {
  if (data?.type !== 'octet-string' || data.value.length !== OBIS_OCTETS) return false;
  if ((data.value[0] ?? 0) > LAST_MEDIUM) return false;
  const last = groupF(data);
  return last === UNUSED_GROUP_F || last <= LAST_BILLING_PERIOD;
}

function groupF(data: Data | undefined): number {
  return data?.type === 'octet-string' ? (data.value[OBIS_OCTETS - 1] ?? 0) : 0;
}

/** The code that such an element holds. */
export function codeOf(data: Data | undefined): Obis | undefined {
  return data?.type === 'octet-string' ? readObis(data.value) : undefined;
}

/** The scaler and unit that an element is: structure { scaler: integer, unit: enum }. */
export function scalerUnitOf(data: Data | undefined): ScalerUnit | undefined {
  if (data?.type !== 'structure' || data.value.length !== 2) return undefined;
  const [scaler, unit] = data.value;
  if (scaler?.type !== 'integer' || unit?.type !== 'enum') return undefined;
  return { scaler: scaler.value, unit: unit.value };
}

/**
 * The attribute that the first elements of a structure name: class-id, logical name, attribute, and with `indexed`
 * the data index. Here an octet string of six octets is an OBIS code, whatever its groups.
 */
export function attributeDescriptionOf(
  elements: readonly Data[],
  indexed: boolean,
): AttributeDescription | undefined {
  const [classId, name, attribute, dataIndex] = elements;
  if (classId?.type !== 'long-unsigned' || attribute?.type !== 'integer') return undefined;
  if (name?.type !== 'octet-string' || name.value.length !== OBIS_OCTETS) return undefined;
  const described = {
    classId: classId.value,
    obis: readObis(name.value),
    attribute: attribute.value,
  };
  if (!indexed) return described;
  return dataIndex?.type === 'long-unsigned'
    ? { ...described, dataIndex: dataIndex.value }
    : undefined;
}

/** The 12 octets of a clock, as date-time or as octet string. */
export function clockOf(data: Data | undefined): Uint8Array | undefined {
  if (data?.type === 'date-time') return data.value;
  return data?.type === 'octet-string' && isDateTime(data.value) ? data.value : undefined;
}
