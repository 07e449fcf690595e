import type { ByteReader } from '../codec/byte-reader.js';
import type { ByteWriter } from '../codec/byte-writer.js';
import { LeniencyUse } from '../leniency.js';
import { AARE_TAG, type Aare, readAare, writeAare } from './aare.js';
import { AARQ_TAG, type Aarq, readAarq, writeAarq } from './aarq.js';
import { RLRE_TAG, type Rlre, readRlre, writeRlre } from './rlre.js';
import { RLRQ_TAG, type Rlrq, readRlrq, writeRlrq } from './rlrq.js';

/** An APDU of ACSE: opens or ends an association. */
export type AssociationApdu = Aarq | Aare | Rlrq | Rlre;

const TYPES: ReadonlySet<string> = new Set<AssociationApdu['type']>([
  'aarq',
  'aare',
  'rlrq',
  'rlre',
]);

/** Whether an APDU is one of ACSE. */
export function isAssociationApdu(apdu: { readonly type: string }): apdu is AssociationApdu {
  return TYPES.has(apdu.type);
}

/**
 * Reads what follows the tag.
 *
 * @returns undefined when the tag is of no APDU of this kind
 * @throws DecodeError `apdu.*`
 */
export function readAssociationApdu(
  r: ByteReader,
  tag: number,
  leniency: LeniencyUse = new LeniencyUse(),
): AssociationApdu | undefined {
  switch (tag) {
    case AARQ_TAG:
      return readAarq(r);
    case AARE_TAG:
      return readAare(r);
    case RLRQ_TAG:
      return readRlrq(r);
    case RLRE_TAG:
      return readRlre(r, leniency);
    default:
      return undefined;
  }
}

/** Writes the APDU with its tag. @throws RangeError on an object identifier that is none */
export function writeAssociationApdu(w: ByteWriter, pdu: AssociationApdu): void {
  switch (pdu.type) {
    case 'aarq':
      writeAarq(w, pdu);
      break;
    case 'aare':
      writeAare(w, pdu);
      break;
    case 'rlrq':
      writeRlrq(w, pdu);
      break;
    case 'rlre':
      writeRlre(w, pdu);
      break;
  }
}
