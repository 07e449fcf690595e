import type { ByteReader } from '../codec/byte-reader.js';
import type { ByteWriter } from '../codec/byte-writer.js';
import type { CipheredContent } from '../security/ciphered-content.js';
import {
  readCipheredContent,
  readSystemTitle,
  writeCipheredContent,
} from '../security/ciphered-content.js';

export const GENERAL_GLO_CIPHERING_TAG = 0xdb;

/**
 * General-Glo-Ciphering: any APDU, protected with keys that all of a meter's clients share (global keys) (Green Book 9.5).
 *
 * ```
 * DB | system title (length 8, or 0) | ciphered content
 * ```
 */
export interface GeneralGloCiphering {
  readonly type: 'general-glo-ciphering';
  /** The sender's, 8 octets; empty where both sides know it. */
  readonly systemTitle: Uint8Array;
  readonly content: CipheredContent;
}

/** Reads what follows the tag. @throws DecodeError `security.*` */
export function readGeneralGloCiphering(r: ByteReader): GeneralGloCiphering {
  const systemTitle = readSystemTitle(r);
  return { type: 'general-glo-ciphering', systemTitle, content: readCipheredContent(r) };
}

export function writeGeneralGloCiphering(w: ByteWriter, pdu: GeneralGloCiphering): void {
  w.u8(GENERAL_GLO_CIPHERING_TAG);
  w.octets(pdu.systemTitle);
  writeCipheredContent(w, pdu.content);
}
