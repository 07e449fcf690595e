import type { ColumnType } from 'kysely';

/** Which migrations have run. */
export interface SchemaMigrationsTable {
  readonly number: number;
  readonly name: string;
  readonly applied_at: ColumnType<Date, never, never>;
}
