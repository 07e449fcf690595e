import { ByteWriter } from '../codec/byte-writer.js';
import { writeLatin1, writeUtf8 } from '../codec/text.js';
import type { Data, TypeDescription } from './data.js';
import { DATA_TAG } from './data-tag.js';

/** Writes one `Data` with all it contains, lengths in their shortest form. @throws RangeError on a value that fits no octets */
export function writeData(w: ByteWriter, data: Data): void {
  w.u8(DATA_TAG[data.type]);
  if (data.type === 'array' || data.type === 'structure') {
    w.lengthOf(data.value.length);
    for (const element of data.value) writeData(w, element);
  } else if (data.type === 'compact-array') {
    writeTypeDescription(w, data.description);
    const contents = new ByteWriter();
    for (const element of data.value) writeUntagged(contents, element);
    w.octets(contents.finish());
  } else {
    writeContents(w, data);
  }
}

function writeTypeDescription(w: ByteWriter, description: TypeDescription): void {
  w.u8(DATA_TAG[description.type]);
  if (description.type === 'array') {
    w.u16(description.count);
    writeTypeDescription(w, description.element);
  } else if (description.type === 'structure') {
    w.lengthOf(description.elements.length);
    for (const element of description.elements) writeTypeDescription(w, element);
  }
}

/** An element of a compact-array: no tags, and no count, for the description has both. */
function writeUntagged(w: ByteWriter, data: Data): void {
  if (data.type === 'compact-array') throw new RangeError('a compact-array holds no compact-array');
  if (data.type === 'array' || data.type === 'structure')
    for (const element of data.value) writeUntagged(w, element);
  else writeContents(w, data);
}

type SimpleData = Exclude<Data, { readonly type: 'array' | 'structure' | 'compact-array' }>;

function writeContents(w: ByteWriter, data: SimpleData): void {
  switch (data.type) {
    case 'null-data':
    case 'dont-care':
      break;
    case 'boolean':
      w.u8(data.value ? 1 : 0);
      break;
    case 'bit-string':
      writeBits(w, data.value);
      break;
    case 'integer':
    case 'unsigned':
    case 'enum':
    case 'delta-integer':
    case 'delta-unsigned':
      w.u8(data.value);
      break;
    case 'long':
    case 'long-unsigned':
    case 'delta-long':
    case 'delta-long-unsigned':
      w.u16(data.value);
      break;
    case 'double-long':
    case 'double-long-unsigned':
    case 'delta-double-long':
    case 'delta-double-long-unsigned':
      w.u32(data.value);
      break;
    case 'long64':
    case 'long64-unsigned':
      w.u64(data.value);
      break;
    case 'float32':
      w.f32(data.value);
      break;
    case 'float64':
      w.f64(data.value);
      break;
    case 'octet-string':
      w.octets(data.value);
      break;
    case 'bcd':
    case 'date-time':
    case 'date':
    case 'time':
      w.bytes(data.value);
      break;
    case 'visible-string':
      w.octets(writeLatin1(data.value));
      break;
    case 'utf8-string':
      w.octets(writeUtf8(data.value));
      break;
  }
}

function writeBits(w: ByteWriter, bits: string): void {
  w.lengthOf(bits.length);
  for (let start = 0; start < bits.length; start += 8)
    w.u8(Number.parseInt(bits.slice(start, start + 8).padEnd(8, '0'), 2));
}
