import type { ByteReader } from '../codec/byte-reader.js';
import type { ByteWriter } from '../codec/byte-writer.js';
import type { CipheredContent } from '../security/ciphered-content.js';
import { readCipheredContent, writeCipheredContent } from '../security/ciphered-content.js';
import type { KeyInfo } from './key-info.js';
import { readKeyInfo, writeKeyInfo } from './key-info.js';
import type { ProtectionHeader } from './protection-header.js';
import { readProtectionHeader, withinProtection } from './protection-header.js';

export const GENERAL_CIPHERING_TAG = 0xdd;

/**
 * General-Ciphering: any APDU, protected between any two parties, with the key or how to come to it (Green Book 9.5).
 *
 * ```
 * DD | transaction-id | originator-system-title | recipient-system-title | date-time | other-information
 *    | key-info, optional | ciphered content
 * ```
 */
export interface GeneralCiphering extends ProtectionHeader {
  readonly type: 'general-ciphering';
  readonly keyInfo: KeyInfo | null;
  readonly content: CipheredContent;
}

/** Reads what follows the tag. @throws DecodeError `security.*`, `apdu.*` */
export function readGeneralCiphering(r: ByteReader): GeneralCiphering {
  const header = withinProtection(r, readProtectionHeader);
  const keyInfo = withinProtection(r, readKeyInfo);
  return { type: 'general-ciphering', ...header, keyInfo, content: readCipheredContent(r) };
}

/** Writes the APDU with its tag; of the five first fields `header` counts. */
export function writeGeneralCiphering(w: ByteWriter, pdu: GeneralCiphering): void {
  w.u8(GENERAL_CIPHERING_TAG);
  w.bytes(pdu.header);
  writeKeyInfo(w, pdu.keyInfo);
  writeCipheredContent(w, pdu.content);
}
