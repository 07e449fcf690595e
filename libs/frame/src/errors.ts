export type EnvelopeErrorCode =
  | 'envelope.version' // written by a version that this one does not read
  | 'envelope.malformed' // cut short, or a field holds what no writer writes
  | 'envelope.mixed-receptors' // misuse: frames of several receptors in one envelope
  | 'envelope.too-many'; // misuse: more frames than one envelope may hold

/** An envelope of frames that cannot be read or written. */
export class EnvelopeError extends Error {
  override readonly name = 'EnvelopeError';
  readonly code: EnvelopeErrorCode;

  constructor(code: EnvelopeErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
