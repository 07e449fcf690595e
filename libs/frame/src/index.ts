export type { Frame, Transport } from './frame.js';
export { refusalOf } from './refusal.js';
export type { Refusal, RefusalLayer, RefusedFrame } from './refusal.js';
export { EnvelopeError, envelopeErrorAdvice } from './errors.js';
export type { EnvelopeErrorCode } from './errors.js';
export {
  MAX_FRAMES_IN_ENVELOPE,
  MAX_OCTETS_IN_ENVELOPE,
  countFrames,
  decodeFrames,
  decodeRefusedFrames,
  encodeFrames,
  encodeRefusedFrames,
  envelopeSizeOf,
} from './envelope.js';
export { isUuid, timeOfUuid, uuidOctets, uuidText, uuidv7 } from './uuidv7.js';
