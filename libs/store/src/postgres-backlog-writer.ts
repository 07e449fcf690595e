import { PostgresDatabase, type PostgresDatabaseOptions } from './postgres/postgres-database.js';
import { BacklogWriter } from './tables/backlog-writer.js';

/** An open way into the backlog. */
export interface OpenBacklogWriter {
  readonly backlog: BacklogWriter;
  /** Whether an envelope could be stored now. */
  ready(): Promise<boolean>;
  close(): Promise<void>;
}

/**
 * Opens the one thing of a database that a gateway needs, with the role that may do nothing else (`grantGatewayRole`).
 * It asks the server for nothing before an envelope is added: a gateway works as long as the broker does.
 */
export function openBacklogWriter(options: PostgresDatabaseOptions): OpenBacklogWriter {
  const database = new PostgresDatabase(options);
  return {
    backlog: new BacklogWriter(database),
    ready: async () => {
      try {
        const [result] = await database.transaction([{ sql: MAY_ADD, parameters: [] }]);
        return result?.rows[0]?.may_add === true;
      } catch {
        return false;
      }
    },
    close: () => database.close(),
  };
}

// Asked of the catalogue, which every role may read; null, so not true, where there is no such table.
const MAY_ADD = `select has_table_privilege(to_regclass('backlog'), 'insert') as may_add`;
