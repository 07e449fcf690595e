import { sql } from 'kysely';
import type { Database } from '../database.js';

/** Invocation counters have 32 bits. */
const COUNTERS = 2 ** 32;
/** A clock that is wrong by decades must leave some of them. */
const HIGHEST_START = 3 * 2 ** 30;

/** The table `own_counters`: invocation counters that are used once under a key and never again. */
export class OwnCountersRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Takes a block of counters that nobody else gets, on disk when it resolves. It begins no lower than the seconds since
   * 1970: after a loss of the table, or with an old copy of it, what was used before does not come again, as long as no
   * more than one a second was.
   *
   * @param scope the key: 32 hexadecimal digits
   * @returns the first of `size` counters; null when so many are not left
   */
  async reserve(scope: string, size: number): Promise<number | null> {
    const start = sql`least(extract(epoch from now())::bigint, ${HIGHEST_START}::bigint)`;
    const { rows } = await sql<{ next: number | string }>`
      insert into own_counters as known (scope, next)
      select ${scope}::uuid, ${start} + ${size}::bigint
      where ${start} + ${size}::bigint <= ${COUNTERS}::bigint
      on conflict (scope) do update set next = greatest(known.next, ${start}) + ${size}::bigint
      where greatest(known.next, ${start}) + ${size}::bigint <= ${COUNTERS}::bigint
      returning next`.execute(this.#database.kysely);
    const [row] = rows;
    return row === undefined ? null : Number(row.next) - size;
  }
}
