import type { Data, PayloadValue, TypeDescription } from '@dlms-telemetry/dlms';
import {
  isDateTime,
  isDaylightSaving,
  isPrintable,
  readDateTime,
  readLatin1,
  toHex,
  toLocalText,
  unitName,
} from '@dlms-telemetry/dlms';
import type { Json, JsonObject } from './vector.js';

/** A value as the vectors write it: `{ "t": type, "v": value }`, a compact-array with `desc`. */
export function treeOf(data: Data): JsonObject {
  if (data.type === 'compact-array')
    return { t: data.type, desc: descriptionOf(data.description), v: data.value.map(treeOf) };
  return { t: data.type, v: rawOf(data) };
}

/** The `v` of a value. */
export function rawOf(data: Data): Json {
  if (data.type === 'array' || data.type === 'structure' || data.type === 'compact-array')
    return data.value.map(treeOf);
  const { value } = data;
  if (value instanceof Uint8Array) return toHex(value);
  if (typeof value === 'bigint') return String(value);
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}

function descriptionOf(description: TypeDescription): Json {
  if (description.type === 'structure') return description.elements.map(descriptionOf);
  if (description.type === 'array')
    return { array: description.count, of: descriptionOf(description.element) };
  return description.type;
}

/** A date-time as the vectors write it; null for none. */
export function dateTimeOf(octets: Uint8Array | null): Json {
  if (octets === null) return null;
  const dateTime = readDateTime(octets);
  return {
    hex: toHex(octets),
    local: toLocalText(dateTime),
    weekday: dateTime.weekday,
    deviationMinutes: dateTime.deviationMinutes,
    clockStatus: dateTime.clockStatus,
    dst: isDaylightSaving(dateTime),
  };
}

/** A value of the payload as the vectors write it. */
export function valueOf(value: PayloadValue): JsonObject {
  const { data, obis, classId, attribute, dataIndex, scaler, unit } = value;
  const fields: Record<string, Json | undefined> = {
    path: value.path,
    obis,
    classId,
    attribute,
    dataIndex,
    type: data.type,
    raw: rawOf(data),
    scaler,
    unit,
    unitName: unit === undefined ? undefined : unitName(unit),
    ...readableOf(data),
  };
  return Object.fromEntries(Object.entries(fields).filter(hasValue));
}

function hasValue(entry: [string, Json | undefined]): entry is [string, Json] {
  return entry[1] !== undefined;
}

function readableOf(data: Data): JsonObject {
  if (data.type === 'visible-string' || data.type === 'utf8-string') return { text: data.value };
  if (data.type !== 'octet-string') return {};
  if (isDateTime(data.value))
    return { text: toLocalText(readDateTime(data.value)), dateTime: dateTimeOf(data.value) };
  return isPrintable(data.value) ? { text: readLatin1(data.value) } : {};
}
