import type { Data, PayloadValue } from '@dlms-telemetry/dlms';
import { compileMapping, isMapRefusal, mapReadings } from './index.js';
import type {
  FrameContext,
  FrameReadings,
  MapRefusal,
  MappingOptions,
  Notification,
  PropertyMap,
  Reading,
  TransformStep,
} from './index.js';

export const u32 = (value: number): Data => ({ type: 'double-long-unsigned', value });
export const text = (value: string): Data => ({ type: 'visible-string', value });
export const octets = (hex: string): Data => ({ type: 'octet-string', value: bytes(hex) });
export const structure = (...value: Data[]): Data => ({ type: 'structure', value });

export function bytes(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../gu) ?? [], (pair) => Number.parseInt(pair, 16));
}

export const FRAME: FrameContext = {
  frameId: 'f',
  receivedAt: Date.UTC(2024, 0, 2, 3, 4, 5),
  remoteAddress: '10.0.0.9',
  systemTitle: new Uint8Array(),
  leniencies: [],
};

export type MapOptions = Omit<Partial<PropertyMap>, 'PropertyName'> & {
  readonly PropertyName?: string;
};

/** A section of maps with the defaults that the configuration gives. */
export function section(
  maps: Record<string, MapOptions>,
  transformSets: Record<string, TransformStep[]> = {},
) {
  const entries = Object.entries(maps).map(([name, map]) => {
    return [name, { PropertyName: name, AttributeIndex: 2, DataIndex: 0, ...map }] as const;
  });
  return { name: 'Maps', maps: Object.fromEntries(entries), transformSets };
}

export function map(
  notification: Partial<Notification> & Pick<Notification, 'body'>,
  options: Partial<MappingOptions> = {},
  frame: Partial<FrameContext> = {},
): FrameReadings | MapRefusal {
  const mapping = compileMapping({
    receptor: 'Meters',
    deviceType: 'DlmsPushServer',
    groupName: 'group',
    gatewayId: 'gateway',
    registerAsGateway: true,
    serialProperty: 'SerialNumber',
    timeZone: 'UTC',
    section: undefined,
    ...options,
  });
  const { body } = notification;
  const values = notification.values ?? valuesOf(body);
  return mapReadings(
    mapping,
    { type: 'data', dateTime: null, ...notification, body, values },
    { ...FRAME, ...frame },
  );
}

/** The values of a list without OBIS codes. */
function valuesOf(body: Data): PayloadValue[] {
  if (body.type !== 'structure' && body.type !== 'array') return [{ path: [], data: body }];
  return body.value.map((data, index) => ({ path: [index], data }));
}

export function readingsOf(result: FrameReadings | MapRefusal): Reading[] {
  if (isMapRefusal(result)) throw new Error(result.message);
  return result.readings.map(({ reading }) => reading);
}

export function onlyReading(result: FrameReadings | MapRefusal): Reading {
  const [first, ...more] = readingsOf(result);
  if (first === undefined || more.length > 0) throw new Error('not one reading');
  return first;
}

/** A body of OBIS code and value in turn. */
export function pairs(...entries: readonly (readonly [string, Data, Partial<PayloadValue>?])[]): {
  body: Data;
  values: PayloadValue[];
} {
  const elements: Data[] = [];
  const values: PayloadValue[] = [];
  for (const [obis, data, more] of entries) {
    elements.push({ type: 'octet-string', value: Uint8Array.from(obis.split('.').map(Number)) });
    values.push({ path: [elements.length], data, obis, ...more });
    elements.push(data);
  }
  return { body: structure(...elements), values };
}
