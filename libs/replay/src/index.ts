export { CounterWindow } from './counter-window.js';
export { outcomeOf, type JudgedBy } from './outcome.js';
export { replayEvents, type ReplayEvents } from './events.js';
export type {
  CounterStore,
  Keeping,
  NewestCounters,
  ReplayClock,
  SeenCounter,
  SharedCounterWindows,
  SharedVerdict,
  WindowVerdict,
} from './ports.js';
export {
  WindowReplayGuard,
  type JudgedFrame,
  type ReplayGuardOptions,
  type ReplayGuardPorts,
  type ReplayOutcome,
  type ReplayProtection,
} from './replay-guard.js';
