import { readObis, type Data, type PayloadValue } from '@dlms-telemetry/dlms';
import type { ActiveMaps, CompiledMap } from './compile-maps.js';
import type { MapRefusal } from './errors.js';
import type { Notification } from './notification.js';
import { isComposite } from './payload-scalar.js';

/** A value that a map found. */
export interface Found {
  readonly map: CompiledMap;
  readonly value: PayloadValue;
  /** The single value, after `DataIndex`. */
  readonly data: Data;
  /** Path of `data` in the body. */
  readonly path: readonly number[];
}

const OBIS_OCTETS = 6;
const SECOND_COLUMN = 2;

/** Elements of the pushed structure; 1 when the body is a value by itself. */
export function elementCount(body: Data): number {
  return isComposite(body) ? body.value.length : 1;
}

/**
 * Applies the maps of a section: those with a place to what stands there, the others by the OBIS codes in the payload.
 *
 * @returns what was found, in the order of the body; or a refusal when a code contradicts a place
 */
export function findValues(notification: Notification, maps: ActiveMaps): Found[] | MapRefusal {
  const found: Found[] = [];
  if (maps.placed.length > 0) {
    const refusal = findByPlace(notification, maps.placed, found);
    if (refusal !== undefined) return refusal;
  }
  if (maps.byCode.size > 0 || maps.patterns.length > 0) {
    for (const value of notification.values) findByCode(value, maps, found);
  }
  return found;
}

function findByCode(value: PayloadValue, maps: ActiveMaps, found: Found[]): void {
  const { obis } = value;
  if (obis === undefined) return;
  for (const map of maps.byCode.get(obis) ?? []) add(map, value, found);
  for (const map of maps.patterns) {
    if (map.pattern?.matches(obis) === true) add(map, value, found);
  }
}

function add(map: CompiledMap, value: PayloadValue, found: Found[]): void {
  if (value.attribute !== undefined && value.attribute !== map.attribute) return;
  const selected = select(map, value);
  if (selected !== undefined) found.push(selected);
}

/** Takes the element that `DataIndex` names; a payload that says which one it sent must agree. */
function select(map: CompiledMap, value: PayloadValue): Found | undefined {
  const { data, path, dataIndex: sent = 0 } = value;
  const wanted = map.dataIndex;
  if (sent > 0 && wanted > 0 && sent !== wanted) return undefined;
  // Of a profile's columns, which carry its code alone, the first that is not the time stands for the value.
  if (value.captureTime !== undefined && sent > 0 && wanted === 0) {
    if (sent > SECOND_COLUMN || data.value === value.captureTime) return undefined;
  }
  if (!isComposite(data)) {
    const isIt = wanted <= 1 || sent === wanted;
    return isIt ? { map, value, data, path } : undefined;
  }
  const index = sent > 0 || wanted === 0 ? 0 : wanted - 1;
  const element = data.value[index];
  if (element === undefined || isComposite(element)) return undefined;
  return { map, value, data: element, path: [...path, index] };
}

function findByPlace(
  notification: Notification,
  placed: readonly CompiledMap[],
  found: Found[],
): MapRefusal | undefined {
  const byPlace = new Map<number, PayloadValue[]>();
  for (const value of notification.values) {
    const place = placeOf(value);
    const same = byPlace.get(place);
    if (same === undefined) byPlace.set(place, [value]);
    else same.push(value);
  }
  for (const map of placed) {
    const place = map.place ?? 0;
    const values = byPlace.get(place) ?? pairAt(place, notification.body, byPlace);
    const refusal = takePlace(map, place, values, notification.body, found);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

/** The rows of a body that is a profile's buffer have the columns as places. */
function placeOf({ path, captureTime }: PayloadValue): number {
  return (captureTime !== undefined && path.length === 2 ? path[1] : path[0]) ?? 0;
}

/** Where a place holds an OBIS code, the value that follows it stands for the pair. */
function pairAt(
  place: number,
  body: Data,
  byPlace: ReadonlyMap<number, readonly PayloadValue[]>,
): readonly PayloadValue[] {
  const code = isComposite(body) ? body.value[place] : undefined;
  if (code?.type !== 'octet-string' || code.value.length !== OBIS_OCTETS) return [];
  const next = byPlace.get(place + 1) ?? [];
  return next.filter(({ obis }) => obis === readObis(code.value));
}

function takePlace(
  map: CompiledMap,
  place: number,
  values: readonly PayloadValue[],
  body: Data,
  found: Found[],
): MapRefusal | undefined {
  const [first] = values;
  if (first === undefined) return undefined;
  const fitting = values.filter(({ obis }) => obis === undefined || fits(map, obis));
  if (fitting.length === 0) {
    const expected = map.pattern?.text ?? '';
    return {
      code: 'map.order',
      message: `Place ${place} (from 0) of the payload holds ${first.obis ?? ''}, where property map ${map.name} expects ${expected}.`,
    };
  }
  if (fitting.some(({ captureTime }) => captureTime !== undefined)) {
    takeRows(map, fitting, found);
    return undefined;
  }
  const whole = wholeElement(place, values, body);
  const selected = select(map, whole ?? fitting.find(({ obis }) => obis !== undefined) ?? first);
  if (selected !== undefined) found.push(selected);
  return undefined;
}

function fits(map: CompiledMap, obis: string): boolean {
  return map.pattern === undefined || map.pattern.matches(obis);
}

/** Several values without a code at one place are the elements of a structure, among which `DataIndex` chooses. */
function wholeElement(
  place: number,
  values: readonly PayloadValue[],
  body: Data,
): PayloadValue | undefined {
  if (values.length < 2 || values.some(({ obis }) => obis !== undefined)) return undefined;
  const data = isComposite(body) ? body.value[place] : undefined;
  return data === undefined ? undefined : { path: [place], data };
}

/**
 * Rows of a profile give one value each. Where the whole profile stands at one place, `DataIndex` is the column, from
 * 1; 0 takes the first column that is not the time.
 */
function takeRows(map: CompiledMap, values: readonly PayloadValue[], found: Found[]): void {
  let column = map.dataIndex === 0 ? undefined : map.dataIndex - 1;
  for (const value of values) {
    const { path, data, captureTime } = value;
    if (path.length > 2) {
      const at = path.at(-1);
      if (column === undefined && data.value === captureTime) continue;
      column ??= at;
      if (at !== column) continue;
    }
    found.push({ map, value, data, path });
  }
}
