/*
 * Arrays as Postgres takes them in binary: numbers of dimensions, whether there are nulls, type of the elements, length,
 * first index; then each element with its length before it, -1 for null. Parsing them as text is what makes parameters
 * of many rows dear.
 */

/** Types of elements, by the numbers that Postgres gives them in every database. */
const INTEGER = 23;
const TEXT = 25;
const DOUBLE = 701;
const DATE = 1082;
const TIMESTAMPTZ = 1184;
const UUID = 2950;

const HEADER_OCTETS = 20;
const LENGTH_OCTETS = 4;
const UUID_OCTETS = 16;
const DOUBLE_OCTETS = 8;
const NULL = -1;
const DAY_MS = 86_400_000;
const YEAR_2000_DAYS = 10_957;
const YEAR_2000_MS = YEAR_2000_DAYS * DAY_MS;
const TWO_POW_32 = 2 ** 32;

/** Whole numbers of 32 bits, as `integer[]`. */
export function integerArray(values: readonly number[]): Uint8Array {
  const { octets, view } = sized(INTEGER, values.length, 4);
  for (let i = 0, at = HEADER_OCTETS; i < values.length; i++, at += 8) {
    view.setInt32(at, 4);
    view.setInt32(at + 4, values[i] ?? 0);
  }
  return octets;
}

/** Days since 1970, as `date[]`. */
export function dateArray(days: readonly number[]): Uint8Array {
  const octets = integerArray(days.map((day) => day - YEAR_2000_DAYS));
  viewOf(octets).setInt32(8, DATE);
  return octets;
}

/** Milliseconds since 1970, as `timestamptz[]`; NaN becomes null. */
export function timeArray(times: readonly number[]): Uint8Array {
  const { octets, view } = sized(TIMESTAMPTZ, times.length, 8);
  let at = HEADER_OCTETS;
  for (const time of times) {
    if (Number.isNaN(time)) {
      view.setInt32(4, 1);
      view.setInt32(at, NULL);
      at += LENGTH_OCTETS;
      continue;
    }
    view.setInt32(at, 8);
    setMicroseconds(view, at + LENGTH_OCTETS, Math.floor(time) - YEAR_2000_MS);
    at += LENGTH_OCTETS + 8;
  }
  return octets.subarray(0, at);
}

/** UUIDs of sixteen octets each, as `uuid[]`. */
export function uuidArray(uuids: readonly (Uint8Array | null)[]): Uint8Array {
  const { octets, view } = sized(UUID, uuids.length, UUID_OCTETS);
  let at = HEADER_OCTETS;
  for (const uuid of uuids) {
    view.setInt32(at, uuid === null ? NULL : UUID_OCTETS);
    at += LENGTH_OCTETS;
    if (uuid === null) {
      view.setInt32(4, 1);
      continue;
    }
    octets.set(uuid, at);
    at += UUID_OCTETS;
  }
  return octets.subarray(0, at);
}

/** Doubles that stand one behind the other, big-endian, in several pieces; as one `double precision[]`. */
export function doubleArray(pieces: readonly Uint8Array[]): Uint8Array {
  const count = pieces.reduce((sum, { length }) => sum + length / DOUBLE_OCTETS, 0);
  const { octets, view } = sized(DOUBLE, count, DOUBLE_OCTETS);
  let at = HEADER_OCTETS;
  for (const piece of pieces)
    for (let from = 0; from < piece.length; from += DOUBLE_OCTETS) {
      view.setInt32(at, DOUBLE_OCTETS);
      at += LENGTH_OCTETS;
      for (let i = 0; i < DOUBLE_OCTETS; i++) octets[at + i] = piece[from + i] ?? 0;
      at += DOUBLE_OCTETS;
    }
  return octets;
}

/** Texts, as `text[]`. They must be storable. */
export function textArray(texts: readonly (string | null)[]): Uint8Array {
  const parts = texts.map((text) => (text === null ? null : Buffer.from(text, 'utf8')));
  const octets = new Uint8Array(
    parts.reduce((sum, part) => sum + LENGTH_OCTETS + (part?.length ?? 0), HEADER_OCTETS),
  );
  const view = writeHeader(octets, TEXT, texts.length);
  let at = HEADER_OCTETS;
  for (const part of parts) {
    view.setInt32(at, part?.length ?? NULL);
    at += LENGTH_OCTETS;
    if (part === null) {
      view.setInt32(4, 1);
      continue;
    }
    octets.set(part, at);
    at += part.length;
  }
  return octets;
}

function sized(type: number, count: number, elementOctets: number) {
  const octets = new Uint8Array(HEADER_OCTETS + count * (LENGTH_OCTETS + elementOctets));
  return { octets, view: writeHeader(octets, type, count) };
}

function writeHeader(octets: Uint8Array, type: number, count: number): DataView {
  const view = viewOf(octets);
  view.setInt32(0, 1);
  view.setInt32(8, type);
  view.setInt32(12, count);
  view.setInt32(16, 1);
  return view;
}

function viewOf(octets: Uint8Array): DataView {
  return new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
}

/** Microseconds pass what a double counts exactly within a few centuries. */
function setMicroseconds(view: DataView, at: number, ms: number): void {
  const us = ms * 1000;
  if (!Number.isSafeInteger(us)) {
    view.setBigInt64(at, BigInt(ms) * 1000n);
    return;
  }
  const high = Math.floor(us / TWO_POW_32);
  view.setInt32(at, high);
  view.setUint32(at + 4, us - high * TWO_POW_32);
}
