import { isProtectedTag } from '../xdlms/apdu-tag.js';
import { octetAt, u16At } from './octets.js';

/** Longest length field that is looked at: an APDU longer than 65535 octets is not read. */
const LONG_LENGTHS: Readonly<Record<number, number>> = { 0x81: 2, 0x82: 3 };
const OCTETS_IN_TITLE = 8;

/** Octets that `beginsNotification` looks at, at most. */
export const LONGEST_START = 16;

/** A system title with its length octet before it, or an empty one. */
function beginsWithTitle(octets: Uint8Array, at: number): boolean {
  const length = octetAt(octets, at);
  return length === 0 || length === OCTETS_IN_TITLE;
}

/** Ciphered content: its length and a security control octet with a suite that exists. */
function beginsCiphered(octets: Uint8Array, at: number): boolean {
  const control = octetAt(octets, at + (LONG_LENGTHS[octetAt(octets, at)] ?? 1));
  return (control & 0x0f) <= 2 && control !== 0;
}

/**
 * Whether what a meter pushes could begin at `at`: the tag of a notification, and a second look at what stands behind
 * it. Tells the first segment of the next APDU from a segment in the middle of one, which begins with anything.
 */
export function beginsNotification(octets: Uint8Array, at: number): boolean {
  if (at + 2 >= octets.length) return false;
  switch (octetAt(octets, at)) {
    case 0x0f: // data-notification: long-invoke-id-and-priority, then a date-time or none
      return at + 5 < octets.length && [0x00, 0x09, 0x0c].includes(octetAt(octets, at + 5));
    case 0xc2: // event-notification-request: time present or not
      return [0x00, 0x01, 0x09].includes(octetAt(octets, at + 1));
    case 0xca: // glo-event-notification-request
      return beginsCiphered(octets, at + 1);
    case 0xdb: // general-glo-ciphering
    case 0xdc: // general-ded-ciphering
      return (
        beginsWithTitle(octets, at + 1) && beginsCiphered(octets, at + 2 + octetAt(octets, at + 1))
      );
    case 0xdd: // general-ciphering: transaction-id of up to 8 octets, originator title
    case 0xdf: // general-signing
      return (
        octetAt(octets, at + 1) <= 8 && beginsWithTitle(octets, at + 2 + octetAt(octets, at + 1))
      );
    case 0xe0: // general-block-transfer, block 1
      return u16At(octets, at + 2) === 1;
    default:
      return false;
  }
}

/** Whether the length field at `at` counts the octets behind it up to the end of the APDU. */
function countsTheRest(start: Uint8Array, at: number, apduLength: number): boolean {
  const first = octetAt(start, at);
  if (first < 0x80) return first === apduLength - at - 1;
  if (first === 0x81) return octetAt(start, at + 1) === apduLength - at - 2;
  return first === 0x82 && u16At(start, at + 1) === apduLength - at - 3;
}

/**
 * Whether octets look like the start of an APDU that a meter sends or answers with. For a place in rubbish where a
 * frame could begin by chance: the tag alone would be right once in four times.
 *
 * @param start the first `LONGEST_START` octets, or all
 * @param apduLength octets that the APDU would have
 */
export function beginsApdu(start: Uint8Array, apduLength: number): boolean {
  if (beginsNotification(start, 0)) return true;
  const tag = octetAt(start, 0);
  // get, set and action: the choice of the request or response.
  if (tag >= 0xc0 && tag <= 0xc7 && tag !== 0xc2)
    return octetAt(start, 1) >= 1 && octetAt(start, 1) <= 6;
  // exception-response: two errors, and the counter that is expected.
  if (tag === 0xd8) return apduLength <= 7 && octetAt(start, 1) <= 2;
  const acse = tag >= 0x60 && tag <= 0x63;
  return (acse || (tag < 0xdb && isProtectedTag(tag))) && countsTheRest(start, 1, apduLength);
}
