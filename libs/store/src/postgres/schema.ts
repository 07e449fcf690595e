import { setTimeout as sleep } from 'node:timers/promises';
import { Kysely } from 'kysely';
import { Client } from 'pg';
import type { Database, Tables } from '../database.js';
import { StoreError } from '../errors.js';
import { migrations } from '../migrations/index.js';
import { migrate, missingMigrations } from '../migrations/migrate.js';
import { StatementDialect } from '../statement-dialect.js';
import {
  runStatement,
  runTransaction,
  sessionSettings,
  storeErrorOf,
  type SessionOptions,
} from './session.js';

const BETWEEN_ATTEMPTS_MS = 500;
/** A migration may move all that is stored. */
const NO_TIMEOUT = 0;

/**
 * Brings the schema up to date. Of processes that start at the same time one does it, the others wait for it.
 *
 * @param patienceMs how long a server is waited for that cannot be reached
 * @throws {StoreError} `store.away`, `store.newer-schema` or `store.failed`
 */
export async function bringUpToDate(options: SessionOptions, patienceMs: number): Promise<void> {
  const client = await connectPatiently(options, patienceMs);
  try {
    // For the session, not for a transaction: each migration has one of its own.
    await client.query(
      `select pg_advisory_lock(hashtextextended('migrations of ' || current_schema(), 0))`,
    );
    await migrate(databaseOf(client), migrations);
  } catch (error) {
    throw storeErrorOf(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * Waits until another process has brought the schema up to date.
 *
 * @throws {StoreError} `store.older-schema`, `store.newer-schema`, `store.away` or `store.failed`
 */
export async function untilUpToDate(options: SessionOptions, patienceMs: number): Promise<void> {
  const end = performance.now() + patienceMs;
  const client = await connectPatiently(options, patienceMs);
  try {
    for (;;) {
      const missing = await missingMigrations(databaseOf(client), migrations);
      if (missing.length === 0) return;
      if (performance.now() > end) throw olderSchema(missing.map(({ number }) => number));
      await sleep(BETWEEN_ATTEMPTS_MS);
    }
  } catch (error) {
    throw storeErrorOf(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function connectPatiently(options: SessionOptions, patienceMs: number): Promise<Client> {
  const end = performance.now() + patienceMs;
  for (;;) {
    const client = new Client(sessionSettings(options, NO_TIMEOUT));
    // Told to whoever uses it; without a listener the process would end.
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      const told = storeErrorOf(error);
      if (told.code !== 'store.away' || performance.now() > end) throw told;
      await sleep(BETWEEN_ATTEMPTS_MS);
    }
  }
}

/** The database by one session only. */
function databaseOf(client: Client): Database {
  return {
    kysely: new Kysely<Tables>({
      dialect: new StatementDialect((statement) => runStatement(client, statement)),
    }),
    transaction: (statements) => runTransaction(client, statements),
    clean: () => Promise.resolve(),
  };
}

function olderSchema(missing: readonly number[]): StoreError {
  return new StoreError(
    'store.older-schema',
    `the database lacks migration ${missing.join(', ')}, and no other process has brought it up to date in time`,
  );
}
