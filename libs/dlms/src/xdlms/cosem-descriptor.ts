import type { ByteReader } from '../codec/byte-reader.js';
import type { ByteWriter } from '../codec/byte-writer.js';
import { OBIS_OCTETS, type Obis, readObis, writeObis } from '../cosem/obis.js';

/**
 * Cosem-Attribute-Descriptor (Green Book 9.5).
 *
 * ```
 * class-id (2) | instance-id (6) | attribute-id (1)
 * ```
 */
export interface CosemAttributeDescriptor {
  readonly classId: number;
  /** The logical name of the object. */
  readonly instanceId: Obis;
  /** -128 to 127; 0 stands for all attributes. */
  readonly attributeId: number;
}

/** Cosem-Method-Descriptor (Green Book 9.5), laid out as an attribute's. */
export interface CosemMethodDescriptor {
  readonly classId: number;
  /** The logical name of the object. */
  readonly instanceId: Obis;
  /** -128 to 127. */
  readonly methodId: number;
}

/** @throws DecodeError `apdu.truncated` */
export function readCosemAttributeDescriptor(r: ByteReader): CosemAttributeDescriptor {
  return { classId: r.u16(), instanceId: readObis(r.take(OBIS_OCTETS)), attributeId: r.i8() };
}

/** @throws RangeError when the instance-id is no OBIS code */
export function writeCosemAttributeDescriptor(
  w: ByteWriter,
  descriptor: CosemAttributeDescriptor,
): void {
  w.u16(descriptor.classId);
  w.bytes(writeObis(descriptor.instanceId));
  w.u8(descriptor.attributeId);
}

/** @throws DecodeError `apdu.truncated` */
export function readCosemMethodDescriptor(r: ByteReader): CosemMethodDescriptor {
  return { classId: r.u16(), instanceId: readObis(r.take(OBIS_OCTETS)), methodId: r.i8() };
}

/** @throws RangeError when the instance-id is no OBIS code */
export function writeCosemMethodDescriptor(w: ByteWriter, descriptor: CosemMethodDescriptor): void {
  w.u16(descriptor.classId);
  w.bytes(writeObis(descriptor.instanceId));
  w.u8(descriptor.methodId);
}
