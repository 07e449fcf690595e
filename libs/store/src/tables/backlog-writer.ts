import { sql } from 'kysely';
import type { Database } from '../database.js';

/**
 * Why an envelope is in the backlog: more frames waited than its receptor's capacity, the broker took none, or an
 * operator wants its dead letters run again. The first follow the replay's interval, the others are replayed at once.
 */
export type BacklogCause = 'overload' | 'broker' | 'rerun';

/** Every cause. */
export const BACKLOG_CAUSES: readonly BacklogCause[] = ['overload', 'broker', 'rerun'];

/** An envelope to be stored. */
export interface BacklogRow {
  /** UUID by which a repeat is known: of its first frame, or where it is run again one of all its frames. */
  readonly firstFrameId: string;
  readonly receptor: string;
  readonly cause: BacklogCause;
  /** Frames in it. */
  readonly count: number;
  /** Milliseconds since 1970 at which its oldest frame was received. */
  readonly receivedAt: number;
  readonly envelope: Uint8Array;
}

/** Adds to the table `backlog`. It needs the right to do that, and no other. */
export class BacklogWriter {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Stores envelopes; one that is there already stays as it is. On disk when it resolves.
   */
  async add(rows: readonly BacklogRow[]): Promise<void> {
    if (rows.length === 0) return;
    const envelopes = new Uint8Array(rows.reduce((n, { envelope }) => n + envelope.length, 0));
    const starts: number[] = [];
    let end = 0;
    for (const { envelope } of rows) {
      envelopes.set(envelope, end);
      starts.push(end + 1);
      end += envelope.length;
    }
    // No conflict target and no `returning`: both need the right to select.
    await sql`
      insert into backlog (first_frame_id, receptor, cause, count, octets, received_at, envelope)
      select first_frame_id, receptor, cause, count, octets, received_at,
        substring(${envelopes}::bytea from start for octets)
      from unnest(
        ${rows.map(({ firstFrameId }) => firstFrameId)}::uuid[],
        ${rows.map(({ receptor }) => receptor)}::text[],
        ${rows.map(({ cause }) => cause)}::text[],
        ${rows.map(({ count }) => count)}::integer[],
        ${rows.map(({ envelope }) => envelope.length)}::integer[],
        ${rows.map(({ receivedAt }) => new Date(receivedAt).toISOString())}::timestamptz[],
        ${starts}::integer[]
      ) as added (first_frame_id, receptor, cause, count, octets, received_at, start)
      on conflict do nothing`.execute(this.#database.kysely);
  }
}
