import { sql } from 'kysely';
import type { Database } from '../database.js';
import { StoreError } from '../errors.js';
import type { Migration } from './migration.js';

/**
 * Brings the schema up to date, each migration in a transaction of its own.
 *
 * @throws {StoreError} `store.newer-schema` when the database has migrations that are not in the list
 */
export async function migrate(
  database: Database,
  migrations: readonly Migration[],
): Promise<Migration[]> {
  await database.transaction([
    {
      sql: `create table if not exists schema_migrations (
        number integer primary key,
        name text not null,
        applied_at timestamptz not null default now()
      )`,
      parameters: [],
    },
  ]);
  const missing = await missingMigrations(database, migrations);
  for (const { number, name, statements } of missing)
    await database.transaction([
      ...statements.map((sql) => ({ sql, parameters: [] })),
      {
        sql: 'insert into schema_migrations (number, name) values ($1, $2)',
        parameters: [number, name],
      },
    ]);
  return missing;
}

/**
 * Which of the migrations the database has not had yet: all, where it knows of none.
 *
 * @throws {StoreError} `store.newer-schema` when the database has migrations that are not in the list
 */
export async function missingMigrations(
  { kysely }: Pick<Database, 'kysely'>,
  migrations: readonly Migration[],
): Promise<Migration[]> {
  const { rows } = await sql<{ there: boolean }>`
    select to_regclass('schema_migrations') is not null as there`.execute(kysely);
  if (rows[0]?.there !== true) return [...migrations];
  const done = await kysely.selectFrom('schema_migrations').select('number').execute();
  const applied = new Set(done.map(({ number }) => number));
  const known = new Set(migrations.map(({ number }) => number));
  const unknown = [...applied].filter((number) => !known.has(number));
  if (unknown.length > 0)
    throw new StoreError(
      'store.newer-schema',
      `the database has migration ${unknown.join(', ')}, which this version does not know`,
    );
  return migrations.filter(({ number }) => !applied.has(number));
}
