import type { AssociationApdu } from '../acse/association-apdu.js';
import {
  isAssociationApdu,
  readAssociationApdu,
  writeAssociationApdu,
} from '../acse/association-apdu.js';
import type { ByteReader } from '../codec/byte-reader.js';
import { ByteWriter } from '../codec/byte-writer.js';
import { DecodeError } from '../errors.js';
import { LeniencyUse } from '../leniency.js';
import { apduName, isServiceCipheringTag } from './apdu-tag.js';
import type { DataNotification } from './data-notification.js';
import {
  DATA_NOTIFICATION_TAG,
  readDataNotification,
  writeDataNotification,
} from './data-notification.js';
import type { EventNotificationRequest } from './event-notification-request.js';
import {
  EVENT_NOTIFICATION_REQUEST_TAG,
  readEventNotificationRequest,
  writeEventNotificationRequest,
} from './event-notification-request.js';
import type { GeneralCiphering } from './general-ciphering.js';
import {
  GENERAL_CIPHERING_TAG,
  readGeneralCiphering,
  writeGeneralCiphering,
} from './general-ciphering.js';
import type { GeneralDedCiphering } from './general-ded-ciphering.js';
import {
  GENERAL_DED_CIPHERING_TAG,
  readGeneralDedCiphering,
  writeGeneralDedCiphering,
} from './general-ded-ciphering.js';
import type { GeneralGloCiphering } from './general-glo-ciphering.js';
import {
  GENERAL_GLO_CIPHERING_TAG,
  readGeneralGloCiphering,
  writeGeneralGloCiphering,
} from './general-glo-ciphering.js';
import type { GeneralSigning } from './general-signing.js';
import { GENERAL_SIGNING_TAG, readGeneralSigning, writeGeneralSigning } from './general-signing.js';
import type { GloEventNotificationRequest } from './glo-event-notification-request.js';
import {
  GLO_EVENT_NOTIFICATION_REQUEST_TAG,
  readGloEventNotificationRequest,
  writeGloEventNotificationRequest,
} from './glo-event-notification-request.js';
import type { ServiceApdu } from './service-apdu.js';
import { readServiceApdu, writeServiceApdu } from './service-apdu.js';
import type { ServiceCiphering } from './service-ciphering.js';
import { readServiceCiphering, writeServiceCiphering } from './service-ciphering.js';

/** An APDU that carries another one, encrypted, authenticated with a key, or both. */
export type CipheredApdu =
  | GeneralGloCiphering
  | GeneralDedCiphering
  | GeneralCiphering
  | GloEventNotificationRequest
  | ServiceCiphering;

/** An APDU that carries another one under protection. */
export type ProtectedApdu = CipheredApdu | GeneralSigning;

/** An APDU in the clear. */
export type PlainApdu = DataNotification | EventNotificationRequest | ServiceApdu | AssociationApdu;

export type Apdu = PlainApdu | ProtectedApdu;

/** Octets where a wrapper header would stand; see the leniency `leading-zeros`. */
export const LEADING_ZEROS = 8;

/** Whether an APDU carries another one under protection. */
export function isProtected(apdu: Apdu): apdu is ProtectedApdu {
  return isCiphered(apdu) || apdu.type === 'general-signing';
}

/** Whether an APDU carries another one, encrypted, authenticated with a key, or both. */
export function isCiphered(apdu: Apdu): apdu is CipheredApdu {
  return 'content' in apdu;
}

/**
 * Reads an APDU to its last octet. Octet strings in the result are views of `bytes`.
 *
 * @throws DecodeError `apdu.*`, and `security.*` for what is wrong with a protected APDU's own header: `apdu.empty`,
 * `apdu.unknown-tag`, `apdu.unsupported` for an APDU that no reader exists for, `apdu.trailing` for octets behind it
 */
