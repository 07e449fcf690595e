import type { Data } from './data.js';
import type { Obis } from './obis.js';
import type { AttributeDescription, ScalerUnit } from './payload-shape.js';
import {
  attributeDescriptionOf,
  codeOf,
  isCodeInEntry,
  isCodeInList,
  scalerUnitOf,
} from './payload-shape.js';
import { cellsOf, rowsOf } from './profile-rows.js';
import type { PushObject } from './push-object-list.js';
import { describedBy, isPushObjectList } from './push-object-list.js';

/** A value found in the body of a notification, with all that the payload itself says about it. */
export interface PayloadValue {
  /** Indexes into the body's tree; empty when the body is the value. */
  readonly path: readonly number[];
  readonly data: Data;
  readonly obis?: Obis;
  readonly classId?: number;
  readonly attribute?: number;
  readonly dataIndex?: number;
  /** Power of ten; the value is raw x 10^scaler. */
  readonly scaler?: number;
  /** Enumeration value of the Blue Book's unit table. */
  readonly unit?: number;
  /** Capture time of the profile row the value stands in, 12 octets. */
  readonly captureTime?: Uint8Array;
}

/** How `readPayload` treats what it finds. */
export interface PayloadOptions {
  /** Profile buffers: a value for each row and column (`rows`, the default), or the buffer as one value (`whole`). */
  readonly buffers?: 'rows' | 'whole';
}

type Named = Partial<AttributeDescription>;
type List = Extract<Data, { readonly type: 'array' | 'structure' }>;

const NOTHING: Named = {};
const NO_COLUMNS: readonly AttributeDescription[] = [];

/** The push setup's own logical name, 0.b.25.9.0.255: where a push list often begins. */
const PUSH_SETUP_NAME = /^0\.\d+\.25\.9\.0\.255$/;

/** Attributes that hold scaler_unit: Register, Extended register; Demand register (Blue Book, classes 3, 4, 5). */
const SCALER_UNIT_ATTRIBUTE: Readonly<Record<number, number>> = { 3: 3, 4: 3, 5: 4 };

/**
 * Finds the values in a notification's body. The shapes that are known, mixed and nested in any way:
 *
 * - a push object list as first element: entry n describes element n;
 * - a flat list: an OBIS code names the value behind it, `{scaler, unit}` belongs to the value before it;
 * - structures `{obis, value}`, `{obis, value, {scaler, unit}}`, `{obis, value, scaler, unit}`,
 *   `{class, obis, attribute, value}`, `{{class, obis, attribute}, value}`, each of the last two with `{scaler, unit}`;
 * - register structures `{value, {scaler, unit}}`;
 * - rows of a profile, each with its clock.
 *
 * What has no name in the payload is told by its place alone.
 */
export function readPayload(body: Data, options: PayloadOptions = {}): PayloadValue[] {
  const found = new Found(options.buffers !== 'whole');
  if (body.type !== 'array' && body.type !== 'structure') {
    found.value([], body, NOTHING);
    return found.values;
  }
  const described = describedBy(body.value);
  if (described !== undefined) {
    body.value.forEach((data, i) => {
      found.element([i], data, described[i]);
    });
    return withScalers(found.values);
  }
  if (found.asRows && rowsOf({ path: [], data: body }) !== undefined)
    found.value([], body, NOTHING);
  else found.list(body, []);
  return found.values;
}

/** Collects the values of one body. */
class Found {
  readonly values: PayloadValue[] = [];
  readonly asRows: boolean;

  constructor(asRows: boolean) {
    this.asRows = asRows;
  }

  /** The elements of a list in their order. */
  list(list: List, path: readonly number[]): void {
    const elements = list.value;
    const entry = list.type === 'structure' && elements.length <= 4;
    let i = 0;
    while (i < elements.length) {
      const named = isNameAt(elements, i, entry);
      let at = named ? i + 1 : i;
      let scale = named ? scalerUnitOf(elements[at]) : undefined;
      if (scale !== undefined && hasValueBehind(elements, at)) at++;
      else scale = undefined;
      const data = elements[at];
      if (data === undefined) return;
      let next = at + 1;
      if (scale === undefined) {
        scale = scalerUnitOf(elements[next]);
        if (scale !== undefined) next++;
      }
      if (scale === undefined && entry && named && next === 2) {
        scale = looseScalerUnit(elements[2], elements[3]);
        if (scale !== undefined) next = 4;
      }
      this.element([...path, at], data, named ? nameOf(elements[i]) : undefined, scale);
      i = next;
    }
  }

  /** One element of a list: a value, a structure that tells its own name, or a list of such. */
  element(
    path: readonly number[],
    data: Data,
    named?: Named | PushObject,
    scale?: ScalerUnit,
  ): void {
    if (data.type === 'structure' && data.value.length >= 2 && data.value.length <= 5) {
      if (this.register(path, data.value, named)) return;
      if (named === undefined && this.selfNamed(path, data.value)) return;
    }
    if (named === undefined && holdsNames(data, path)) this.list(data, path);
    else this.value(path, data, named ?? NOTHING, scale);
  }

  value(path: readonly number[], data: Data, named: Named | PushObject, scale?: ScalerUnit): void {
    const columns = 'columns' in named ? named.columns : NO_COLUMNS;
    const value = payloadValue(path, data, named, scale);
    const rows = this.asRows ? rowsOf(value) : undefined;
    if (rows === undefined) this.values.push(value);
    else for (const cell of cellsOf(value, rows, columns)) this.values.push(cell);
  }

