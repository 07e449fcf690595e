import { sql } from 'kysely';
import type { Database } from '../database.js';

/** The mark of a frame that may have ended a worker. */
export interface SuspectMark {
  /** UUID. */
  readonly frameId: string;
  /** Workers, threads or processes, that died while it was in work. */
  readonly attempts: number;
  /** Code with which it is refused when it comes again; null while that is open. */
  readonly decided: string | null;
}

/** The table `suspects`. Each call is on disk when it resolves. */
export class SuspectsRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Marks of these frames, where there are any. */
  async find(frameIds: readonly string[]): Promise<SuspectMark[]> {
    const { rows } = await sql<SuspectMark>`
      select frame_id as "frameId", attempts, decided from suspects
      where frame_id = any(${frameIds}::uuid[])`.execute(this.#database.kysely);
    return rows;
  }

  /** One more worker has died while this frame was in work. */
  async attempt(frameId: string): Promise<void> {
    await sql`
      insert into suspects (frame_id, attempts) values (${frameId}::uuid, 1)
      on conflict (frame_id) do update set attempts = suspects.attempts + 1`.execute(
      this.#database.kysely,
    );
  }

  /** The frame is refused with this code when it comes again. */
  async decide(frameId: string, code: string): Promise<void> {
    await sql`
      insert into suspects (frame_id, attempts, decided) values (${frameId}::uuid, 1, ${code})
      on conflict (frame_id) do update set attempts = suspects.attempts + 1, decided = ${code}`.execute(
      this.#database.kysely,
    );
  }

  /** They did no harm, or their dead letters are stored. */
  async clear(frameIds: readonly string[]): Promise<void> {
    await sql`delete from suspects where frame_id = any(${frameIds}::uuid[])`.execute(
      this.#database.kysely,
    );
  }
}
