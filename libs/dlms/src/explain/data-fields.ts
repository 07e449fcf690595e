import { className } from '../cosem/classes/class-names.js';
import type { Data } from '../cosem/data.js';
import { obisName } from '../cosem/obis-names.js';
import { OBIS_OCTETS, readObis } from '../cosem/obis.js';
import type { PayloadValue } from '../cosem/payload.js';
import { readPayload } from '../cosem/payload.js';
import { attributeDescriptionOf, scalerUnitOf } from '../cosem/payload-shape.js';
import { unitName } from '../cosem/units.js';
import type { ExplainedField } from './explanation.js';
import { attributeText, classText, meaningOf } from './meanings.js';
import type { Note } from './notes.js';
import { dataText, obisText, scaledText } from './texts.js';

/** The name under which readers note a value; see `readData`. */
export const DATA = 'data';

/** What the elements of a structure are, where its shape tells. */
type Role =
  | 'class-id'
  | 'logical-name'
  | 'attribute-index'
  | 'data-index'
  | 'restriction'
  | 'columns'
  | 'scaler'
  | 'unit';

const OBJECT_ROLES: readonly Role[] = [
  'class-id',
  'logical-name',
  'attribute-index',
  'data-index',
  'restriction',
  'columns',
];
const SCALER_UNIT_ROLES: readonly Role[] = ['scaler', 'unit'];
const NO_ROLES: readonly Role[] = [];

/** An element in its list. */
interface Place {
  readonly name: string;
  readonly path: readonly number[];
  readonly role?: Role | undefined;
  /** The class whose attribute an `attribute-index` beside it counts. */
  readonly classId?: number | undefined;
}

/**
 * Explains a value with all it contains: types, lengths and contents, and what the payload itself says about each value
 * (`readPayload`).
 *
 * @param note of a value, named `DATA`
 * @param named which attribute the value is, where the APDU says so
 */
export function dataField(
  note: Note,
  name: string,
  named?: Pick<PayloadValue, 'classId' | 'obis' | 'attribute'>,
): ExplainedField {
  return new DataFields(note, named).field(note, { name, path: [] });
}

class DataFields {
  /** What is known of the values, by their paths. */
  readonly #known = new Map<string, PayloadValue>();

  constructor(note: Note, named: Pick<PayloadValue, 'classId' | 'obis' | 'attribute'> | undefined) {
    const data = dataOf(note);
    if (data === undefined) return;
    for (const value of readPayload(data)) this.#known.set(value.path.join('.'), value);
    if (named !== undefined) this.#known.set('', { path: [], data, ...named });
  }

  field(note: Note, place: Place): ExplainedField {
    const data = dataOf(note);
    const meaning = data === undefined ? undefined : this.#meaning(data, place);
    return {
      name: place.name,
      start: note.start,
      end: note.end,
      ...(meaning === undefined ? {} : { meaning }),
      ...(note.parts.length === 0 ? {} : { parts: this.#parts(note, data, place) }),
    };
  }

  #parts(note: Note, data: Data | undefined, { path }: Place): ExplainedField[] {
    const elements = data !== undefined && isList(data) ? data.value : [];
    const roles = rolesOf(data);
    const classId =
      roles === OBJECT_ROLES ? attributeDescriptionOf(elements, false)?.classId : undefined;
    let index = 0;
    return note.parts.map((part) => {
      if (part.name !== DATA) return leaf(part, data);
      const role = roles[index];
      const name = role ?? `element ${index + 1}`;
      return this.field(part, { name, path: [...path, index++], role, classId });
    });
  }

  #meaning(data: Data, { path, role, classId }: Place): string {
    const byRole = role === undefined ? undefined : roleMeaning(role, data, classId);
    if (byRole !== undefined) return byRole;
    const known = this.#known.get(path.join('.'));
    if (known !== undefined && isNamed(known)) return `${whatOf(known)} = ${valueText(known)}`;
    if (known?.unit !== undefined) return valueText(known);
    const scale = scalerUnitOf(data);
    if (scale !== undefined) return `10^${scale.scaler} ${unitName(scale.unit)}`;
    return codeText(data) ?? dataText(data);
  }
}

function leaf(note: Note, data: Data | undefined): ExplainedField {
  const field = { name: note.name, start: note.start, end: note.end };
  if (note.name === 'type-description')
    return {
      ...field,
      meaning: 'what each element looks like',
      parts: note.parts.map((part) => leaf(part, undefined)),
    };
  const meaning =
    note.name === 'value' && data !== undefined ? dataText(data) : meaningOf(note.name, note.value);
  return meaning === undefined ? field : { ...field, meaning };
}

function dataOf(note: Note): Data | undefined {
  const { value } = note;
  if (typeof value !== 'object' || value === null || !('type' in value) || !('value' in value))
    return undefined;
  return value as Data;
}

function isList(
  data: Data,
): data is Extract<Data, { readonly type: 'array' | 'structure' | 'compact-array' }> {
  return data.type === 'array' || data.type === 'structure' || data.type === 'compact-array';
}

function rolesOf(data: Data | undefined): readonly Role[] {
  if (data?.type !== 'structure') return NO_ROLES;
  if (scalerUnitOf(data) !== undefined) return SCALER_UNIT_ROLES;
  const { value: elements } = data;
  if (elements.length > OBJECT_ROLES.length) return NO_ROLES;
  const indexed = elements.length > 3;
  const isObject = attributeDescriptionOf(elements, indexed) !== undefined;
  return isObject ? OBJECT_ROLES : NO_ROLES;
}

function roleMeaning(role: Role, data: Data, classId: number | undefined): string | undefined {
  const { value } = data;
  if (role === 'logical-name') return codeText(data);
  if (typeof value !== 'number') return undefined;
  switch (role) {
    case 'class-id':
      return classText(value);
    case 'data-index':
      return String(value);
    case 'attribute-index':
      return attributeText(classId ?? -1, value);
    case 'scaler':
      return `10^${value}`;
    case 'unit':
      return unitName(value);
    case 'restriction':
    case 'columns':
      return undefined;
  }
}

/** The OBIS code that six octets are, when it is one that has a name. */
function codeText({ type, value }: Data): string | undefined {
  if (type !== 'octet-string' || value.length !== OBIS_OCTETS) return undefined;
  const obis = readObis(value);
  return obisName(obis) === undefined ? undefined : obisText(obis);
}

function isNamed({ obis, classId }: PayloadValue): boolean {
  return obis !== undefined || classId !== undefined;
}

/** Which attribute of which object a value is. */
function whatOf({ obis, classId, attribute, dataIndex }: PayloadValue): string {
  const object = obis === undefined ? '' : obisText(obis);
  if (classId === undefined) return object;
  const parts = [className(classId) ?? `class ${classId}`];
  if (attribute !== undefined) parts.push(`attribute ${attributeText(classId, attribute)}`);
  if (dataIndex !== undefined && dataIndex > 0) parts.push(`column ${dataIndex}`);
  return `${object}: ${parts.join(' ')}`;
}

function valueText({ data, scaler, unit }: PayloadValue): string {
  const { value } = data;
  if (typeof value !== 'number' && typeof value !== 'bigint') return dataText(data);
  return scaledText(value, scaler, unit);
}
