import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Data, DataNotification, PayloadValue } from '@dlms-telemetry/dlms';
import { isDateTime, readPayload } from '@dlms-telemetry/dlms';
import type { Configuration, Receptor } from '@dlms-telemetry/options';
import { parseConfiguration } from '@dlms-telemetry/options';
import type { Mapping, Notification, PropertyMapSection, Reading } from '@dlms-telemetry/reading';
import { compileMapping, isMapRefusal, mapReadings } from '@dlms-telemetry/reading';
import type { NameValues } from './compare-values.js';
import type { Vector } from './vector.js';

/** A ready configuration of `examples/`, which names what the payloads of one meter leave out. */
export interface Example {
  /** Its file without the ending: the meter's maker, model, country, as `kaifa-norway`. */
  readonly name: string;
  readonly section: PropertyMapSection;
  readonly mapping: Mapping;
}

const ENDING = '.json';

/** Reads every configuration of a folder that has property maps. @throws ConfigurationError */
export function readExamples(folder: string): Example[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(ENDING));
  return files
    .sort()
    .flatMap((file) => exampleOf(basename(file, ENDING), readFileSync(join(folder, file), 'utf8')));
}

/** A configuration as an example: its first receptor, with the maps that it names. @throws ConfigurationError */
export function exampleOf(name: string, text: string): Example[] {
  const { configuration } = parseConfiguration(text, { env: {}, readFile: () => '' });
  const [receptor] = configuration.receptors;
  const { PropertiesDeviceName } = receptor?.options ?? {};
  const section =
    PropertiesDeviceName === undefined
      ? undefined
      : configuration.propertyMaps.get(PropertiesDeviceName);
  if (receptor === undefined || section === undefined) return [];
  const published = publishAll(section);
  return [{ name, section, mapping: mappingOf(configuration, receptor, published) }];
}

/** The serial and the clock go into other readings; here each shall be one, to be compared. */
function publishAll(section: PropertyMapSection): PropertyMapSection {
  const maps = Object.entries(section.maps).map(
    ([name, map]) => [name, { ...map, Publish: true }] as const,
  );
  return { ...section, maps: Object.fromEntries(maps) };
}

function mappingOf(
  { serviceId }: Configuration,
  { name, options }: Receptor,
  section: PropertyMapSection,
): Mapping {
  return compileMapping({
    receptor: name,
    deviceType: options.DeviceType,
    groupName: options.GroupName,
    gatewayId: options.GatewayId ?? serviceId,
    registerAsGateway: options.RegisterAsGateway,
    serialProperty: options.DeviceGatewayIdProperty,
    timeZone: options.TimeZone,
    section,
  });
}

/**
 * What the example that fits a push says of its values; undefined where none fits.
 *
 * One fits when it has maps by place for lists of this many elements, they contradict nothing in the payload, and it is
 * either named after the vector's meter or of one kind with the list at every place. Of the meter's own example nothing
 * else is asked: where it is wrong, that is a difference, not a lack of a map.
 */
export function namesFrom(
  examples: readonly Example[],
  { meter }: Pick<Vector, 'meter'>,
  { dateTime, body }: DataNotification,
): NameValues | undefined {
  const values = readPayload(body, { buffers: 'whole' });
  const notification: Notification = { type: 'data', dateTime, body, values };
  const able = examples.filter((example) => hasMapsFor(example, body));
  const own = able.filter(({ name }) => isNamedAfter(name, meter));
  const others = able.filter((example) => isOfOneKind(example, notification));
  for (const { mapping } of [...own, ...others]) {
    const readings = readingsOf(mapping, notification);
    // The same list with 1 at each number: what comes of it is the power of ten, even where the meter sent 0.
    const ones = readings && readingsOf(mapping, { ...notification, values: values.map(one) });
    if (ones !== undefined)
      return ({ path }) => namesOf(readings?.get(keyOf(path)), ones.get(keyOf(path)));
  }
  return undefined;
}

/** Lists by place are told apart by their lengths. */
function hasMapsFor({ section }: Example, body: Data): boolean {
  const count = lengthOf(body);
  return Object.values(section.maps).some(
    ({ PushProfileSequenceId, ElementCount }) =>
      PushProfileSequenceId !== undefined && ElementCount?.includes(count) === true,
  );
}

function lengthOf(body: Data): number {
  return Array.isArray(body.value) ? body.value.length : 1;
}

function isNamedAfter(name: string, meter: string): boolean {
  const words = meter.toLowerCase();
  return name.split('-').every((word) => words.includes(word));
}

/** Whether numbers stand where the maps have a unit or a scaler, times where they have a clock, and no place is left over. */
function isOfOneKind({ mapping }: Example, { body, values }: Notification): boolean {
  const placed = mapping.maps?.forElements(lengthOf(body)).placed ?? [];
  return values.every((value) => {
    const maps = placed.filter(({ place }) => place === (value.path[0] ?? 0));
    return (
      (maps.length > 0 || value.obis !== undefined) &&
      maps.every(({ isClock, scaler, unit }) => {
        if (isClock) return isTime(value.data);
        return (scaler === undefined && unit === undefined) || isNumber(value.data);
      })
    );
  });
}

function isTime({ type, value }: Data): boolean {
  return type === 'date-time' || (value instanceof Uint8Array && isDateTime(value));
}

function isNumber({ value }: Data): boolean {
  return typeof value === 'number' || typeof value === 'bigint';
}

function one(value: PayloadValue): PayloadValue {
  const { data } = value;
  if (!isNumber(data)) return value;
  return { ...value, data: { ...data, value: typeof data.value === 'bigint' ? 1n : 1 } as Data };
}

const FRAME_ID = 'vector';

/** The readings by their place in the payload; undefined where a map contradicts it. */
function readingsOf(
  mapping: Mapping,
  notification: Notification,
): ReadonlyMap<string, Reading> | undefined {
  const result = mapReadings(mapping, notification, {
    frameId: FRAME_ID,
    receivedAt: 0,
    remoteAddress: '',
    systemTitle: new Uint8Array(0),
    leniencies: [],
  });
  if (isMapRefusal(result)) return undefined;
  return new Map(
    result.readings.map(({ reading }) => [reading.Id.slice(FRAME_ID.length + 1), reading]),
  );
}

function keyOf(path: readonly number[]): string {
  return path.length === 0 ? '0' : path.join('.');
}

function namesOf(reading: Reading | undefined, ofOne: Reading | undefined): ReturnType<NameValues> {
  if (reading === undefined) return undefined;
  const { Obis, Unit, Value } = reading;
  const scaler = powerOfTen(ofOne?.Value ?? null);
  return {
    unit: Unit,
    value: Value,
    ...(Obis === undefined ? {} : { obis: Obis }),
    ...(scaler === undefined ? {} : { scaler }),
  };
}

/** The exponent of a power of ten; undefined for any other number, as a transform may make it. */
function powerOfTen(value: number | null): number | undefined {
  if (value === null || value <= 0) return undefined;
  const exponent = Math.round(Math.log10(value));
  return Number(`1e${String(exponent)}`) === value ? exponent : undefined;
}
