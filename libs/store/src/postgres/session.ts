import { DatabaseError, TypeOverrides, type ClientBase, type QueryResult } from 'pg';
import type { Statement, StatementResult } from '../database.js';
import { StoreError, databaseError } from '../errors.js';

/** Where and how a session is opened. */
export interface SessionOptions {
  /** `postgres://user:password@host:port/database`; its search path says which schema. */
  readonly url: string;
  /** How the server lists the session. Default `dlms-telemetry`. */
  readonly applicationName?: string;
}

/** After so long a statement is given up by the server; 0 for never. Whoever asked tries again. */
export const STATEMENT_TIMEOUT_MS = 60_000;
/** A server that has not even said that is gone without a word. */
const GRACE_MS = 10_000;
const CONNECTION_TIMEOUT_MS = 5_000;
const KEEP_ALIVE_AFTER_MS = 10_000;

const BIGINT = 20;
const DATE = 1082;

/** Settings of the driver. */
export function sessionSettings(
  { url, applicationName = 'dlms-telemetry' }: SessionOptions,
  statementTimeoutMs = STATEMENT_TIMEOUT_MS,
) {
  return {
    connectionString: url,
    application_name: applicationName,
    connectionTimeoutMillis: CONNECTION_TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
    ...(statementTimeoutMs > 0 && {
      statement_timeout: statementTimeoutMs,
      query_timeout: statementTimeoutMs + GRACE_MS,
    }),
    // Statements of a transaction go to the server in one piece: a way there and back each would set the pace.
    pipeline: true,
    types: valuesAsFromTheEmbedded(),
  };
}

/** Whole numbers of 64 bits come as numbers, and dates as text. */
function valuesAsFromTheEmbedded(): TypeOverrides {
  const overrides = new TypeOverrides();
  overrides.setTypeParser(BIGINT, Number);
  overrides.setTypeParser(DATE, String);
  return overrides;
}

/** Runs one statement. Throws what the driver does. */
export async function runStatement(
  client: ClientBase,
  { sql, parameters }: Statement,
): Promise<StatementResult> {
  return resultOf(await client.query<Record<string, unknown>>(sql, [...parameters]));
}

/** Runs statements in one transaction; committed when it resolves. Throws what the driver does. */
export async function runTransaction(
  client: ClientBase,
  statements: readonly Statement[],
): Promise<StatementResult[]> {
  if (statements.length === 0) return [];
  // Waited for: statements behind one that failed here would be committed one by one.
  await client.query('begin');
  const running = statements.map((statement) => runStatement(client, statement));
  // After a failure the server turns down all the rest, and `commit` takes everything back.
  const [results] = await Promise.all([Promise.allSettled(running), client.query('commit')]);
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}

/** What the driver threw, as an error of this library. */
export function storeErrorOf(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof DatabaseError) return databaseError(reason, error.code ?? 'XX000');
  return new StoreError('store.away', `the database cannot be reached: ${reasonOf(error)}`, error);
}

/** Whether the session is in order after what the driver threw: the server has answered, and serves on. */
export function sessionServesOn(error: unknown): boolean {
  return error instanceof DatabaseError && storeErrorOf(error).code !== 'store.away';
}

/** A name with several addresses fails with an error for each, and no message of its own. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join(', ');
  return error instanceof Error ? error.message : String(error);
}

function resultOf({ rows, rowCount, command }: QueryResult<Record<string, unknown>>) {
  return { rows, affectedRows: command === 'SELECT' ? 0 : (rowCount ?? 0) };
}
