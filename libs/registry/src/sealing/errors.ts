/** Every reason for which keys cannot be sealed or opened. */
export type KeyRingErrorCode =
  | 'key-ring.format' // KEY_ENCRYPTION_KEYS or its file cannot be read
  | 'key-ring.missing' // there are sealed keys, and nothing to open them with
  | 'key-ring.unknown-key' // sealed under a key that is not loaded
  | 'key-ring.tampered'; // changed since it was sealed, or moved to another place

/** What to do about each code, for docs/errors.md. */
export const keyRingErrorAdvice: Readonly<Record<KeyRingErrorCode, string>> = {
  'key-ring.format':
    'Write KEY_ENCRYPTION_KEYS as `id=HEX[,id=HEX...]`: ids of letters, digits, dot, dash and underscore, each key of 64 hexadecimal digits (32 octets), the first one seals. Or name a file that holds this in KEY_ENCRYPTION_KEYS_FILE.',
  'key-ring.missing':
    'A process of a fleet needs KEY_ENCRYPTION_KEYS or KEY_ENCRYPTION_KEYS_FILE, the same for all. In `standalone`: the data folder holds sealed keys, but the file `key-encryption-keys` beside them has gone and KEY_ENCRYPTION_KEYS is not set. Bring the file back from the backup; without it the keys of users must be imported again into a fresh data folder.',
  'key-ring.unknown-key':
    'A stored key is sealed under a key-encryption key that is not loaded. Add it to KEY_ENCRYPTION_KEYS behind the first one.',
  'key-ring.tampered':
    'A stored key was changed in the database, or its key-encryption key has the id but not the value of the one that sealed it. Import the user again, and find out who wrote to the database.',
};

/** A key that cannot be sealed or opened. Its message holds no key. */
export class KeyRingError extends Error {
  override readonly name = 'KeyRingError';
  readonly code: KeyRingErrorCode;

  constructor(code: KeyRingErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
