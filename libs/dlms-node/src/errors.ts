/** Why a configured key or certificate cannot be used. */
export type KeyFormatErrorCode =
  | 'key.format' // neither PEM, DER nor hex of the right length
  | 'key.curve'; // a key that is not on P-256 or P-384

/** A key or a certificate cannot be used. Never holds a part of it. */
export class KeyFormatError extends Error {
  override readonly name = 'KeyFormatError';
  readonly code: KeyFormatErrorCode;

  constructor(code: KeyFormatErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** What each code means and what to do about it, for docs/errors.md. */
export const keyFormatErrorAdvice: Readonly<
  Record<KeyFormatErrorCode, { readonly meaning: string; readonly advice: string }>
> = {
  'key.format': {
    meaning: 'A configured key or certificate is neither PEM nor hex of the right length.',
    advice:
      'Give a certificate or key as PEM, a public key as hex of the point (x and y), a private key as hex of the number.',
  },
  'key.curve': {
    meaning: 'A configured key is neither on P-256 nor on P-384.',
    advice: 'Security suite 1 takes keys on P-256, suite 2 on P-384. Other keys have no use here.',
  },
};
