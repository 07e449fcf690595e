import type { ByteReader } from '../codec/byte-reader.js';
import { DecodeError } from '../errors.js';
import type { Data, TypeDescription } from './data.js';
import type { DataBudget } from './data-budget.js';
import { MAX_DEPTH, MAX_ELEMENTS } from './data-budget.js';
import { DATA_TAG, dataTypeOf } from './data-tag.js';
import { readSimple } from './simple-data.js';

/**
 * Reads a compact-array (Blue Book, compact-array; Green Book 9.5), its tag already read:
 *
 *     TypeDescription   length   contents: the elements one behind the other, without tags
 *
 * @throws DecodeError `apdu.compact-array` when the contents are no whole number of elements
 */
export function readCompactArray(r: ByteReader, budget: DataBudget, depth: number): Data {
  const start = r.offset - 1;
  r.open('type-description');
  const description = readTypeDescription(r, budget, depth + 1);
  r.close(description);
  const length = r.length('length');
  r.need(length);
  const end = r.offset + length;
  const value: Data[] = [];
  while (r.offset < end) {
    const before = r.offset;
    value.push(readElement(r, description, budget, end));
    if (r.offset === before)
      throw new DecodeError(
        'apdu.compact-array',
        `elements of no size, yet ${length} octets of contents`,
        start,
      );
  }
  return { type: 'compact-array', description, value };
}

function readTypeDescription(r: ByteReader, budget: DataBudget, depth: number): TypeDescription {
  const start = r.offset;
  if (depth > MAX_DEPTH)
    throw new DecodeError('apdu.depth', `nested deeper than ${MAX_DEPTH} levels`, start);
  budget.spend(start);
  const tag = r.u8('type');
  if (tag === DATA_TAG.array) {
    const count = r.u16('count');
    return { type: 'array', count, element: readTypeDescription(r, budget, depth + 1) };
  }
  if (tag === DATA_TAG.structure) {
    const count = r.length('count');
    if (count > r.end || count > MAX_ELEMENTS)
      throw new DecodeError('apdu.count', `a structure of ${count} elements is described`, start);
    const elements: TypeDescription[] = [];
    for (let i = 0; i < count; i++) elements.push(readTypeDescription(r, budget, depth + 1));
    return { type: 'structure', elements };
  }
  const type = dataTypeOf(tag);
  if (type === undefined)
    throw new DecodeError('apdu.unknown-type', `no data type has the tag ${tag}`, start);
  if (type === 'compact-array' || type === 'array' || type === 'structure')
    throw new DecodeError('apdu.compact-array', 'a compact-array inside a compact-array', start);
  return { type };
}

function readElement(
  r: ByteReader,
  description: TypeDescription,
  budget: DataBudget,
  end: number,
): Data {
  budget.spend(r.offset);
  r.open('data');
  const data = readElementContents(r, description, budget, end);
  r.close(data);
  return data;
}

function readElementContents(
  r: ByteReader,
  description: TypeDescription,
  budget: DataBudget,
  end: number,
): Data {
  if (description.type === 'array') {
    const value: Data[] = [];
    for (let i = 0; i < description.count; i++)
      value.push(readElement(r, description.element, budget, end));
    return { type: 'array', value };
  }
  if (description.type === 'structure') {
    const value: Data[] = [];
    for (const element of description.elements) value.push(readElement(r, element, budget, end));
    return { type: 'structure', value };
  }
  return readWithin(r, DATA_TAG[description.type], end);
}

/** A simple value that must end within the contents, though the APDU goes on behind them. */
function readWithin(r: ByteReader, tag: number, end: number): Data {
  const start = r.offset;
  let data: Data | undefined;
  try {
    data = readSimple(r, tag);
  } catch (error) {
    // The last element runs over the end of the whole APDU: the same fault as running over the contents.
    if (!(error instanceof DecodeError && error.code === 'apdu.truncated')) throw error;
  }
  if (data !== undefined && r.offset <= end) return data;
  throw new DecodeError('apdu.compact-array', 'the contents end inside an element', start);
}
