import type { ByteReader } from '../codec/byte-reader.js';
import { readLatin1, readUtf8 } from '../codec/text.js';
import { DecodeError } from '../errors.js';
import type { Data } from './data.js';
import { DATA_TAG, DATE_OCTETS, DATE_TIME_OCTETS, TIME_OCTETS } from './data-tag.js';

const NULL_DATA: Data = { type: 'null-data', value: null };
const DONT_CARE: Data = { type: 'dont-care', value: null };

/** The contents of a value that holds no other values, its tag already read. */
export function readSimple(r: ByteReader, tag: number): Data {
  switch (tag) {
    case DATA_TAG['null-data']:
      return NULL_DATA;
    case DATA_TAG.boolean:
      return { type: 'boolean', value: r.u8('value') !== 0 };
    case DATA_TAG['bit-string']:
      return { type: 'bit-string', value: readBits(r) };
    case DATA_TAG['double-long']:
      return { type: 'double-long', value: r.i32('value') };
    case DATA_TAG['double-long-unsigned']:
      return { type: 'double-long-unsigned', value: r.u32('value') };
    case DATA_TAG['octet-string']:
      return { type: 'octet-string', value: r.octets('value') };
    case DATA_TAG['visible-string']:
      return { type: 'visible-string', value: readLatin1(r.octets('value')) };
    case DATA_TAG['utf8-string']:
      return { type: 'utf8-string', value: readUtf8(r.octets('value')) };
    case DATA_TAG.bcd:
      return { type: 'bcd', value: r.take(1, 'value') };
    case DATA_TAG.integer:
      return { type: 'integer', value: r.i8('value') };
    case DATA_TAG.long:
      return { type: 'long', value: r.i16('value') };
    case DATA_TAG.unsigned:
      return { type: 'unsigned', value: r.u8('value') };
    case DATA_TAG['long-unsigned']:
      return { type: 'long-unsigned', value: r.u16('value') };
    case DATA_TAG.long64:
      return { type: 'long64', value: r.i64('value') };
    case DATA_TAG['long64-unsigned']:
      return { type: 'long64-unsigned', value: r.u64('value') };
    case DATA_TAG.enum:
      return { type: 'enum', value: r.u8('value') };
    case DATA_TAG.float32:
      return { type: 'float32', value: r.f32('value') };
    case DATA_TAG.float64:
      return { type: 'float64', value: r.f64('value') };
    case DATA_TAG['date-time']:
      return { type: 'date-time', value: r.take(DATE_TIME_OCTETS, 'value') };
    case DATA_TAG.date:
      return { type: 'date', value: r.take(DATE_OCTETS, 'value') };
    case DATA_TAG.time:
      return { type: 'time', value: r.take(TIME_OCTETS, 'value') };
    case DATA_TAG['delta-integer']:
      return { type: 'delta-integer', value: r.i8('value') };
    case DATA_TAG['delta-long']:
      return { type: 'delta-long', value: r.i16('value') };
    case DATA_TAG['delta-double-long']:
      return { type: 'delta-double-long', value: r.i32('value') };
    case DATA_TAG['delta-unsigned']:
      return { type: 'delta-unsigned', value: r.u8('value') };
    case DATA_TAG['delta-long-unsigned']:
      return { type: 'delta-long-unsigned', value: r.u16('value') };
    case DATA_TAG['delta-double-long-unsigned']:
      return { type: 'delta-double-long-unsigned', value: r.u32('value') };
    case DATA_TAG['dont-care']:
      return DONT_CARE;
    default:
      throw new DecodeError(
        'apdu.unknown-type',
        `no data type has the tag ${tag} (0x${tag.toString(16)})`,
        r.offset - 1,
      );
  }
}

function readBits(r: ByteReader): string {
  const count = r.length('bits');
  const octets = r.take(Math.ceil(count / 8), 'value');
  let bits = '';
  for (const octet of octets) bits += octet.toString(2).padStart(8, '0');
  return bits.slice(0, count);
}
