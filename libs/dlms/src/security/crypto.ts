/** The synchronous cryptography that the library is handed; it has none of its own. */
export interface Crypto {
  /**
   * AES-GCM, opening. Key of 16 or 32 octets, IV of 12, tag of 12 or null (encryption only: nothing is verified).
   * @returns the plain text, or undefined when the tag is wrong
   */
  aesGcmOpen(
    key: Uint8Array,
    iv: Uint8Array,
    associatedData: Uint8Array,
    cipherText: Uint8Array,
    tag: Uint8Array | null,
  ): Uint8Array | undefined;
  /** AES-GCM, sealing: cipher text followed by a tag of `tagLength` octets (0 or 12). */
  aesGcmSeal(
    key: Uint8Array,
    iv: Uint8Array,
    associatedData: Uint8Array,
    plainText: Uint8Array,
    tagLength: number,
  ): Uint8Array;
}
