import type { ByteReader } from '../codec/byte-reader.js';
import { DecodeError } from '../errors.js';

/** The refusal of a CHOICE that does not exist. @param r stands behind the octet of the choice */
export function unknownChoice(what: string, choice: number, r: ByteReader): DecodeError {
  return new DecodeError('apdu.malformed', `${what} has no choice ${choice}`, r.offset - 1);
}
