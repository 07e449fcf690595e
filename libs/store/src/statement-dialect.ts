import {
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type DatabaseIntrospector,
  type Dialect,
  type DialectAdapter,
  type Driver,
  type Kysely,
  type QueryCompiler,
  type QueryResult,
} from 'kysely';
import type { Statement, StatementResult } from './database.js';
import { StoreError } from './errors.js';

/**
 * Kysely over a function that runs one statement. A transaction held open by one caller would, where all share a
 * session, take in the statements of all others: so there is none, and `Database.transaction` runs statements known
 * beforehand.
 */
export class StatementDialect implements Dialect {
  readonly #query: (statement: Statement) => Promise<StatementResult>;

  constructor(query: (statement: Statement) => Promise<StatementResult>) {
    this.#query = query;
  }

  createAdapter(): DialectAdapter {
    return new PostgresAdapter();
  }

  createDriver(): Driver {
    return new StatementDriver(new Connection(this.#query));
  }

  createIntrospector(db: Kysely<unknown>): DatabaseIntrospector {
    return new PostgresIntrospector(db);
  }

  createQueryCompiler(): QueryCompiler {
    return new PostgresQueryCompiler();
  }
}

class Connection implements DatabaseConnection {
  readonly #query: (statement: Statement) => Promise<StatementResult>;

  constructor(query: (statement: Statement) => Promise<StatementResult>) {
    this.#query = query;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { rows, affectedRows } = await this.#query(query);
    return { rows: rows as unknown as R[], numAffectedRows: BigInt(affectedRows) };
  }

  streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new StoreError('store.failed', 'there are no cursors');
  }
}

class StatementDriver implements Driver {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  init(): Promise<void> {
    return Promise.resolve();
  }

  acquireConnection(): Promise<DatabaseConnection> {
    return Promise.resolve(this.#connection);
  }

  releaseConnection(): Promise<void> {
    return Promise.resolve();
  }

  destroy(): Promise<void> {
    return Promise.resolve();
  }

  beginTransaction(): Promise<void> {
    return Promise.reject(noTransaction());
  }

  commitTransaction(): Promise<void> {
    return Promise.reject(noTransaction());
  }

  rollbackTransaction(): Promise<void> {
    return Promise.reject(noTransaction());
  }
}

function noTransaction(): StoreError {
  return new StoreError('store.failed', 'use Database.transaction');
}
