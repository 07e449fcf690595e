import { timingOf } from './capture-time.js';
import { isCompanion } from './companions.js';
import { compileMaps, type CompiledMaps } from './compile-maps.js';
import type { MapRefusal } from './errors.js';
import { elementCount, findValues, type Found } from './find-values.js';
import { makeReading, type Source } from './make-reading.js';
import { isoTime } from './moment.js';
import { noReading } from './no-reading.js';
import type { FrameContext, Notification } from './notification.js';
import { factsOf } from './obis-facts.js';
import { isAbsent, isComposite } from './payload-scalar.js';
import { isProfileStatus } from './profile-status.js';
import type { PropertyMapSection } from './property-map.js';
import type { FrameReadings, RoutedReading } from './reading.js';
import { routingKeys } from './routing-key.js';
import { serialOf } from './serial.js';
import { zoneDeviation, type ZoneDeviation } from './time-zone.js';

/** What of a receptor's options mapping depends on. */
export interface MappingOptions {
  /** Name of the receptor's section. */
  readonly receptor: string;
  readonly deviceType: string;
  readonly groupName: string;
  /** The `GatewayId` option, or the service id. */
  readonly gatewayId: string;
  readonly registerAsGateway: boolean;
  /** `DeviceGatewayIdProperty`. */
  readonly serialProperty: string;
  /** IANA time zone of local times without deviation. */
  readonly timeZone: string;
  /** Property maps; undefined: values that name themselves are read under their OBIS codes. */
  readonly section: PropertyMapSection | undefined;
}

/** A receptor's mapping, compiled once. */
export interface Mapping {
  readonly options: MappingOptions;
  readonly maps: CompiledMaps | undefined;
  readonly zone: ZoneDeviation;
}

/**
 * Compiles a receptor's mapping.
 *
 * @throws {PatternError | RangeError} for a text pattern or a time zone that a checked configuration would not hold
 */
export function compileMapping(options: MappingOptions): Mapping {
  const { section, serialProperty, timeZone } = options;
  const isEmpty = section === undefined || Object.keys(section.maps).length === 0;
  return {
    options,
    maps: isEmpty ? undefined : compileMaps(section, serialProperty),
    zone: zoneDeviation(timeZone),
  };
}

/** Whether mapping gave readings. */
export function isMapRefusal(result: FrameReadings | MapRefusal): result is MapRefusal {
  return 'code' in result;
}

/** Turns what a meter told into readings, or says why there are none (FEATURES 6 and 7). */
export function mapReadings(
  mapping: Mapping,
  notification: Notification,
  frame: FrameContext,
): FrameReadings | MapRefusal {
  const selection = select(mapping, notification);
  if ('code' in selection) return selection;
  const { found, sources } = selection;
  const serial = serialOf(notification, frame, found, mapping.zone);
  const timing = timingOf(notification, frame, found, mapping.zone);
  const context = {
    serial: serial.text,
    receivedAt: isoTime(frame.receivedAt),
    zone: mapping.zone,
  };
  const keyFor = keysOf(mapping.options, serial.text);
  const ids = new Set<string>();
  const readings: RoutedReading[] = sources.map((source) => {
    const id = idOf(source, frame.frameId, ids);
    const reading = makeReading(source, id, timing(source.value), context);
    return { routingKey: keyFor(reading.Measure), reading };
  });
  if (readings.length === 0) return noReading(mapping.maps, notification);
  return {
    frameId: frame.frameId,
    receptor: mapping.options.receptor,
    groupName: mapping.options.groupName,
    serialSource: serial.source,
    leniencies: frame.leniencies,
    readings,
  };
}

/** What of a payload matters to a mapping. */
export interface Selection {
  /** What the maps found, in the order of the body. */
  readonly found: readonly Found[];
  /** What becomes a reading. */
  readonly sources: readonly Source[];
}

/** Selects the values that become readings: those that maps found, and those that need no map. */
export function select(mapping: Mapping, notification: Notification): Selection | MapRefusal {
  const found = mapping.maps === undefined ? [] : findMapped(mapping.maps, notification);
  if (!Array.isArray(found)) return found;
  const sources: Source[] = [
    ...found.filter(({ map }) => map.publish),
    ...unmapped(mapping, notification, found),
  ];
  if (notification.type === 'event') return { found, sources };
  return { found, sources: sources.filter(({ data }) => !isAbsent(data)) };
}

function findMapped(maps: CompiledMaps, notification: Notification): Found[] | MapRefusal {
  return findValues(notification, maps.forElements(elementCount(notification.body)));
}

const EVENT = 'EVENT';

/**
 * Values that give readings without a map: events and alarms always; where the receptor has no maps at all, each value
 * that carries its OBIS code.
 */
function unmapped(mapping: Mapping, notification: Notification, found: readonly Found[]): Source[] {
  const mapped = new Set(found.map(({ value }) => value));
  if (notification.type === 'event') {
    return notification.values
      .filter((value) => !mapped.has(value))
      .map((value) => ({ map: { measure: EVENT }, value, data: value.data, path: value.path }));
  }
  const sources: Source[] = [];
  for (const value of notification.values) {
    const { obis, data, path } = value;
    if (obis === undefined || mapped.has(value) || isComposite(data) || isCompanion(value))
      continue;
    const alarm =
      factsOf(obis).isAlarm && typeof data.value !== 'string' && (value.attribute ?? 2) === 2;
    const isCode = typeof data.value === 'number' || data.type === 'bit-string';
    if (alarm && isCode) sources.push({ map: { measure: EVENT }, value, data, path });
    else if (mapping.maps === undefined && !isProfileStatus(value)) {
      sources.push({ map: { measure: obis }, value, data, path });
    }
  }
  return sources;
}

/**
 * A reading's id: frame and place. Where several maps read one value the later ones append their measure, so that an
 * id does not depend on what maps of other values do.
 */
export function idOf({ map, path }: Source, frameId: string, taken: Set<string>): string {
  const place = `${frameId}-${path.length === 0 ? '0' : path.join('.')}`;
  let id = place;
  for (let count = 1; taken.has(id); count += 1) {
    id = count === 1 ? `${place}-${map.measure}` : `${place}-${map.measure}-${count}`;
  }
  taken.add(id);
  return id;
}

/** The routing keys of one meter's readings (spec: Routing Key Logic). */
export function keysOf(options: MappingOptions, serial: string): (measure: string) => string {
  const { registerAsGateway, gatewayId, deviceType, receptor } = options;
  return routingKeys({
    gatewayId: registerAsGateway ? serial : gatewayId,
    deviceType,
    deviceName: registerAsGateway ? receptor : serial,
  });
}
