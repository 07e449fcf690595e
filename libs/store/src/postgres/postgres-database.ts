import { Kysely } from 'kysely';
import { DatabaseError, Pool, type PoolClient } from 'pg';
import type { Database, Statement, StatementResult, Tables } from '../database.js';
import { StoreError } from '../errors.js';
import { StatementDialect } from '../statement-dialect.js';
import {
  runStatement,
  runTransaction,
  sessionServesOn,
  sessionSettings,
  storeErrorOf,
  type SessionOptions,
} from './session.js';

/** How a database is used. */
export interface PostgresDatabaseOptions extends SessionOptions {
  /** Sessions at most. Default 10. */
  readonly poolSize?: number;
}

const POOL_SIZE = 10;
const IDLE_SESSION_MS = 30_000;
/** Two transactions that wait for each other: the server ends one, and it is tried again. */
const DEADLOCK = '40P01';
const SERIALIZATION_FAILURE = '40001';
const MOST_ATTEMPTS = 5;

/** A Postgres server by a pool of sessions: a lost one is replaced when it is next needed. */
export class PostgresDatabase implements Database {
  readonly kysely: Kysely<Tables>;
  readonly #pool: Pool;
  readonly #mustBeAdmitted: () => void;
  #closed = false;

  /** @param mustBeAdmitted called before each statement and transaction; throws where none may run now */
  constructor(options: PostgresDatabaseOptions, mustBeAdmitted: () => void = () => undefined) {
    this.#mustBeAdmitted = mustBeAdmitted;
    this.#pool = new Pool({
      ...sessionSettings(options),
      max: options.poolSize ?? POOL_SIZE,
      idleTimeoutMillis: IDLE_SESSION_MS,
    });
    // An idle session that was lost is replaced; whoever needs the server and cannot reach it is told then.
    this.#pool.on('error', () => undefined);
    // One that is lost while it is used fails what runs in it; without a listener the process would end.
    this.#pool.on('connect', (client) => {
      client.on('error', () => undefined);
    });
    this.kysely = new Kysely<Tables>({
      dialect: new StatementDialect((statement) =>
        this.#inSession((client) => runStatement(client, statement)),
      ),
    });
  }

  async transaction(statements: readonly Statement[]): Promise<StatementResult[]> {
    return await this.#inSession((client) => runTransaction(client, statements));
  }

  /** Autovacuum does. */
  clean(): Promise<void> {
    return Promise.resolve();
  }

  /** Ends the sessions when what runs in them has ended. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#pool.end();
  }

  async #inSession<R>(work: (client: PoolClient) => Promise<R>): Promise<R> {
    for (let attempt = 1; ; attempt++) {
      if (this.#closed) throw new StoreError('store.closed', 'the store is closed');
      this.#mustBeAdmitted();
      try {
        return await this.#inOneSession(work);
      } catch (error) {
        if (!mayBeTriedAgain(error) || attempt === MOST_ATTEMPTS) throw storeErrorOf(error);
      }
    }
  }

  async #inOneSession<R>(work: (client: PoolClient) => Promise<R>): Promise<R> {
    const client = await this.#pool.connect();
    let serves = true;
    try {
      return await work(client);
    } catch (error) {
      serves = sessionServesOn(error);
      throw error;
    } finally {
      client.release(!serves);
    }
  }
}

function mayBeTriedAgain(error: unknown): boolean {
  return (
    error instanceof DatabaseError &&
    (error.code === DEADLOCK || error.code === SERIALIZATION_FAILURE)
  );
}
