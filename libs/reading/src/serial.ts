import { toHex, type Data, type PayloadValue } from '@dlms-telemetry/dlms';
import type { CompiledMap } from './compile-maps.js';
import type { Found } from './find-values.js';
import type { FrameContext, Notification } from './notification.js';
import { isComposite, scalarOf } from './payload-scalar.js';
import type { SerialSource } from './reading.js';
import { convert } from './convert.js';
import { textOf } from './scalar.js';
import { shorten } from './shorten.js';
import type { ZoneDeviation } from './time-zone.js';

/** A meter's serial, and which of the sources told it. */
export interface Serial {
  readonly text: string;
  readonly source: SerialSource;
}

/**
 * Longest serial, in octets. It stands in every reading of a frame and in its routing key: without a bound, a payload
 * of one text and thousands of values would be multiplied.
 */
export const LONGEST_SERIAL = 128;

const LOGICAL_DEVICE_NAME = '0.0.42.0.0.255';

/**
 * The serial of the meter: the property, the user's, the logical device name in the payload, the system title, the
 * source address, the first of them that there is (FEATURES 6). One over `LONGEST_SERIAL` octets in the payload is
 * shortened with a hash, as routing keys are.
 */
export function serialOf(
  notification: Notification,
  frame: FrameContext,
  found: readonly Found[],
  zone: ZoneDeviation,
): Serial {
  for (const { map, data } of found) {
    if (!map.isSerial || isComposite(data)) continue;
    const text = propertyText(map, data, zone);
    if (text !== '') return { text, source: 'property' };
  }
  if (frame.userSerial !== undefined) return { text: frame.userSerial, source: 'user' };
  const name = logicalDeviceName(notification.values);
  const text = name === undefined ? '' : nameText(name, zone);
  return text === '' ? senderSerial(frame) : { text, source: 'logical-device-name' };
}

type Single = Exclude<Data, { readonly value: readonly Data[] }>;

/** The serial that a property map makes of a value; empty where it makes none. */
export function propertyText(
  { transform, type }: Pick<CompiledMap, 'transform' | 'type'>,
  data: Single,
  zone: ZoneDeviation,
): string {
  const scalar = scalarOf(data, zone);
  const value = transform === undefined ? scalar : transform(scalar);
  return serialText(textOf(type === 'int' ? convert(value, 'int').value : value));
}

function serialText(text: string | null): string {
  return shorten(text?.trim() ?? '', LONGEST_SERIAL);
}

/** The value that holds the logical device name. */
export function logicalDeviceName(values: readonly PayloadValue[]): Single | undefined {
  const value = values.find(({ obis }) => obis === LOGICAL_DEVICE_NAME);
  return value === undefined || isComposite(value.data) ? undefined : value.data;
}

/** A logical device name as a serial; empty where it is none. */
export function nameText(name: Single, zone: ZoneDeviation): string {
  return serialText(textOf(scalarOf(name, zone)));
}

/** The serial where the payload holds none and no user has one. */
export function senderSerial({ systemTitle, remoteAddress }: FrameContext): Serial {
  return systemTitle.length > 0
    ? { text: toHex(systemTitle).toUpperCase(), source: 'system-title' }
    : { text: remoteAddress, source: 'source-address' };
}
