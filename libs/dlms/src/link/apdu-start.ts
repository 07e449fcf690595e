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
      return [0x00, 0x09, 0x0c].includes(octetAt(octets, at + 5));
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
