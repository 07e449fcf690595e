import { sql, type Selectable } from 'kysely';
import type { Database, Statement } from '../database.js';
import {
  BACKLOG_CAUSES,
  BacklogWriter,
  type BacklogCause,
  type BacklogRow,
} from './backlog-writer.js';
import type { BacklogTable } from './backlog.js';

/** An envelope as it is stored. */
export interface StoredBacklogRow extends BacklogRow {
  /** So many of its frames, from the first on, have left; `receivedAt` is that of the oldest of the others. */
  readonly gone: number;
}

/** What has left the backlog. */
export interface BacklogDeparture {
  /** Envelopes that left whole: UUIDs of their first frames. */
  readonly whole: readonly string[];
  /** Octets of those. */
  readonly octets: number;
  /** Envelopes of which frames are left. */
  readonly parts: readonly Pick<StoredBacklogRow, 'firstFrameId' | 'gone' | 'receivedAt'>[];
  /** A run of the receptor's replay this was part of, to be remembered. */
  readonly run?: { readonly receptor: string; /** Milliseconds since 1970. */ readonly at: number };
}

/** What waits of one receptor for one cause. */
export interface BacklogTotal {
  readonly receptor: string;
  readonly cause: BacklogCause;
  readonly frames: number;
  readonly envelopes: number;
  readonly octets: number;
  /** Milliseconds since 1970. */
  readonly oldestReceivedAt: number;
}

/** Octets that leave the table before it is cleaned. */
const OCTETS_BETWEEN_CLEANINGS = 64 * 1024 * 1024;

/** The tables `backlog` and `backlog_replays`: envelopes that wait to be replayed, and who replays when. */
export class BacklogRepository {
  readonly #database: Database;
  readonly #writer: BacklogWriter;
  #octetsGone = 0;

  constructor(database: Database) {
    this.#database = database;
    this.#writer = new BacklogWriter(database);
  }

  /** Stores envelopes; one that is there already stays as it is. On disk when it resolves. */
  async add(rows: readonly BacklogRow[]): Promise<void> {
    await this.#writer.add(rows);
  }

  /**
   * The first envelopes of a receptor by the time at which their frames were received: until so many frames are
   * together, at least one, and no more than so many envelopes.
   */
  async oldest(
    receptor: string,
    cause: BacklogCause,
    limit: { readonly envelopes: number; readonly frames: number },
  ): Promise<StoredBacklogRow[]> {
    const { rows } = await sql<Selectable<BacklogTable>>`
      select * from (
        select first_frame_id, count, gone, received_at, envelope,
          sum(count - gone) over (
            order by received_at, first_frame_id
            rows between unbounded preceding and 1 preceding
          ) as before
        from backlog
        where receptor = ${receptor} and cause = ${cause}
        order by received_at, first_frame_id
        limit ${limit.envelopes}
      ) as first
      where before is null or before < ${limit.frames}
      order by received_at, first_frame_id`.execute(this.#database.kysely);
    return rows.map((row) => ({
      firstFrameId: row.first_frame_id,
      receptor,
      cause,
      count: row.count,
      gone: row.gone,
      receivedAt: row.received_at.getTime(),
      envelope: row.envelope,
    }));
  }

  /** Removes what has left, all in one transaction. */
  async remove({ whole, octets, parts, run }: BacklogDeparture): Promise<void> {
    const { kysely } = this.#database;
    const statements: Statement[] = [];
    if (whole.length > 0)
      statements.push(
        sql`delete from backlog where first_frame_id = any(${whole}::uuid[])`.compile(kysely),
      );
    for (const { firstFrameId, gone, receivedAt } of parts)
      statements.push(
        kysely
          .updateTable('backlog')
          .set({ gone, received_at: new Date(receivedAt) })
          .where('first_frame_id', '=', firstFrameId)
          .compile(),
      );
    if (run !== undefined) {
      const ran_at = new Date(run.at);
      statements.push(
        kysely
          .insertInto('backlog_replays')
          .values({ receptor: run.receptor, ran_at })
          .onConflict((conflict) => conflict.column('receptor').doUpdateSet({ ran_at }))
          .compile(),
      );
    }
    await this.#database.transaction(statements);
    this.#octetsGone += octets;
    if (this.#octetsGone < OCTETS_BETWEEN_CLEANINGS) return;
    this.#octetsGone = 0;
    await this.#database.clean('backlog');
  }

  /** Which of these receptors have a backlog, by cause: an index look-up each. */
  async waiting(
    receptors: readonly string[],
  ): Promise<{ readonly receptor: string; readonly cause: BacklogCause }[]> {
    const { rows } = await sql<{ receptor: string; cause: BacklogCause }>`
      select receptor, cause
      from unnest(${receptors}::text[]) as known (receptor),
        unnest(${BACKLOG_CAUSES}::text[]) as possible (cause)
      where exists (
        select from backlog
        where backlog.receptor = known.receptor and backlog.cause = possible.cause
      )`.execute(this.#database.kysely);
    return rows;
  }

  /** What waits, by receptor and cause in this order: reads every row's head. */
  async totals(): Promise<BacklogTotal[]> {
    const { rows } = await sql<Omit<BacklogTotal, 'oldestReceivedAt'> & { oldest: Date }>`
      select receptor, cause, sum(count - gone)::bigint as frames, count(*) as envelopes,
        sum(octets::bigint * (count - gone) / count)::bigint as octets, min(received_at) as oldest
      from backlog group by receptor, cause order by receptor, cause`.execute(
      this.#database.kysely,
    );
    return rows.map(({ oldest, ...total }) => ({ ...total, oldestReceivedAt: oldest.getTime() }));
  }

  /** When a receptor's replay last ran, milliseconds since 1970; receptors that never had a run are left out. */
  async runs(): Promise<Map<string, number>> {
    const rows = await this.#database.kysely
      .selectFrom('backlog_replays')
      .select(['receptor', 'ran_at'])
      .execute();
    return new Map(
      rows.flatMap(({ receptor, ran_at }) => (ran_at ? [[receptor, ran_at.getTime()]] : [])),
    );
  }

  /**
   * Takes or prolongs the right to replay a receptor's backlog, so that of several processes one does it. By the
   * clock of the database, which they share.
   *
   * @param holder name of this process
   * @param milliseconds after which the right expires unless it is prolonged
   * @returns whether it is held now
   */
  async hold(receptor: string, holder: string, milliseconds: number): Promise<boolean> {
    const { numAffectedRows } = await sql`
      insert into backlog_replays as held (receptor, holder, held_until)
      values (${receptor}, ${holder}, now() + ${milliseconds} * interval '1 millisecond')
      on conflict (receptor) do update
        set holder = excluded.holder, held_until = excluded.held_until
        where held.holder is null or held.holder = excluded.holder or held.held_until < now()`.execute(
      this.#database.kysely,
    );
    return numAffectedRows === 1n;
  }
}
