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

/** What each code means and what to do about it. */
export const envelopeErrorAdvice: Readonly<Record<EnvelopeErrorCode, string>> = {
  'envelope.version':
    'A message was written by another version of this program. Upgrade decoders before gateways; the message is kept.',
  'envelope.malformed':
    'A message in a queue of frames is no envelope. Look who else publishes there; the message is kept.',
  'envelope.mixed-receptors': 'A fault of this program: please report it.',
  'envelope.too-many': 'A fault of this program: please report it.',
};
