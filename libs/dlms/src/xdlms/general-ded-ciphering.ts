import type { ByteReader } from '../codec/byte-reader.js';
import type { ByteWriter } from '../codec/byte-writer.js';
import type { CipheredContent } from '../security/ciphered-content.js';
import {
  readCipheredContent,
  readSystemTitle,
  writeCipheredContent,
} from '../security/ciphered-content.js';

export const GENERAL_DED_CIPHERING_TAG = 0xdc;

/**
 * General-Ded-Ciphering: any APDU, protected with the key of one association (dedicated key) (Green Book 9.5).
 *
 * ```
 * DC | system title (length 8, or 0) | ciphered content
 * ```
 */
export interface GeneralDedCiphering {
  readonly type: 'general-ded-ciphering';
  /** The sender's, 8 octets; empty where both sides know it. */
  readonly systemTitle: Uint8Array;
  readonly content: CipheredContent;
}

/** Reads what follows the tag. @throws DecodeError `security.*` */
export function readGeneralDedCiphering(r: ByteReader): GeneralDedCiphering {
  const systemTitle = readSystemTitle(r);
  return { type: 'general-ded-ciphering', systemTitle, content: readCipheredContent(r) };
}

export function writeGeneralDedCiphering(w: ByteWriter, pdu: GeneralDedCiphering): void {
  w.u8(GENERAL_DED_CIPHERING_TAG);
  w.octets(pdu.systemTitle);
  writeCipheredContent(w, pdu.content);
}
