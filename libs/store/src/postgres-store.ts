import { PostgresDatabase, type PostgresDatabaseOptions } from './postgres/postgres-database.js';
import { bringUpToDate, untilUpToDate } from './postgres/schema.js';
import { repositoriesOf, type Store } from './store.js';

/** How a store on Postgres is opened. */
export interface PostgresStoreOptions extends PostgresDatabaseOptions {
  /** Whether to bring the schema up to date, or else to wait until another process has. Default true. */
  readonly migrate?: boolean;
  /** How long a server that cannot be reached, or the schema, is waited for. Default 60,000. */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 60_000;
/** A lost connection heals: such a store never stops by itself. */
const NEVER = new Promise<never>(() => undefined);

/**
 * Opens the store on a Postgres server (15 or newer). Many processes may share it. Every commit is on disk when its
 * promise resolves; while the server cannot be reached, calls fail with `store.away`.
 *
 * @throws {StoreError} `store.away`, `store.newer-schema`, `store.older-schema` or `store.failed`
 */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<Store> {
  const { migrate = true, patienceMs = PATIENCE_MS } = options;
  await (migrate ? bringUpToDate : untilUpToDate)(options, patienceMs);
  const database = new PostgresDatabase(options);
  return { ...repositoriesOf(database), failed: NEVER, close: () => database.close() };
}