export function readApdu(bytes: Uint8Array, leniency: LeniencyUse = new LeniencyUse()): Apdu {
  if (bytes.length === 0) throw new DecodeError('apdu.empty', 'an APDU without octets', 0);
  const r = leniency.reader(bytes);
  skipLeadingZeros(r, leniency);
  const apdu = readTagged(r, r.u8('apdu-tag'), leniency);
  if (r.remaining > 0 && !isPadding(r, leniency))
    throw new DecodeError(
      'apdu.trailing',
      `${r.remaining} octets behind the end of the ${apdu.type}`,
      r.offset,
    );
  r.close(apdu);
  return apdu;
}

function readTagged(r: ByteReader, tag: number, leniency: LeniencyUse): Apdu {
  switch (tag) {
    case DATA_NOTIFICATION_TAG:
      return readDataNotification(r, leniency);
    case GENERAL_GLO_CIPHERING_TAG:
      return readGeneralGloCiphering(r);
    case EVENT_NOTIFICATION_REQUEST_TAG:
      return readEventNotificationRequest(r, leniency);
    case GLO_EVENT_NOTIFICATION_REQUEST_TAG:
      return readGloEventNotificationRequest(r);
    case GENERAL_DED_CIPHERING_TAG:
      return readGeneralDedCiphering(r);
    case GENERAL_CIPHERING_TAG:
      return readGeneralCiphering(r);
    case GENERAL_SIGNING_TAG:
      return readGeneralSigning(r);
    default:
      return (
        readServiceApdu(r, tag) ??
        readAssociationApdu(r, tag, leniency) ??
        readServiceCiphering(r, tag) ??
        refuse(tag, r)
      );
  }
}

function refuse(tag: number, r: ByteReader): never {
  const at = r.offset - 1;
  const name = apduName(tag);
  const octet = `0x${tag.toString(16).padStart(2, '0')}`;
  if (name === undefined)
    throw new DecodeError('apdu.unknown-tag', `no APDU begins with ${octet}`, at);
  if (isServiceCipheringTag(tag))
    throw new DecodeError(
      'apdu.unknown-tag',
      `${octet} begins a ${name}, yet what follows is a text`,
      at,
    );
  throw new DecodeError('apdu.unsupported', `${name} (${octet}) is not read here`, at);
}

function skipLeadingZeros(r: ByteReader, leniency: LeniencyUse): void {
  if (r.remaining <= LEADING_ZEROS || r.peek() !== 0) return;
  for (let i = 0; i < LEADING_ZEROS; i++) if (r.bytes[i] !== 0) return;
  if (leniency.use('leading-zeros')) r.skip(LEADING_ZEROS, 'leading zeros');
}

function isPadding(r: ByteReader, leniency: LeniencyUse): boolean {
  for (let i = r.offset; i < r.end; i++) if (r.bytes[i] !== 0) return false;
  return leniency.use('trailing-padding');
}

/** Writes an APDU, lengths in their shortest form. @throws RangeError on a value that fits no octets */
export function writeApdu(apdu: Apdu): Uint8Array {
  const w = new ByteWriter();
  if (apdu.type === 'data-notification') writeDataNotification(w, apdu);
  else if (apdu.type === 'event-notification-request') writeEventNotificationRequest(w, apdu);
  else if (isProtected(apdu)) writeProtected(w, apdu);
  else if (isAssociationApdu(apdu)) writeAssociationApdu(w, apdu);
  else writeServiceApdu(w, apdu);
  return w.finish();
}

function writeProtected(w: ByteWriter, apdu: ProtectedApdu): void {
  if (apdu.type === 'general-glo-ciphering') writeGeneralGloCiphering(w, apdu);
  else if (apdu.type === 'general-ded-ciphering') writeGeneralDedCiphering(w, apdu);
  else if (apdu.type === 'general-ciphering') writeGeneralCiphering(w, apdu);
  else if (apdu.type === 'general-signing') writeGeneralSigning(w, apdu);
  else if (apdu.type === 'glo-event-notification-request')
    writeGloEventNotificationRequest(w, apdu);
  else writeServiceCiphering(w, apdu);
}
