import type { Database } from './database.js';
import type { DiskStatistics } from './embedded/protocol.js';
import type { StoreError } from './errors.js';
import { ApiKeysRepository } from './tables/api-keys.repository.js';
import { AuditRepository } from './tables/audit.repository.js';
import { BacklogRepository } from './tables/backlog.repository.js';
import { DeadLettersRepository } from './tables/dead-letters.repository.js';
import { OwnCountersRepository } from './tables/own-counters.repository.js';
import type { QueueRepository } from './tables/queue.repository.js';
import { ReadingsRepository } from './tables/readings.repository.js';
import { ReplayCountersRepository } from './tables/replay-counters.repository.js';
import { SuspectsRepository } from './tables/suspects.repository.js';
import { UsersRepository } from './tables/users.repository.js';

/** An open store: one repository a table. */
export interface Store {
  readonly deadLetters: DeadLettersRepository;
  readonly backlog: BacklogRepository;
  readonly suspects: SuspectsRepository;
  readonly counters: ReplayCountersRepository;
  readonly readings: ReadingsRepository;
  readonly users: UsersRepository;
  readonly apiKeys: ApiKeysRepository;
  readonly audit: AuditRepository;
  readonly ownCounters: OwnCountersRepository;
  /**
   * Resolves with the reason if the store stops by itself; then nothing can be stored any more. A database that
   * cannot be reached is no such reason: that heals.
   */
  readonly failed: Promise<StoreError>;
  /** Ends what was asked before and gives free what was held. */
  close(): Promise<void>;
}

/** The store of a process that has it for itself, with the queues of its in-process bus. */
export interface SoleStore extends Store {
  readonly queue: QueueRepository;
}

/** A store in a data folder. */
export interface EmbeddedStore extends SoleStore {
  /** What was made durable since the start. */
  statistics(): Promise<DiskStatistics>;
}

/** The repositories that every store has. */
export function repositoriesOf(database: Database): Omit<Store, 'failed' | 'close'> {
  return {
    deadLetters: new DeadLettersRepository(database),
    backlog: new BacklogRepository(database),
    suspects: new SuspectsRepository(database),
    counters: new ReplayCountersRepository(database),
    readings: new ReadingsRepository(database),
    users: new UsersRepository(database),
    apiKeys: new ApiKeysRepository(database),
    audit: new AuditRepository(database),
    ownCounters: new OwnCountersRepository(database),
  };
}
