export { Decode, type DecodeOptions, type DecodePorts } from './decode.js';
export { decodeStageAdvice, type DecodeStageCode } from './errors.js';
export { decodeEvents, type DecodeEvents } from './events.js';
export type { Interpret, Interpretation } from './interpretation.js';
