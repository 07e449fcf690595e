export { Backlog, type BacklogPorts } from './backlog.js';
export {
  BacklogDesk,
  type BacklogDeskPorts,
  type BacklogSummary,
  type ReplayPace,
} from './backlog-desk.js';
export { BacklogWatch, type BacklogWatchPorts } from './backlog-watch.js';
export {
  DeadLetterDesk,
  type DeadLetterDeskPorts,
  type DeadLetterEntry,
  type RerunCount,
} from './dead-letter-desk.js';
export {
  DeadLetterQuota,
  type DeadLetterQuotaOptions,
  type DeadLetterQuotaPorts,
  type JudgedLetter,
} from './dead-letter-quota.js';
export {
  DeadLetterRetention,
  type DeadLetterRetentionOptions,
  type DeadLetterRetentionPorts,
} from './dead-letter-retention.js';
export { backlogGauges, observeReplay } from './gauges.js';
export { Overflow, type OverflowPorts } from './overflow.js';
export type { ReplayClock, ReplayLease, ReplayPorts, ReplayReceptor } from './receptor-replay.js';
export { Poison, type PoisonPorts } from './poison.js';
export { Replay } from './replay.js';
export { ReplayLeases, type ReplayLeasesPorts } from './replay-leases.js';
export {
  chooseLeaving,
  departureOf,
  type Leaving,
  type LeavingBounds,
} from './replay-selection.js';
export {
  throughBacklog,
  throughQueues,
  type QueuesPorts,
  type RerunEnvelope,
  type RerunWay,
} from './rerun-way.js';
export { replayReceptor } from './replay-receptor.js';
export { backlogEvents, type BacklogEvents } from './events.js';
