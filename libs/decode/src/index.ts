export { Decode, type DecodeOptions, type DecodePorts } from './decode.js';
export { decodeStageAdvice, type DecodeStageCode } from './errors.js';
export { decodeEvents, type DecodeEvents } from './events.js';
export {
  WorkerLost,
  type DecodedBatch,
  type DecodedFrame,
  type FrameWithReadings,
  type FrameWithoutReadings,
  type FrameWorker,
  type WorkBatch,
  type WorkerEnd,
} from './frame-worker.js';
export type { CounterClaim, Interpret, Interpretation, UserMatch } from './interpretation.js';
export type { JudgedFrame, ReplayGuard, ReplayOutcome } from './replay-guard.js';
