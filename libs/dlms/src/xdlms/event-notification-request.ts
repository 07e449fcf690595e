import type { ByteReader } from '../codec/byte-reader.js';
import type { ByteWriter } from '../codec/byte-writer.js';
import type { AttributeDescriptor } from '../cosem/attribute-descriptor.js';
import {
  readAttributeDescriptor,
  writeAttributeDescriptor,
} from '../cosem/attribute-descriptor.js';
import type { Data } from '../cosem/data.js';
import { DATA_TAG, DATE_TIME_OCTETS } from '../cosem/data-tag.js';
import { readData } from '../cosem/read-data.js';
import { writeData } from '../cosem/write-data.js';
import { DecodeError } from '../errors.js';
import { LeniencyUse } from '../leniency.js';

export const EVENT_NOTIFICATION_REQUEST_TAG = 0xc2;

const ABSENT = 0;
const PRESENT = 1;

/**
 * EventNotification-Request: an attribute's value that the meter tells by itself, such as an alarm (Green Book 9.3.9).
 *
 * ```
 * C2 | time: 00, or 01 and an octet string of 12 | attribute descriptor (9) | attribute value: Data
 * ```
 */
export interface EventNotificationRequest {
  readonly type: 'event-notification-request';
  /** 12 octets, or null where the sender left it out. */
  readonly time: Uint8Array | null;
  readonly attributeDescriptor: AttributeDescriptor;
  readonly value: Data;
}

/**
 * Reads what follows the tag.
 *
 * @throws DecodeError `apdu.malformed` for a presence flag that is neither 00 nor 01, `apdu.date-time`, and all that
 * `readData` throws
 */
export function readEventNotificationRequest(
  r: ByteReader,
  leniency: LeniencyUse = new LeniencyUse(),
): EventNotificationRequest {
  const time = readEventTime(r, leniency);
  const attributeDescriptor = readAttributeDescriptor(r);
  return { type: 'event-notification-request', time, attributeDescriptor, value: readData(r) };
}

function readEventTime(r: ByteReader, leniency: LeniencyUse): Uint8Array | null {
  const start = r.offset;
  const flag = r.u8('presence of time');
  if (flag === ABSENT) return null;
  const present =
    flag === PRESENT || (flag === DATA_TAG['octet-string'] && leniency.use('mx382-time-flag'));
  if (!present)
    throw new DecodeError(
      'apdu.malformed',
      `the presence flag of time is ${flag}, not 0 or 1`,
      start,
    );
  const length = r.length('length of time');
  if (length === 0) return null;
  if (length === DATE_TIME_OCTETS) return r.take(DATE_TIME_OCTETS, 'time');
  throw new DecodeError(
    'apdu.date-time',
    `a time of ${length} octets, it has ${DATE_TIME_OCTETS}`,
    start + 1,
  );
}

export function writeEventNotificationRequest(w: ByteWriter, pdu: EventNotificationRequest): void {
  w.u8(EVENT_NOTIFICATION_REQUEST_TAG);
  if (pdu.time === null) {
    w.u8(ABSENT);
  } else {
    w.u8(PRESENT);
    w.octets(pdu.time);
  }
  writeAttributeDescriptor(w, pdu.attributeDescriptor);
  writeData(w, pdu.value);
}
