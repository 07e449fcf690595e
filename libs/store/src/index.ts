export { openEmbeddedStore } from './embedded-store.js';
export type { EmbeddedStore, SoleStore, Store } from './store.js';
export {
  openPostgresStore,
  openSolePostgresStore,
  type PostgresStoreOptions,
  type SolePostgresStoreOptions,
} from './postgres-store.js';
export type { DiskStatistics } from './embedded/protocol.js';
export { StoreError, storeErrorAdvice, type StoreErrorCode } from './errors.js';
export type { ApiKeyRole } from './tables/api-keys.js';
export type { ApiKeyRow, ApiKeysRepository, StoredApiKey } from './tables/api-keys.repository.js';
export type { AuditOutcome } from './tables/audit.js';
export type {
  AuditRepository,
  AuditRow,
  AuditSelection,
  StoredAuditRow,
} from './tables/audit.repository.js';
export { openBacklogWriter, type OpenBacklogWriter } from './postgres-backlog-writer.js';
export { grantGatewayRole, type GatewayRole } from './postgres/gateway-role.js';
export type { BacklogCause, BacklogRow, BacklogWriter } from './tables/backlog-writer.js';
export type {
  BacklogDeparture,
  BacklogRepository,
  BacklogTotal,
  StoredBacklogRow,
} from './tables/backlog.repository.js';
export type {
  DeadLetterRow,
  DeadLetterSelection,
  DeadLettersRepository,
  Dispensable,
  KeptOfSource,
  MeterIdentity,
  RemovedDeadLetters,
  Resolution,
  StoredDeadLetter,
} from './tables/dead-letters.repository.js';
export type { OwnCountersRepository } from './tables/own-counters.repository.js';
export type { QueueRepository, QueueRow } from './tables/queue.repository.js';
export type {
  NewestCounters,
  ReplayCountersRepository,
  SeenCounter,
} from './tables/replay-counters.repository.js';
export type { LastValue, ReadingsRepository, StoredReading } from './tables/readings.repository.js';
export type { KeyState } from './tables/users.js';
export type {
  DeletedUserRow,
  Resealed,
  SealedKey,
  StoredKeyRow,
  StoredUserRow,
  UserKeyRow,
  UserRow,
  UsersChange,
  UsersPage,
  UsersRepository,
} from './tables/users.repository.js';
export type { UsersPlace, UsersSelection } from './tables/users-pages.js';
export type { SuspectMark, SuspectsRepository } from './tables/suspects.repository.js';
