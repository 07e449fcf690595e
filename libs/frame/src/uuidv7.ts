import { fromHex, toHex } from '@dlms-telemetry/dlms';

const LARGEST_TIME = 2 ** 48 - 1;
const RANDOM_OCTETS = 10;
export const UUID_OCTETS = 16;
const TEXT_FORM = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * A UUID of version 7 (RFC 9562, 5.7): 48 bits of time, then randomness.
 *
 * @param now milliseconds since 1970
 * @param random ten random octets
 */
export function uuidv7(now: number, random: Uint8Array): string {
  if (!Number.isInteger(now) || now < 0 || now > LARGEST_TIME)
    throw new RangeError('the time of a UUID is whole milliseconds in 48 bits');
  if (random.length !== RANDOM_OCTETS) throw new RangeError('a UUIDv7 takes ten random octets');
  const octets = new Uint8Array(UUID_OCTETS);
  for (let i = 5, rest = now; i >= 0; i--, rest = Math.floor(rest / 256)) octets[i] = rest % 256;
  octets.set(random, 6);
  octets[6] = 0x70 | ((random[0] ?? 0) & 0x0f);
  octets[8] = 0x80 | ((random[2] ?? 0) & 0x3f);
  return uuidText(octets);
}

/** Milliseconds since 1970 of a UUIDv7. */
export function timeOfUuid(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

/** Whether a text is a UUID in its usual lower-case form. */
export function isUuid(text: string): boolean {
  return TEXT_FORM.test(text);
}

/** The sixteen octets of a UUID. */
export function uuidOctets(id: string): Uint8Array {
  const octets = isUuid(id) ? fromHex(id.replaceAll('-', '')) : undefined;
  if (octets === undefined) throw new RangeError('not a UUID in lower case with hyphens');
  return octets;
}

/** The text of sixteen octets. */
export function uuidText(octets: Uint8Array): string {
  const hex = toHex(octets);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
