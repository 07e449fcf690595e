export { replayEvents, type ReplayEvents } from './events.js';
export type {
  CounterStore,
  NewestCounters,
  ReplayClock,
  SeenCounter,
  SharedCounterWindows,
  SharedVerdict,
} from './ports.js';
export {
  WindowReplayGuard,
  type JudgedFrame,
  type ReplayGuardOptions,
  type ReplayGuardPorts,
  type ReplayOutcome,
  type ReplayProtection,
} from './replay-guard.js';
