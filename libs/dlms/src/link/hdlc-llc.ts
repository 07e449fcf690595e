import { octetAt } from './octets.js';

/** LLC header of a request: destination LSAP, source LSAP, quality (Green Book 8.3). */
export const LLC_REQUEST = [0xe6, 0xe6, 0x00] as const;
/** LLC header of a response, and of a push. */
export const LLC_RESPONSE = [0xe6, 0xe7, 0x00] as const;

export const LLC_LENGTH = 3;

/** Whether an information field begins with an LLC header. */
export function hasLlc(information: Uint8Array): boolean {
  return (
    information.length >= LLC_LENGTH &&
    octetAt(information, 0) === LLC_REQUEST[0] &&
    (octetAt(information, 1) === LLC_REQUEST[1] || octetAt(information, 1) === LLC_RESPONSE[1]) &&
    octetAt(information, 2) === 0
  );
}
