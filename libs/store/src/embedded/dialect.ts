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
import type { Statement, StatementResult } from '../database.js';
import { StoreError } from '../errors.js';

/**
 * Kysely over a database with a single session that all share. A transaction held open by one caller would take in
 * the statements of all others, so there is none: `Database.transaction` runs statements known beforehand.
 */
export class SingleSessionDialect implements Dialect {
  readonly #query: (statement: Statement) => Promise<StatementResult>;

  constructor(query: (statement: Statement) => Promise<StatementResult>) {
    this.#query = query;
  }

  createAdapter(): DialectAdapter {
    return new PostgresAdapter();
  }

  createDriver(): Driver {
    return new SingleSessionDriver(new Session(this.#query));
  }

  createIntrospector(db: Kysely<unknown>): DatabaseIntrospector {
    return new PostgresIntrospector(db);
  }

  createQueryCompiler(): QueryCompiler {
    return new PostgresQueryCompiler();
  }
}

class Session implements DatabaseConnection {
  readonly #query: (statement: Statement) => Promise<StatementResult>;

  constructor(query: (statement: Statement) => Promise<StatementResult>) {
    this.#query = query;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { rows, affectedRows } = await this.#query(query);
    return { rows: rows as unknown as R[], numAffectedRows: BigInt(affectedRows) };
  }

  streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new StoreError('store.failed', 'the embedded database has no cursors');
  }
}

class SingleSessionDriver implements Driver {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  init(): Promise<void> {
    return Promise.resolve();
  }

  acquireConnection(): Promise<DatabaseConnection> {
    return Promise.resolve(this.#session);
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
