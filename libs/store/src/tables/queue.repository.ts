import { sql } from 'kysely';
import type { Database } from '../database.js';

/** A message of a durable queue. */
export interface QueueRow {
  readonly id: number;
  readonly queue: string;
  readonly count: number;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body: Uint8Array;
}

/** Dead rows after which the table is cleaned: the embedded database has no autovacuum. */
const REMOVALS_BETWEEN_CLEANINGS = 20_000;
/** After so many cleanings all tables are: transaction numbers are 32 bits wide and must not come round. */
const CLEANINGS_BETWEEN_FULL_ONES = 1_000;

/** The table `queue`: what the in-process bus keeps. */
export class QueueRepository {
  readonly #database: Database;
  #removals = 0;
  #cleanings = 0;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Adds and removes messages in one transaction. */
  async apply(added: readonly QueueRow[], removed: readonly number[]): Promise<void> {
    const statements = [];
    if (added.length > 0) statements.push(insert(added).compile(this.#database.kysely));
    if (removed.length > 0)
      statements.push(
        sql`delete from queue where id = any(${removed}::bigint[])`.compile(this.#database.kysely),
      );
    await this.#database.transaction(statements);
    this.#removals += removed.length;
    if (this.#removals >= REMOVALS_BETWEEN_CLEANINGS) await this.#clean();
  }

  /** The first `limit` messages of a queue from `fromId` on, in order. */
  async read(queue: string, fromId: number, limit: number): Promise<QueueRow[]> {
    const rows = await this.#database.kysely
      .selectFrom('queue')
      .selectAll()
      .where('queue', '=', queue)
      .where('id', '>=', fromId)
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map((row) => ({
      ...row,
      headers: JSON.parse(row.headers) as Record<string, string | number>,
    }));
  }

  /** The queues that hold something, with the numbers of messages and of frames and the highest id of each. */
  async queues(): Promise<{ queue: string; messages: number; frames: number; lastId: number }[]> {
    return await this.#database.kysely
      .selectFrom('queue')
      .select(({ fn }) => [
        'queue',
        fn.countAll<number>().as('messages'),
        fn.sum<number>('count').as('frames'),
        fn.max('id').as('lastId'),
      ])
      .groupBy('queue')
      .execute();
  }

  async #clean(): Promise<void> {
    this.#removals = 0;
    const all = ++this.#cleanings % CLEANINGS_BETWEEN_FULL_ONES === 0;
    await this.#database.clean(all ? undefined : 'queue');
  }
}

/** All bodies go as one binary parameter and are cut apart inside: an array of them would go as hex text. */
function insert(rows: readonly QueueRow[]) {
  const bodies = new Uint8Array(rows.reduce((octets, { body }) => octets + body.length, 0));
  const starts: number[] = [];
  let end = 0;
  for (const { body } of rows) {
    bodies.set(body, end);
    starts.push(end + 1);
    end += body.length;
  }
  return sql`
    insert into queue (id, queue, count, headers, body)
    select id, queue, count, headers, substring(${bodies}::bytea from start for length)
    from unnest(
      ${rows.map(({ id }) => id)}::bigint[],
      ${rows.map(({ queue }) => queue)}::text[],
      ${rows.map(({ count }) => count)}::integer[],
      ${rows.map(({ headers }) => JSON.stringify(headers))}::text[],
      ${starts}::integer[],
      ${rows.map(({ body }) => body.length)}::integer[]
    ) as added (id, queue, count, headers, start, length)`;
}
