import type { ByteReader } from '../codec/byte-reader.js';
import type { ByteWriter } from '../codec/byte-writer.js';
import { readPduDateTime, writePduDateTime } from './pdu-date-time.js';

export const DATA_NOTIFICATION_CONFIRM_TAG = 0x10;

/** Data-Notification-Confirm: a client has taken a confirmed data-notification (Green Book 9.5). */
export interface DataNotificationConfirm {
  readonly type: 'data-notification-confirm';
  /** That of the notification. */
  readonly longInvokeIdAndPriority: number;
  /** 12 octets, or null where the sender left it out. */
  readonly dateTime: Uint8Array | null;
}

/** Reads what follows the tag. @throws DecodeError `apdu.date-time`, `apdu.truncated`, `apdu.length` */
export function readDataNotificationConfirm(r: ByteReader): DataNotificationConfirm {
  return {
    type: 'data-notification-confirm',
    longInvokeIdAndPriority: r.u32('long-invoke-id-and-priority'),
    dateTime: readPduDateTime(r),
  };
}

export function writeDataNotificationConfirm(w: ByteWriter, pdu: DataNotificationConfirm): void {
  w.u8(DATA_NOTIFICATION_CONFIRM_TAG);
  w.u32(pdu.longInvokeIdAndPriority);
  writePduDateTime(w, pdu.dateTime);
}
