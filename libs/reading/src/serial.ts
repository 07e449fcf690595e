import { toHex } from '@dlms-telemetry/dlms';
import type { Found } from './find-values.js';
import type { FrameContext, Notification } from './notification.js';
import { isComposite, scalarOf } from './payload-scalar.js';
import type { SerialSource } from './reading.js';
import { convert } from './convert.js';
import { textOf } from './scalar.js';
import type { ZoneDeviation } from './time-zone.js';

/** A meter's serial, and which of the sources told it. */
export interface Serial {
  readonly text: string;
  readonly source: SerialSource;
}

const LOGICAL_DEVICE_NAME = '0.0.42.0.0.255';

/**
 * The serial of the meter: the property, the user's, the logical device name in the payload, the system title, the
 * source address, the first of them that there is (FEATURES 6).
 */
export function serialOf(
  notification: Notification,
  frame: FrameContext,
  found: readonly Found[],
  zone: ZoneDeviation,
): Serial {
  const property = mappedSerial(found, zone);
  if (property !== undefined) return { text: property, source: 'property' };
  if (frame.userSerial !== undefined) return { text: frame.userSerial, source: 'user' };
  const name = logicalDeviceName(notification, zone);
  if (name !== undefined) return { text: name, source: 'logical-device-name' };
  if (frame.systemTitle.length > 0) {
    return { text: toHex(frame.systemTitle).toUpperCase(), source: 'system-title' };
  }
  return { text: frame.remoteAddress, source: 'source-address' };
}

function mappedSerial(found: readonly Found[], zone: ZoneDeviation): string | undefined {
  for (const { map, data } of found) {
    if (!map.isSerial || isComposite(data)) continue;
    const scalar = scalarOf(data, zone);
    const { transform } = map;
    const value = transform === undefined ? scalar : transform(scalar);
    const text = map.type === 'int' ? convert(value, 'int').value : value;
    const serial = textOf(text)?.trim() ?? '';
    if (serial !== '') return serial;
  }
  return undefined;
}

function logicalDeviceName({ values }: Notification, zone: ZoneDeviation): string | undefined {
  const value = values.find(({ obis }) => obis === LOGICAL_DEVICE_NAME);
  if (value === undefined || isComposite(value.data)) return undefined;
  const text = textOf(scalarOf(value.data, zone))?.trim() ?? '';
  return text === '' ? undefined : text;
}
