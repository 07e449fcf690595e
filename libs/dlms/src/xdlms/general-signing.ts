import type { ByteReader } from '../codec/byte-reader.js';
import type { ByteWriter } from '../codec/byte-writer.js';
import type { ProtectionHeader } from './protection-header.js';
import { readProtectionHeader, withinProtection } from './protection-header.js';

export const GENERAL_SIGNING_TAG = 0xdf;

/**
 * General-Signing: any APDU in the clear with the originator's digital signature (Green Book 9.5, 9.2.7.2.5).
 *
 * ```
 * DF | transaction-id | originator-system-title | recipient-system-title | date-time | other-information
 *    | content | signature
 *      all from the first field to the end of content is signed, lengths included
 * ```
 */
export interface GeneralSigning extends ProtectionHeader {
  readonly type: 'general-signing';
  /** The APDU inside. */
  readonly signedContent: Uint8Array;
  /** R || S: 64 octets on P-256, 96 on P-384. Empty where another protection is around it (United Kingdom). */
  readonly signature: Uint8Array;
  /** What the signature covers, as it stands on the wire. */
  readonly signed: Uint8Array;
  /** Where `signedContent` starts, in octets of the APDU. */
  readonly contentOffset: number;
}

/** Reads what follows the tag. @throws DecodeError `security.*`, `apdu.*` */
export function readGeneralSigning(r: ByteReader): GeneralSigning {
  return withinProtection(r, readFields);
}

function readFields(r: ByteReader): GeneralSigning {
  const start = r.offset;
  const header = readProtectionHeader(r);
  const signedContent = r.octets('content');
  const signed = r.bytes.subarray(start, r.offset);
  const contentOffset = r.offset - signedContent.length;
  const signature = r.octets('signature');
  return { type: 'general-signing', ...header, signedContent, signature, signed, contentOffset };
}

/** Writes the APDU with its tag; of all that is signed `signed` counts. */
export function writeGeneralSigning(w: ByteWriter, pdu: GeneralSigning): void {
  w.u8(GENERAL_SIGNING_TAG);
  w.bytes(pdu.signed);
  w.octets(pdu.signature);
}
