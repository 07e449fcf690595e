export type {
  Answers,
  BacklogSummary,
  ControlAnswer,
  ControlFailure,
  DeadLetterEntry,
  ImportResult,
  ListedUser,
  LoopbackAnswer,
  LoopbackCount,
  LoopbackEnd,
  RerunCount,
  UserProblem,
} from './answers.js';
export { carryOut } from './carry-out.js';
export type { ControlDesks, MeterOfSerial, ResolvedSelection } from './carry-out.js';
export { controlPath } from './control-path.js';
export { ControlError, controlErrorAdvice, failureOf } from './errors.js';
export type { ControlErrorCode } from './errors.js';
export { mostOctetsOf, readRequest } from './requests.js';
export type { Command, ControlRequest, DeadSelection, ReadRequest, Requests } from './requests.js';
