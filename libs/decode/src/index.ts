export { Decode, type DecodeOptions, type DecodePorts, type DecodeReceptor } from './decode.js';
export { decodeReceptor } from './decode-receptor.js';
export { decodeStageAdvice, type DecodeStageCode } from './errors.js';
export { decodeEvents, type DecodeEvents } from './events.js';
export {
  WorkerLost,
  type AnswerRequest,
  type DecodedBatch,
  type DecodedFrame,
  type FrameWithReadings,
  type FrameWithoutReadings,
  type FrameWorker,
  type WorkBatch,
  type WorkerEnd,
} from './frame-worker.js';
export { Formers, type Former, type FormerTexts } from './formers.js';
export { decodeGauges, observeDecode } from './gauges.js';
export { InProcessFrameWorker } from './in-process-frame-worker.js';
export type {
  AnswerCounter,
  AnswerWanted,
  CounterClaim,
  Interpret,
  Interpretation,
  MadeAnswer,
  MakeAnswer,
  NoAnswerReason,
  UserMatch,
} from './interpretation.js';
export type { AnswerDropReason } from './answering.js';
export type { CounterBlocks } from './own-counters.js';
export { fateOf, verdictOn, type DecodedAndJudged, type Fate } from './fate.js';
export { publicationSteps, type FramesByFate, type Publication } from './publication-order.js';
export { LookUpGate, type LookUpGatePorts } from './look-up-gate.js';
export type { OutputKind, OutputOptions } from './outputs.js';
export type { JudgedFrame, ReplayGuard, ReplayOutcome } from './replay-guard.js';
export type { SuspectMark, SuspectMarks } from './suspect-marks.js';
export {
  decodingByConfiguration,
  type ConfiguredInterpreter,
  type DecodingData,
  type DecodingMessage,
} from './thread/decoding-by-configuration.js';
export {
  DecodingThread,
  type Clock,
  type DecodingThreadOptions,
  type DecodingThreadPorts,
} from './thread/decoding-thread.js';
export { serveDecoding, type ThreadInterpreter } from './thread/serve-decoding.js';
