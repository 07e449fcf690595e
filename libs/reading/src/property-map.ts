import type { Direction } from './reading.js';
import type { TransformStep } from './transform.js';

/** What a mapped value is turned into (`DataType` of a property map). */
export const DATA_TYPES = ['string', 'double', 'int', 'bool', 'DateTime'] as const;
export type MappedType = (typeof DATA_TYPES)[number];

/** One property map as the configuration holds it, under the specification's names (FEATURES 7). */
export interface PropertyMap {
  /** Which object; see `parseObisPattern` for the forms. Left out: whatever stands at the map's place. */
  readonly ObisCode?: string | undefined;
  /** The reading's Measure. */
  readonly PropertyName: string;
  readonly AttributeIndex: number;
  /** Class of the object (`Register`, `GXRegister`, `GXDLMSRegister`). */
  readonly DlmsObjectType?: string | undefined;
  /** 0: the value itself, or its first element; n: its n-th element, from 1. */
  readonly DataIndex: number;
  /** Place in the pushed structure, counted from 0 when a map of the section has 0, else from 1. */
  readonly PushProfileSequenceId?: number | undefined;
  readonly DataType?: MappedType | undefined;
  readonly TransformSetId?: string | undefined;
  /** Power of ten, where the payload carries none. */
  readonly Scaler?: number | undefined;
  /** Unit symbol, where the payload carries none. */
  readonly Unit?: string | undefined;
  /** Instead of the direction that the OBIS code tells. */
  readonly Direction?: Direction | undefined;
  /** Whether the map yields a reading; unset: yes, but for the map that yields the serial. */
  readonly Publish?: boolean | undefined;
  /** The map holds only for pushed structures of that many elements; unset: for all. */
  readonly ElementCount?: readonly number[] | undefined;
}

/** The property maps of a section by their names, and the transform sets they may refer to. */
export interface PropertyMapSection {
  readonly name: string;
  readonly maps: Readonly<Record<string, PropertyMap>>;
  readonly transformSets: Readonly<Record<string, readonly TransformStep[]>>;
}
