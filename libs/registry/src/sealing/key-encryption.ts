/** Where a sealed value belongs. It opens nowhere else, so that values cannot be exchanged within the store. */
export interface Place {
  /** UUID of the user. */
  readonly userId: string;
  /** Name of the option, `BlockCipherKey`. */
  readonly name: string;
}

/**
 * Seals keys and passwords for the store. `KeyRing` does with keys in memory; a vault or an HSM may do as well, which
 * is why both may answer later.
 */
export interface KeyEncryption {
  /** Octets with which all begins that is sealed now: what begins otherwise is to be sealed anew. */
  readonly prefix: Uint8Array;
  /** Seals a text. */
  seal(place: Place, plain: string): Uint8Array | Promise<Uint8Array>;
  /** @throws {KeyRingError} `key-ring.unknown-key` or `key-ring.tampered` (of a promise: rejects with it) */
  open(place: Place, sealed: Uint8Array): string | Promise<string>;
}
