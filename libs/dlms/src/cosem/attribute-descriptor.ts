import type { ByteReader } from '../codec/byte-reader.js';
import type { ByteWriter } from '../codec/byte-writer.js';
import type { Obis } from './obis.js';
import { OBIS_OCTETS, readObis, writeObis } from './obis.js';

/** Cosem-Attribute-Descriptor (Green Book 9.5): class-id (2), instance-id (6), attribute-id (1, signed). */
export interface AttributeDescriptor {
  readonly classId: number;
  readonly obis: Obis;
  readonly attribute: number;
}

export function readAttributeDescriptor(r: ByteReader): AttributeDescriptor {
  r.open('cosem-attribute-descriptor');
  const descriptor = {
    classId: r.u16('class-id'),
    obis: readObis(r.take(OBIS_OCTETS, 'instance-id')),
    attribute: r.i8('attribute-id'),
  };
  r.close(descriptor);
  return descriptor;
}

/** @throws RangeError when `obis` is no OBIS code */
export function writeAttributeDescriptor(w: ByteWriter, descriptor: AttributeDescriptor): void {
  w.u16(descriptor.classId);
  w.bytes(writeObis(descriptor.obis));
  w.u8(descriptor.attribute);
}
