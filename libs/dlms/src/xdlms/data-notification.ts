import { ByteReader } from '../codec/byte-reader.js';
import type { ByteWriter } from '../codec/byte-writer.js';
import type { Data } from '../cosem/data.js';
import { DataBudget } from '../cosem/data-budget.js';
import { DATA_TAG, DATE_TIME_OCTETS } from '../cosem/data-tag.js';
import { readData } from '../cosem/read-data.js';
import { writeData } from '../cosem/write-data.js';
import { DecodeError } from '../errors.js';
import { LeniencyUse } from '../leniency.js';

export const DATA_NOTIFICATION_TAG = 0x0f;

/** Bit of long-invoke-id-and-priority: the sender wants a confirmation (Green Book 9.5, Long-Invoke-Id-And-Priority). */
const CONFIRMED_SERVICE = 0x4000_0000;
/** Tag and long-invoke-id-and-priority. */
const HEAD_OCTETS = 5;

/**
 * Data-Notification: what a meter pushes (Green Book 9.3.10).
 *
 * ```
 * 0F | long-invoke-id-and-priority (4) | date-time (length 0 or 12, no tag) | notification-body: Data
 * ```
 */
export interface DataNotification {
  readonly type: 'data-notification';
  /** Number in the low 24 bits, priority and service flags above. */
  readonly longInvokeIdAndPriority: number;
  /** 12 octets, or null where the sender left it out. */
  readonly dateTime: Uint8Array | null;
  readonly body: Data;
}

/** Whether the sender waits for a confirmation. */
export function isConfirmed(pdu: DataNotification): boolean {
  return (pdu.longInvokeIdAndPriority & CONFIRMED_SERVICE) !== 0;
}

/**
 * The long-invoke-id-and-priority of a data-notification that asks for a confirmation, read from its first octets and
 * nothing deeper: for who knows no key, or has read the rest elsewhere.
 *
 * @returns undefined for any other APDU
 */
export function confirmationAskedBy(apdu: Uint8Array): number | undefined {
  const isOne = apdu[0] === DATA_NOTIFICATION_TAG && apdu.length >= HEAD_OCTETS;
  if (!isOne) return undefined;
  const number = new ByteReader(apdu, 1).u32('long-invoke-id-and-priority');
  return (number & CONFIRMED_SERVICE) === 0 ? undefined : number;
}

/**
 * Reads what follows the tag.
 *
 * @throws DecodeError `apdu.date-time` when the date-time is neither 0 nor 12 octets, and all that `readData` throws
 */
export function readDataNotification(
  r: ByteReader,
  leniency: LeniencyUse = new LeniencyUse(),
): DataNotification {
  const longInvokeIdAndPriority = r.u32('long-invoke-id-and-priority');
  const dateTime = readNotificationTime(r, leniency);
  const budget = new DataBudget(leniency.allowed.has('sagemcom-xt211-descriptors'));
  const body = readData(r, budget);
  if (budget.metRawDescriptor) leniency.use('sagemcom-xt211-descriptors');
  return { type: 'data-notification', longInvokeIdAndPriority, dateTime, body };
}

function readNotificationTime(r: ByteReader, leniency: LeniencyUse): Uint8Array | null {
  const start = r.offset;
  const length = r.length('length of date-time');
  if (length === 0) return null;
  if (length === DATE_TIME_OCTETS) return r.take(DATE_TIME_OCTETS, 'date-time');
  // A length of nine octets is none of a date-time, so 09 can only be the tag of an octet-string.
  if (
    length === DATA_TAG['octet-string'] &&
    r.peek() === DATE_TIME_OCTETS &&
    leniency.use('kaifa-date-time-tag')
  )
    return r.octets('date-time');
  throw new DecodeError(
    'apdu.date-time',
    `a date-time of ${length} octets, it has ${DATE_TIME_OCTETS}`,
    start,
  );
}

export function writeDataNotification(w: ByteWriter, pdu: DataNotification): void {
  w.u8(DATA_NOTIFICATION_TAG);
  w.u32(pdu.longInvokeIdAndPriority);
  if (pdu.dateTime === null) w.u8(0);
  else w.octets(pdu.dateTime);
  writeData(w, pdu.body);
}
