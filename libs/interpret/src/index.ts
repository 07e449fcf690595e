export { createInterpreter } from './interpreter.js';
export { keysOf } from './open-apdu.js';
export type { Interpretation, Interpreter, InterpreterPorts } from './interpreter.js';
export { interpretRefusalAdvice } from './errors.js';
export type { InterpretRefusalCode } from './errors.js';
export type { AnswerCounter, AnswerWanted, MadeAnswer, NoAnswerReason } from './answer.js';
export type { CounterClaim } from './counter-scopes.js';
