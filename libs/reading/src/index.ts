export type { Direction, FrameReadings, Reading, RoutedReading, SerialSource } from './reading.js';
export { DATA_TYPES } from './property-map.js';
export type { MappedType, PropertyMap, PropertyMapSection } from './property-map.js';
export { exactObis, obisMatches, parseObisPattern } from './obis-pattern.js';
export type { ObisPattern } from './obis-pattern.js';
export { OBJECT_TYPES, objectTypeName } from './object-type.js';
export { compilePattern, PatternError } from './text-pattern.js';
export type { TransformStep } from './transform.js';
