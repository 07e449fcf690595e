import { readPresence, writePresence } from '../codec/a-xdr.js';
import type { ByteReader } from '../codec/byte-reader.js';
import type { ByteWriter } from '../codec/byte-writer.js';
import {
  type AttributeDescriptor,
  readAttributeDescriptor,
  writeAttributeDescriptor,
} from '../cosem/attribute-descriptor.js';
import type { Data } from '../cosem/data.js';
import type { DataBudget } from '../cosem/data-budget.js';
import { readData } from '../cosem/read-data.js';
import { writeData } from '../cosem/write-data.js';

/** Selective-Access-Descriptor: which part of an attribute is meant (Green Book 9.5; Blue Book, per interface class). */
export interface SelectiveAccessDescriptor {
  readonly accessSelector: number;
  /** See `RangeDescriptor` and `EntryDescriptor` for the selectors of a profile. */
  readonly accessParameters: Data;
}

/** Cosem-Attribute-Descriptor-With-Selection (Green Book 9.5). */
export interface AttributeDescriptorWithSelection {
  readonly attributeDescriptor: AttributeDescriptor;
  readonly accessSelection?: SelectiveAccessDescriptor;
}

/** @throws DecodeError `apdu.truncated` and what `readData` throws */
export function readSelectiveAccessDescriptor(
  r: ByteReader,
  budget?: DataBudget,
): SelectiveAccessDescriptor {
  return { accessSelector: r.u8('access-selector'), accessParameters: readData(r, budget) };
}

export function writeSelectiveAccessDescriptor(
  w: ByteWriter,
  selection: SelectiveAccessDescriptor,
): void {
  w.u8(selection.accessSelector);
  writeData(w, selection.accessParameters);
}

/** @throws DecodeError `apdu.malformed`, `apdu.truncated` and what `readData` throws */
export function readDescriptorWithSelection(
  r: ByteReader,
  budget?: DataBudget,
): AttributeDescriptorWithSelection {
  const attributeDescriptor = readAttributeDescriptor(r);
  if (!readPresence(r, 'presence of access-selection')) return { attributeDescriptor };
  return { attributeDescriptor, accessSelection: readSelectiveAccessDescriptor(r, budget) };
}

export function writeDescriptorWithSelection(
  w: ByteWriter,
  descriptor: AttributeDescriptorWithSelection,
): void {
  writeAttributeDescriptor(w, descriptor.attributeDescriptor);
  writePresence(w, descriptor.accessSelection !== undefined);
  if (descriptor.accessSelection !== undefined)
    writeSelectiveAccessDescriptor(w, descriptor.accessSelection);
}
