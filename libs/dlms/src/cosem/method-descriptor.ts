import type { ByteReader } from '../codec/byte-reader.js';
import type { ByteWriter } from '../codec/byte-writer.js';
import type { Obis } from './obis.js';
import { OBIS_OCTETS, readObis, writeObis } from './obis.js';

/** Cosem-Method-Descriptor (Green Book 9.5): class-id (2), instance-id (6), method-id (1, signed). */
export interface MethodDescriptor {
  readonly classId: number;
  readonly obis: Obis;
  readonly method: number;
}

/** @throws DecodeError `apdu.truncated` */
export function readMethodDescriptor(r: ByteReader): MethodDescriptor {
  r.open('cosem-method-descriptor');
  const descriptor = {
    classId: r.u16('class-id'),
    obis: readObis(r.take(OBIS_OCTETS, 'instance-id')),
    method: r.i8('method-id'),
  };
  r.close(descriptor);
  return descriptor;
}

/** @throws RangeError when `obis` is no OBIS code */
export function writeMethodDescriptor(w: ByteWriter, descriptor: MethodDescriptor): void {
  w.u16(descriptor.classId);
  w.bytes(writeObis(descriptor.obis));
  w.u8(descriptor.method);
}
