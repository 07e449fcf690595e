import { parseObisPattern, type ObisPattern } from '@dlms-telemetry/dlms';
import type { MappedType, PropertyMap, PropertyMapSection } from './property-map.js';
import type { Direction } from './reading.js';
import { compileTransform, type Transform } from './transform.js';

/** A property map, ready to be applied. */
export interface CompiledMap {
  /** Its name in the section. */
  readonly name: string;
  readonly measure: string;
  readonly pattern: ObisPattern | undefined;
  readonly attribute: number;
  readonly dataIndex: number;
  /** Index of the element in the pushed structure, from 0; undefined: found by OBIS code. */
  readonly place: number | undefined;
  readonly isClock: boolean;
  readonly type: MappedType | undefined;
  readonly transform: Transform | undefined;
  readonly scaler: number | undefined;
  readonly unit: string | undefined;
  readonly direction: Direction | undefined;
  /** It yields the serial. */
  readonly isSerial: boolean;
  readonly publish: boolean;
}

/** The maps that hold for payloads of one number of elements. */
export interface ActiveMaps {
  readonly all: readonly CompiledMap[];
  /** By place, in the order of the places. */
  readonly placed: readonly CompiledMap[];
  readonly byCode: ReadonlyMap<string, readonly CompiledMap[]>;
  /** Maps by OBIS code with wildcards. */
  readonly patterns: readonly CompiledMap[];
}

/** A section of property maps, compiled once. */
export interface CompiledMaps {
  /** Name of the section. */
  readonly name: string;
  /** The maps that hold for a pushed structure of that many elements. */
  readonly forElements: (count: number) => ActiveMaps;
}

/** Distinct element counts that are remembered; meters push a handful of lists. */
const LARGEST_CACHE = 64;

/**
 * Compiles a section.
 *
 * @param serialProperty `PropertyName`, or name in the section, of the map that yields the serial
 * @throws {PatternError} for a text pattern of a transform set that is not let in
 */
export function compileMaps(section: PropertyMapSection, serialProperty: string): CompiledMaps {
  const entries = Object.entries(section.maps);
  const first = entries.some(([, map]) => map.PushProfileSequenceId === 0) ? 0 : 1;
  const compiled = entries.map(([name, map]) => ({
    counts: map.ElementCount,
    map: compileMap(name, map, section, serialProperty, first),
  }));
  const cache = new Map<number, ActiveMaps>();
  return {
    name: section.name,
    forElements(count) {
      const known = cache.get(count);
      if (known !== undefined) return known;
      const active = arrange(
        compiled
          .filter(({ counts }) => counts === undefined || counts.includes(count))
          .map(({ map }) => map),
      );
      if (cache.size < LARGEST_CACHE) cache.set(count, active);
      return active;
    },
  };
}

function compileMap(
  name: string,
  map: PropertyMap,
  section: PropertyMapSection,
  serialProperty: string,
  firstPlace: number,
): CompiledMap {
  const sequence = map.PushProfileSequenceId;
  const steps =
    map.TransformSetId === undefined ? undefined : section.transformSets[map.TransformSetId];
  const isSerial = map.PropertyName === serialProperty || name === serialProperty;
  return {
    name,
    measure: map.PropertyName,
    pattern: map.ObisCode === undefined ? undefined : parseObisPattern(map.ObisCode),
    attribute: map.AttributeIndex,
    dataIndex: map.DataIndex,
    place: sequence === undefined ? undefined : sequence - firstPlace,
    isClock: map.DlmsObjectType === 'Clock',
    type: map.DataType,
    transform: steps === undefined ? undefined : compileTransform(steps),
    scaler: map.Scaler,
    unit: map.Unit,
    direction: map.Direction,
    isSerial,
    publish: map.Publish ?? !isSerial,
  };
}

function arrange(maps: readonly CompiledMap[]): ActiveMaps {
  const placed: CompiledMap[] = [];
  const patterns: CompiledMap[] = [];
  const byCode = new Map<string, CompiledMap[]>();
  for (const map of maps) {
    if (map.place !== undefined) {
      placed.push(map);
    } else if (map.pattern !== undefined && map.pattern.wildcards > 0) {
      patterns.push(map);
    } else if (map.pattern !== undefined) {
      const same = byCode.get(map.pattern.text);
      if (same === undefined) byCode.set(map.pattern.text, [map]);
      else same.push(map);
    }
  }
  placed.sort((a, b) => (a.place ?? 0) - (b.place ?? 0));
  return { all: maps, placed, byCode, patterns };
}
