import type { ByteReader } from '../codec/byte-reader.js';
import type { ByteWriter } from '../codec/byte-writer.js';
import { DATE_TIME_OCTETS } from '../cosem/data-tag.js';
import { DecodeError } from '../errors.js';

/**
 * The date-time of a service: an octet string without a tag, of 12 octets or none (Green Book 9.5).
 *
 * @returns null where the sender left it out
 * @throws DecodeError `apdu.date-time` for another length, `apdu.truncated`, `apdu.length`
 */
export function readPduDateTime(r: ByteReader): Uint8Array | null {
  const start = r.offset;
  const octets = r.octets('date-time');
  if (octets.length === 0) return null;
  if (octets.length === DATE_TIME_OCTETS) return octets;
  throw new DecodeError(
    'apdu.date-time',
    `a date-time of ${octets.length} octets, it has ${DATE_TIME_OCTETS}`,
    start,
  );
}

export function writePduDateTime(w: ByteWriter, dateTime: Uint8Array | null): void {
  if (dateTime === null) w.u8(0);
  else w.octets(dateTime);
}
