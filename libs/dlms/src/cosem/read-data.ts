import type { ByteReader } from '../codec/byte-reader.js';
import { DecodeError } from '../errors.js';
import { readCompactArray } from './compact-array.js';
import type { Data } from './data.js';
import { DataBudget, MAX_DEPTH, MAX_ELEMENTS } from './data-budget.js';
import { DATA_TAG } from './data-tag.js';
import { readSimple } from './simple-data.js';

/**
 * Reads one `Data` with all it contains. A claimed count or length reserves no memory.
 *
 * @throws DecodeError `apdu.truncated`, `apdu.unknown-type`, `apdu.depth`, `apdu.count`, `apdu.length`,
 * `apdu.compact-array`
 */
export function readData(r: ByteReader, budget: DataBudget = new DataBudget()): Data {
  return readTagged(r, budget, 0);
}

function readTagged(r: ByteReader, budget: DataBudget, depth: number): Data {
  budget.spend(r.offset);
  r.open('data');
  const tag = r.u8('type');
  const data = readContents(r, budget, depth, tag);
  r.close(data);
  return data;
}

function readContents(r: ByteReader, budget: DataBudget, depth: number, tag: number): Data {
  if (tag === DATA_TAG.structure || tag === DATA_TAG.array) return readList(r, budget, depth, tag);
  if (tag === DATA_TAG['compact-array']) return readCompactArray(r, budget, depth);
  return readSimple(r, tag);
}

function readList(
  r: ByteReader,
  budget: DataBudget,
  depth: number,
  tag: typeof DATA_TAG.array | typeof DATA_TAG.structure,
): Data {
  const start = r.offset - 1;
  if (depth >= MAX_DEPTH)
    throw new DecodeError('apdu.depth', `nested deeper than ${MAX_DEPTH} levels`, start);
  const count = r.length('count');
  // Each element takes an octet at least. A count beyond the whole APDU is a lie; one beyond the rest, a cut.
  if (count > r.end || count > MAX_ELEMENTS)
    throw new DecodeError(
      'apdu.count',
      `${count} elements are claimed in an APDU of ${r.end} octets`,
      start,
    );
  const value: Data[] = [];
  for (let i = 0; i < count; i++) {
    const raw = i === 0 && count === 2 && budget.rawDescriptors ? readRawDescriptor(r) : undefined;
    if (raw !== undefined) budget.metRawDescriptor = true;
    value.push(raw ?? readTagged(r, budget, depth + 1));
  }
  return { type: tag === DATA_TAG.structure ? 'structure' : 'array', value };
}

/** class-id, logical name and attribute, without tags; see the leniency `sagemcom-xt211-descriptors`. */
function readRawDescriptor(r: ByteReader): Data | undefined {
  const { bytes, offset } = r;
  const groupF = bytes[offset + 7];
  if (r.remaining < 10 || bytes[offset] !== 0 || groupF !== 0xff) return undefined;
  r.open('data');
  const descriptor: Data = {
    type: 'structure',
    value: [
      { type: 'long-unsigned', value: r.u16('class-id') },
      { type: 'octet-string', value: r.take(6, 'instance-id') },
      { type: 'integer', value: r.i8('attribute-id') },
    ],
  };
  r.close(descriptor);
  return descriptor;
}
