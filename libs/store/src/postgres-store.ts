import { takeFolder } from './embedded/take-folder.js';
import { PostgresDatabase, type PostgresDatabaseOptions } from './postgres/postgres-database.js';
import { bringUpToDate, untilUpToDate } from './postgres/schema.js';
import { SoleUse } from './postgres/sole-use.js';
import { repositoriesOf, type SoleStore, type Store } from './store.js';
import { QueueRepository } from './tables/queue.repository.js';

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

/** How a store on Postgres is opened for one process. */
export interface SolePostgresStoreOptions extends Omit<PostgresStoreOptions, 'migrate'> {
  /** A data folder for what is in no database, which the process has for itself as well; made where it is missing. */
  readonly folder?: string | undefined;
}

/**
 * Opens the store on a Postgres server for one process, with the queues of its in-process bus. A second process that
 * does so on the same schema, or with the same folder, is refused.
 *
 * @throws {StoreError} `store.locked`, `store.data-folder`, and all that `openPostgresStore` does
 */
export async function openSolePostgresStore({
  folder,
  ...options
}: SolePostgresStoreOptions): Promise<SoleStore> {
  const lock = folder === undefined ? undefined : await takeFolder(folder);
  try {
    const store = await openSole(options);
    return {
      ...store,
      close: async () => {
        await store.close();
        lock?.release();
      },
    };
  } catch (error) {
    lock?.release();
    throw error;
  }
}

async function openSole(options: PostgresStoreOptions): Promise<SoleStore> {
  await bringUpToDate(options, options.patienceMs ?? PATIENCE_MS);
  const use = await SoleUse.take(options);
  const database = new PostgresDatabase(options, () => {
    use.mustBeHeld();
  });
  return {
    ...repositoriesOf(database),
    queue: new QueueRepository(database),
    failed: use.lost,
    close: async () => {
      await database.close();
      await use.release();
    },
  };
}
