import { sql } from 'kysely';
import type { Database } from '../database.js';

/** The mark of a frame that may have ended a worker. */
export interface SuspectMark {
  /** UUID. */
  readonly frameId: string;
  /** Workers that may have died of it; 0: it stood in an envelope that was in work. */
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

  /** Marks frames that stand in an envelope which goes to work; older marks stay. */
  async note(frameIds: readonly string[]): Promise<void> {
    await sql`
      insert into suspects (frame_id, attempts)
      select frame_id, 0 from unnest(${frameIds}::uuid[]) as noted (frame_id)
      on conflict do nothing`.execute(this.#database.kysely);
  }

  /** One more worker may have died of this frame, or is about to try it alone. */
  async attempt(frameId: string): Promise<void> {
    await sql`
      insert into suspects (frame_id, attempts) values (${frameId}::uuid, 1)
      on conflict (frame_id) do update set attempts = suspects.attempts + 1`.execute(
      this.#database.kysely,
    );
  }

  /** The last attempt proved nothing. */
  async withdraw(frameId: string): Promise<void> {
    await sql`
      update suspects set attempts = attempts - 1
      where frame_id = ${frameId}::uuid and attempts > 0`.execute(this.#database.kysely);
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
