import {
  DecodeError,
  readPayload,
  type InformationReportRequest,
  type PlainApdu,
} from '@dlms-telemetry/dlms';
import type { Notification } from '@dlms-telemetry/reading';
import { dateTimeOf } from './generalized-time.js';

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
  if (apdu.type === 'information-report-request') return informationReport(apdu);
  throw new DecodeError(
    'apdu.unsupported',
    `${apdu.type} is no notification: it holds no readings`,
    0,
  );
}

/** Short names tell no OBIS code: the values are found by their places. */
function informationReport(apdu: InformationReportRequest): Notification {
  const { currentTime, listOfData } = apdu;
  return {
    type: 'event',
    dateTime: currentTime === null ? null : dateTimeOf(currentTime),
    body: { type: 'structure', value: listOfData },
    values: listOfData.map((data, index) => ({ path: [index], data })),
  };
}
