import { DecodeError, readPayload, type PlainApdu } from '@dlms-telemetry/dlms';
import type { Notification } from '@dlms-telemetry/reading';

/**
 * What a plain APDU tells.
 *
 * @throws {DecodeError} `apdu.unsupported` for an APDU that is no notification: on a push port a meter does not answer,
 *   and opens no association
 */
export function notificationOf(apdu: PlainApdu): Notification {
  if (apdu.type === 'data-notification') {
    const { dateTime, body } = apdu;
    return { type: 'data', dateTime, body, values: readPayload(body) };
  }
  if (apdu.type === 'event-notification-request') {
    const { time, value, attributeDescriptor } = apdu;
    const values = [{ path: [], data: value, ...attributeDescriptor }];
    return { type: 'event', dateTime: time, body: value, values };
  }
  throw new DecodeError(
    'apdu.unsupported',
    `${apdu.type} is no notification: it holds no readings`,
    0,
  );
}
