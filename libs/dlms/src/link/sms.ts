import type { LinkDetails } from './framer.js';
import { octetAt } from './octets.js';

/** Source and destination. */
export const SMS_HEADER_LENGTH = 2;
const LONGEST_SMS = 140;

/** Addresses in an SMS. */
export interface SmsAddresses {
  /** The logical device, in a push. Default 1, the management logical device. */
  readonly sourceAddress?: number;
  /** The client. Default 103. */
  readonly destinationAddress?: number;
}

const PUSH_CLIENT = 103;

/**
 * Puts the SMS wrapper before an APDU:
 *
 * ```
 * source (1) | destination (1) | APDU
 * ```
 *
 * The octets are those of the 8-bit user data of the message (Green Book, SMS wrapper; a client library does the same).
 *
 * @throws RangeError when the message would be longer than the 140 octets of an SMS
 */
export function writeSms(apdu: Uint8Array, addresses: SmsAddresses = {}): Uint8Array {
  const { sourceAddress = 1, destinationAddress = PUSH_CLIENT } = addresses;
  const length = SMS_HEADER_LENGTH + apdu.length;
  if (length > LONGEST_SMS)
    throw new RangeError(`an SMS holds ${LONGEST_SMS} octets, this one has ${length}`);
  const message = new Uint8Array(length);
  message[0] = sourceAddress;
  message[1] = destinationAddress;
  message.set(apdu, SMS_HEADER_LENGTH);
  return message;
}

/** What the two octets before an APDU say. */
export function smsLink(wire: Uint8Array): LinkDetails {
  return { type: 'SMS', sourceAddress: octetAt(wire, 0), destinationAddress: octetAt(wire, 1) };
}
