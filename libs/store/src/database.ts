import type { CompiledQuery, Kysely } from 'kysely';
import type { ApiKeysTable } from './tables/api-keys.js';
import type { AuditTable } from './tables/audit.js';
import type { BacklogReplaysTable, BacklogTable } from './tables/backlog.js';
import type { DeadLettersTable } from './tables/dead-letters.js';
import type { OwnCountersTable } from './tables/own-counters.js';
import type { QueueTable } from './tables/queue.js';
import type {
  LastRunsTable,
  LastValuesView,
  ReadingLayoutsTable,
  ReadingRunsTable,
  ReadingsView,
} from './tables/readings.js';
import type { ReplayCountersTable } from './tables/replay-counters.js';
import type { SchemaMigrationsTable } from './tables/schema-migrations.js';
import type { SuspectsTable } from './tables/suspects.js';
import type { RegistryVersionTable, UserKeysTable, UsersTable } from './tables/users.js';

/** All tables, by name. */
export interface Tables {
  readonly schema_migrations: SchemaMigrationsTable;
  readonly queue: QueueTable;
  readonly dead_letters: DeadLettersTable;
  readonly backlog: BacklogTable;
  readonly backlog_replays: BacklogReplaysTable;
  readonly suspects: SuspectsTable;
  readonly replay_counters: ReplayCountersTable;
  readonly reading_layouts: ReadingLayoutsTable;
  readonly reading_runs: ReadingRunsTable;
  readonly readings: ReadingsView;
  readonly last_runs: LastRunsTable;
  readonly last_values: LastValuesView;
  readonly users: UsersTable;
  readonly user_keys: UserKeysTable;
  readonly registry_version: RegistryVersionTable;
  readonly api_keys: ApiKeysTable;
  readonly audit: AuditTable;
  readonly own_counters: OwnCountersTable;
}

/** What a statement gave. */
export interface StatementResult {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly affectedRows: number;
}

/** What repositories work on: kysely for single statements, and transactions of statements known beforehand. */
export interface Database {
  readonly kysely: Kysely<Tables>;
  /** Runs the statements in one transaction; on disk when it resolves. Throws `StoreError`. */
  transaction(statements: readonly Statement[]): Promise<StatementResult[]>;
  /**
   * Gives the room of removed rows of a table, or of all, free for others; nothing on a database that does so by
   * itself.
   */
  clean(table?: keyof Tables): Promise<void>;
}

/** SQL text with its parameters. */
export type Statement = Pick<CompiledQuery, 'sql' | 'parameters'>;
