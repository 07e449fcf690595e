import { join } from 'node:path';
import { sql } from 'kysely';
import { EmbeddedDatabase } from './embedded/embedded-database.js';
import { takeFolder } from './embedded/take-folder.js';
import { migrations } from './migrations/index.js';
import { migrate } from './migrations/migrate.js';
import { repositoriesOf, type EmbeddedStore } from './store.js';
import { QueueRepository } from './tables/queue.repository.js';

/** Transaction numbers are 32 bits wide; Postgres refuses to write before they come round. */
const OLDEST_TRANSACTION = 200_000_000;

/**
 * Opens the embedded Postgres in a data folder, makes both where they are missing, and brings the schema up to date.
 * Every commit is on disk when its promise resolves. One process at a time: the folder is locked.
 *
 * @throws {StoreError} `store.locked`, `store.data-folder`, `store.newer-schema` or `store.failed`
 */
export async function openEmbeddedStore(folder: string): Promise<EmbeddedStore> {
  const lock = await takeFolder(folder);
  try {
    const database = await EmbeddedDatabase.open(join(folder, 'database'));
    try {
      await migrate(database, migrations);
      await freezeOldRows(database);
    } catch (error) {
      await database.close();
      throw error;
    }
    return {
      ...repositoriesOf(database),
      queue: new QueueRepository(database),
      failed: database.failed,
      statistics: () => database.statistics(),
      close: async () => {
        await database.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** What autovacuum does elsewhere: the embedded database has no background processes. */
async function freezeOldRows(database: EmbeddedDatabase): Promise<void> {
  const { rows } = await sql<{ age: number }>`
    select age(datfrozenxid) as age from pg_database where datname = current_database()
  `.execute(database.kysely);
  if ((rows[0]?.age ?? 0) > OLDEST_TRANSACTION) await database.clean();
}
