/** Hash functions of DLMS/COSEM (Green Book 9.2.3.2 and 9.2.7.4; MD5 and SHA-1 for HLS alone). */
export type DigestAlgorithm = 'md5' | 'sha-1' | 'sha-256' | 'sha-384';

/** Curves of DLMS/COSEM: P-256 in security suite 1, P-384 in suite 2 (Green Book 9.2.3.4.2). */
export type Curve = 'P-256' | 'P-384';

/**
 * A key pair on a curve, in the plain form of the Green Book (9.2.3.4.3): the private key a big-endian number, the
 * public one a point x || y. 32 octets a number on P-256, 48 on P-384.
 */
export interface KeyPair {
  readonly privateKey: Uint8Array;
  readonly publicKey: Uint8Array;
}

/**
 * The synchronous cryptography that the library is handed; it has none of its own. Octets from outside make it return
 * undefined or false; it throws only on keys that the caller has checked to be of the right length. Arguments are lent
 * for the call: their octets are others when the next one comes. Only of a key the octets stay.
 */
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
  /** AES-GCM, sealing: cipher text followed by a tag of `tagLength` octets (0, 12 or 16; DLMS cuts it to 12). */
  aesGcmSeal(
    key: Uint8Array,
    iv: Uint8Array,
    associatedData: Uint8Array,
    plainText: Uint8Array,
    tagLength: number,
  ): Uint8Array;

  /** AES in single blocks (ECB), for key wrap and HLS mechanism 2. `blocks` has a multiple of 16 octets. */
  aesEncryptBlocks(key: Uint8Array, blocks: Uint8Array): Uint8Array;
  /** The inverse of `aesEncryptBlocks`. */
  aesDecryptBlocks(key: Uint8Array, blocks: Uint8Array): Uint8Array;
  digest(algorithm: DigestAlgorithm, data: Uint8Array): Uint8Array;
  /** Elliptic curve Diffie-Hellman: the x of the shared point, or undefined when a key is none of the curve. */
  ecdh(curve: Curve, privateKey: Uint8Array, publicKey: Uint8Array): Uint8Array | undefined;
  /** ECDSA with SHA-256 on P-256 and SHA-384 on P-384: R || S, never DER. */
  ecdsaSign(curve: Curve, privateKey: Uint8Array, message: Uint8Array): Uint8Array;
  /** Whether a signature R || S is right; false also for a key or a signature that is none of the curve. */
  ecdsaVerify(
    curve: Curve,
    publicKey: Uint8Array,
    message: Uint8Array,
    signature: Uint8Array,
  ): boolean;
  generateKeyPair(curve: Curve): KeyPair;
  /** Octets that cannot be foreseen. */
  random(octets: number): Uint8Array;
}
