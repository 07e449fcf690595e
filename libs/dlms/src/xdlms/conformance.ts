import { readBerLength } from '../codec/ber.js';
import type { ByteReader } from '../codec/byte-reader.js';
import type { ByteWriter } from '../codec/byte-writer.js';
import { DecodeError } from '../errors.js';

/** [APPLICATION 31], its number in an octet of its own as BER has it. */
const CONFORMANCE_TAG = 0x5f;
const CONFORMANCE_TAG_NUMBER = 0x1f;
/** The contents: the number of unused bits, then 24 bits. */
const CONFORMANCE_LENGTH = 4;

/** Every bit of the conformance block, first bit first (Green Book 9.4.6). */
export const CONFORMANCE_FLAGS = [
  'reserved-zero',
  'general-protection',
  'general-block-transfer',
  'read',
  'write',
  'unconfirmed-write',
  'delta-value-encoding',
  'reserved-seven',
  'attribute0-supported-with-set',
  'priority-mgmt-supported',
  'attribute0-supported-with-get',
  'block-transfer-with-get-or-read',
  'block-transfer-with-set-or-write',
  'block-transfer-with-action',
  'multiple-references',
  'information-report',
  'data-notification',
  'access',
  'parameterized-access',
  'get',
  'set',
  'selective-access',
  'event-notification',
  'action',
] as const;

/** The name of one bit of the conformance block. */
export type ConformanceFlag = (typeof CONFORMANCE_FLAGS)[number];

/** What a client proposes or a server grants: the bits that are set, first bit first. */
export type Conformance = readonly ConformanceFlag[];

/** The flags of a block of 24 bits. @param bits the first bit is the highest */
export function conformanceOf(bits: number): Conformance {
  return CONFORMANCE_FLAGS.filter((_, index) => (bits & (0x80_0000 >>> index)) !== 0);
}

/** The block of 24 bits of some flags, in any order. */
export function conformanceBits(conformance: Conformance): number {
  return conformance.reduce(
    (bits, flag) => bits | (0x80_0000 >>> CONFORMANCE_FLAGS.indexOf(flag)),
    0,
  );
}

/**
 * A conformance block, which is BER inside A-XDR: `5f 1f 04 00` and three octets. The tag of one octet, `5f 04 00`, is
 * read too: Green Book 9.4.6 allows it for the sake of older meters.
 *
 * @throws DecodeError `apdu.malformed`, `apdu.ber-length`, `apdu.truncated`
 */
export function readConformance(r: ByteReader): Conformance {
  const start = r.offset;
  const tag = r.u8('conformance tag');
  if (r.peek() === CONFORMANCE_TAG_NUMBER) r.skip(1, 'conformance tag');
  const length = tag === CONFORMANCE_TAG ? readBerLength(r) : undefined;
  if (length === undefined || length !== CONFORMANCE_LENGTH || r.u8('unused bits') !== 0)
    throw new DecodeError('apdu.malformed', 'no conformance block of 24 bits', start);
  return conformanceOf(r.u24('conformance'));
}

export function writeConformance(w: ByteWriter, conformance: Conformance): void {
  const bits = conformanceBits(conformance);
  w.u8(CONFORMANCE_TAG);
  w.u8(CONFORMANCE_TAG_NUMBER);
  w.u8(CONFORMANCE_LENGTH);
  w.u8(0);
  w.u8(bits >>> 16);
  w.u16(bits);
}
