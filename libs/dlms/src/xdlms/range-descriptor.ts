import type { Data } from '../cosem/data.js';
import { OBIS_OCTETS, type Obis, readObis, writeObis } from '../cosem/obis.js';
import type { SelectiveAccessDescriptor } from './selective-access-descriptor.js';

const RANGE_SELECTOR = 1;

/** capture_object_definition: one column of a profile (Blue Book, Profile generic). */
export interface CaptureObject {
  readonly classId: number;
  readonly logicalName: Obis;
  readonly attributeIndex: number;
  /** 0 for the whole attribute. */
  readonly dataIndex: number;
}

/** range_descriptor: the rows of a profile in which one column lies between two values (Blue Book, Profile generic). */
export interface RangeDescriptor {
  /** The column; usually the clock. */
  readonly restrictingObject: CaptureObject;
  /** Both ends belong to the range. For a clock, octet strings of 12 octets. */
  readonly fromValue: Data;
  readonly toValue: Data;
  /** Columns to return; none stands for all. */
  readonly selectedValues: readonly CaptureObject[];
}

/** Access selector 1 of a profile. @throws RangeError when a logical name is no OBIS code */
export function selectRange(range: RangeDescriptor): SelectiveAccessDescriptor {
  return {
    accessSelector: RANGE_SELECTOR,
    accessParameters: {
      type: 'structure',
      value: [
        captureObjectData(range.restrictingObject),
        range.fromValue,
        range.toValue,
        { type: 'array', value: range.selectedValues.map(captureObjectData) },
      ],
    },
  };
}

/** The range that a selection asks for, or undefined when it asks for something else. */
export function rangeOf(selection: SelectiveAccessDescriptor): RangeDescriptor | undefined {
  const { accessSelector, accessParameters: parameters } = selection;
  if (accessSelector !== RANGE_SELECTOR || parameters.type !== 'structure') return undefined;
  const [restricting, fromValue, toValue, selected, ...more] = parameters.value;
  const restrictingObject = captureObjectOf(restricting);
  if (restrictingObject === undefined || fromValue === undefined || toValue === undefined)
    return undefined;
  if (selected?.type !== 'array' || more.length > 0) return undefined;
  const selectedValues: CaptureObject[] = [];
  for (const column of selected.value) {
    const object = captureObjectOf(column);
    if (object === undefined) return undefined;
    selectedValues.push(object);
  }
  return { restrictingObject, fromValue, toValue, selectedValues };
}

function captureObjectData(object: CaptureObject): Data {
  return {
    type: 'structure',
    value: [
      { type: 'long-unsigned', value: object.classId },
      { type: 'octet-string', value: writeObis(object.logicalName) },
      { type: 'integer', value: object.attributeIndex },
      { type: 'long-unsigned', value: object.dataIndex },
    ],
  };
}

function captureObjectOf(data: Data | undefined): CaptureObject | undefined {
  if (data?.type !== 'structure' || data.value.length !== 4) return undefined;
  const [classId, logicalName, attributeIndex, dataIndex] = data.value;
  if (classId?.type !== 'long-unsigned' || logicalName?.type !== 'octet-string') return undefined;
  if (attributeIndex?.type !== 'integer' || dataIndex?.type !== 'long-unsigned') return undefined;
  if (logicalName.value.length !== OBIS_OCTETS) return undefined;
  return {
    classId: classId.value,
    logicalName: readObis(logicalName.value),
    attributeIndex: attributeIndex.value,
    dataIndex: dataIndex.value,
  };
}
