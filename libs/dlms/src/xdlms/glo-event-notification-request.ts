import type { ByteReader } from '../codec/byte-reader.js';
import type { ByteWriter } from '../codec/byte-writer.js';
import type { CipheredContent } from '../security/ciphered-content.js';
import { readCipheredContent, writeCipheredContent } from '../security/ciphered-content.js';

export const GLO_EVENT_NOTIFICATION_REQUEST_TAG = 0xca;

/**
 * Glo-Event-Notification-Request: an event-notification-request under the global key (Green Book 9.5).
 *
 * ```
 * CA | ciphered content
 * ```
 */
export interface GloEventNotificationRequest {
  readonly type: 'glo-event-notification-request';
  readonly content: CipheredContent;
}

/** Reads what follows the tag. @throws DecodeError `security.*` */
export function readGloEventNotificationRequest(r: ByteReader): GloEventNotificationRequest {
  return { type: 'glo-event-notification-request', content: readCipheredContent(r) };
}

export function writeGloEventNotificationRequest(
  w: ByteWriter,
  pdu: GloEventNotificationRequest,
): void {
  w.u8(GLO_EVENT_NOTIFICATION_REQUEST_TAG);
  writeCipheredContent(w, pdu.content);
}