  /** `{value, {scaler, unit}}` */
  private register(path: readonly number[], elements: readonly Data[], named?: Named): boolean {
    const scale = elements.length === 2 ? scalerUnitOf(elements[1]) : undefined;
    const [data] = elements;
    if (scale === undefined || data === undefined || isList(data)) return false;
    this.value([...path, 0], data, named ?? NOTHING, scale);
    return true;
  }

  /** `{class, obis, attribute, value}` and `{{class, obis, attribute}, value}`, either with `{scaler, unit}` behind it */
  private selfNamed(path: readonly number[], elements: readonly Data[]): boolean {
    const [head] = elements;
    const nested = head?.type === 'structure' && head.value.length === 3;
    const at = nested ? 1 : 3;
    const described = attributeDescriptionOf(nested ? head.value : elements, false);
    const data = elements[at];
    if (described === undefined || data === undefined) return false;
    const scale = scalerUnitOf(elements[at + 1]);
    if (elements.length > at + (scale === undefined ? 1 : 2)) return false;
    this.value([...path, at], data, described, scale);
    return true;
  }
}

/** Whether the element at `i` is a code that names the element behind it. */
function isNameAt(elements: readonly Data[], i: number, entry: boolean): boolean {
  if (i + 1 >= elements.length) return false;
  const isCode = entry && i === 0 ? isCodeInEntry(elements[0]) : isCodeInList(elements[i]);
  // A list that begins with the push setup's name and goes on with values is a list of values (IDIS).
  return isCode && !(i === 0 && elements.length > 2 && isPushSetup(elements));
}

function isPushSetup(elements: readonly Data[]): boolean {
  const name = codeOf(elements[0]);
  return (
    name !== undefined && PUSH_SETUP_NAME.test(name) && scalerUnitOf(elements[2]) === undefined
  );
}

function nameOf(data: Data | undefined): Named | undefined {
  const obis = codeOf(data);
  return obis === undefined ? undefined : { obis };
}

/** Whether what an element contains tells its own names. A push object list that fits nothing is not among them. */
function holdsNames(data: Data, path: readonly number[]): data is List {
  if (data.type !== 'array' && data.type !== 'structure') return false;
  return hasCodes(data) && !(path.at(-1) === 0 && isPushObjectList(data));
}

/** Whether a value stands behind `at`, and not the code of the next one. */
function hasValueBehind(elements: readonly Data[], at: number): boolean {
  return at + 1 < elements.length && !isCodeInList(elements[at + 1]);
}

function hasCodes(list: List): boolean {
  const elements = list.value;
  const entry = list.type === 'structure' && elements.length <= 4;
  for (let i = 0; i < elements.length; i++) {
    const element = elements[i];
    if (element === undefined) continue;
    if (isNameAt(elements, i, entry)) return true;
    if (element.type !== 'array' && element.type !== 'structure') continue;
    if (isSelfNamed(element) || hasCodes(element)) return true;
  }
  return isSelfNamed(list);
}

function isSelfNamed(list: List): boolean {
  if (list.type !== 'structure') return false;
  const [head] = list.value;
  if (list.value.length >= 4 && list.value.length <= 5)
    return attributeDescriptionOf(list.value, false) !== undefined;
  return (
    list.value.length >= 2 &&
    head?.type === 'structure' &&
    head.value.length === 3 &&
    attributeDescriptionOf(head.value, false) !== undefined
  );
}

function isList(data: Data): boolean {
  return data.type === 'array' || data.type === 'structure' || data.type === 'compact-array';
}

function looseScalerUnit(scaler: Data | undefined, unit: Data | undefined): ScalerUnit | undefined {
  if (scaler?.type !== 'integer' || unit?.type !== 'enum') return undefined;
  return { scaler: scaler.value, unit: unit.value };
}

function payloadValue(
  path: readonly number[],
  data: Data,
  named: Named,
  scale: ScalerUnit | undefined,
): PayloadValue {
  const value: { -readonly [Field in keyof PayloadValue]: PayloadValue[Field] } = { path, data };
  if (named.obis !== undefined) value.obis = named.obis;
  if (named.classId !== undefined) value.classId = named.classId;
  if (named.attribute !== undefined) value.attribute = named.attribute;
  if (named.dataIndex !== undefined) value.dataIndex = named.dataIndex;
  if (scale !== undefined) {
    value.scaler = scale.scaler;
    value.unit = scale.unit;
  }
  return value;
}

/** Where the payload holds an object's scaler_unit beside its value, the value gets it. */
function withScalers(values: PayloadValue[]): PayloadValue[] {
  const scales = new Map<string, ScalerUnit>();
  for (const { classId = 0, obis, attribute, data } of values) {
    const scale = attribute === SCALER_UNIT_ATTRIBUTE[classId] ? scalerUnitOf(data) : undefined;
    if (scale !== undefined) scales.set(`${classId} ${obis ?? ''}`, scale);
  }
  if (scales.size === 0) return values;
  return values.map((value) => {
    const scale = scales.get(`${value.classId ?? 0} ${value.obis ?? ''}`);
    const scaled = value.attribute === 2 || (value.classId === 5 && value.attribute === 3);
    return scale !== undefined && scaled && value.unit === undefined
      ? { ...value, ...scale }
      : value;
  });
}
