import { sql } from 'kysely';
import type { Database } from '../database.js';
import { storableText } from '../storable-text.js';

/** A dead letter to be stored. */
export interface DeadLetterRow {
  /** UUID. */
  readonly frameId: string;
  readonly receptor: string;
  readonly code: string;
  readonly message: string;
  readonly layer: string;
  readonly offset: number | null;
  /** Hex, where the APDU named one. */
  readonly systemTitle: string | null;
  readonly remoteAddress: string;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
  /** The frame as an envelope of one. */
  readonly envelope: Uint8Array;
}

/** How a dead letter came to its end: run again it gave readings, or an operator gave it up. */
export type Resolution = 'readings' | 'discarded';

/** A stored dead letter. */
export interface StoredDeadLetter extends DeadLetterRow {
  readonly resolvedAt: Date | null;
  readonly resolution: Resolution | null;
}

/** Which dead letters are meant: those that agree with every field given. */
export interface DeadLetterSelection {
  readonly code?: string | undefined;
  readonly receptor?: string | undefined;
  /** Hex, in upper case. */
  readonly systemTitle?: string | undefined;
  /** UUID. */
  readonly frameId?: string | undefined;
  /** Those that came to an end too. Default false. */
  readonly resolved?: boolean | undefined;
}

/** The table `dead_letters`: frames that gave no reading, by frame id. */
export class DeadLettersRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Stores dead letters; one that is there already takes the new reason, unless it has come to its end. On disk when
   * it resolves.
   */
  async add(letters: readonly DeadLetterRow[]): Promise<void> {
    if (letters.length === 0) return;
    // One statement may touch a row only once.
    const rows = [...new Map(letters.map((row) => [row.frameId, row])).values()];
    const envelopes = new Uint8Array(rows.reduce((n, { envelope }) => n + envelope.length, 0));
    const starts: number[] = [];
    let end = 0;
    for (const { envelope } of rows) {
      envelopes.set(envelope, end);
      starts.push(end + 1);
      end += envelope.length;
    }
    await sql`
      insert into dead_letters
        (
        frame_id, receptor, code, message, layer, position, system_title, remote_address,
        received_at, envelope
      )
      select frame_id, receptor, code, message, layer, position, system_title, remote_address,
        to_timestamp(received_at / 1000), substring(${envelopes}::bytea from start for length)
      from unnest(
        ${rows.map(({ frameId }) => frameId)}::uuid[],
        ${rows.map(({ receptor }) => storableText(receptor))}::text[],
        ${rows.map(({ code }) => code)}::text[],
        ${rows.map(({ message }) => storableText(message))}::text[],
        ${rows.map(({ layer }) => layer)}::text[],
        ${rows.map(({ offset }) => offset)}::integer[],
        ${rows.map(({ systemTitle }) => systemTitle)}::text[],
        ${rows.map(({ remoteAddress }) => storableText(remoteAddress))}::text[],
        ${rows.map(({ receivedAt }) => receivedAt)}::double precision[],
        ${starts}::integer[],
        ${rows.map(({ envelope }) => envelope.length)}::integer[]
      ) as added (
        frame_id, receptor, code, message, layer, position, system_title, remote_address,
        received_at, start, length
      )
      on conflict (frame_id) do update set
        code = excluded.code, message = excluded.message, layer = excluded.layer,
        position = excluded.position, system_title = excluded.system_title, stored_at = now()
        where dead_letters.resolved_at is null`.execute(this.#database.kysely);
  }

  /** Marks dead letters as come to their end; one that has stays as it is. @returns how many were marked */
  async resolve(frameIds: readonly string[], resolution: Resolution): Promise<number> {
    if (frameIds.length === 0) return 0;
    const { numAffectedRows } = await sql`
      update dead_letters set resolved_at = now(), resolution = ${resolution}
      where frame_id = any(${frameIds}::uuid[]) and resolved_at is null`.execute(
      this.#database.kysely,
    );
    return Number(numAffectedRows ?? 0);
  }

  /** The selected dead letters in the order of their frame ids, from the one after `after` on. */
  async list(
    limit: number,
    after?: string,
    selection: DeadLetterSelection = { resolved: true },
  ): Promise<StoredDeadLetter[]> {
    let query = this.#database.kysely.selectFrom('dead_letters').selectAll();
    if (after !== undefined) query = query.where('frame_id', '>', after);
    const { code, receptor, systemTitle, frameId, resolved } = selection;
    if (code !== undefined) query = query.where('code', '=', code);
    if (receptor !== undefined) query = query.where('receptor', '=', receptor);
    if (systemTitle !== undefined) query = query.where('system_title', '=', systemTitle);
    if (frameId !== undefined) query = query.where('frame_id', '=', frameId);
    if (resolved !== true) query = query.where('resolved_at', 'is', null);
    const rows = await query.orderBy('frame_id').limit(limit).execute();
    return rows.map((row) => ({
      frameId: row.frame_id,
      receptor: row.receptor,
      code: row.code,
      message: row.message,
      layer: row.layer,
      offset: row.position,
      systemTitle: row.system_title,
      remoteAddress: row.remote_address,
      receivedAt: row.received_at.getTime(),
      envelope: row.envelope,
      resolvedAt: row.resolved_at,
      resolution: row.resolution,
    }));
  }
}
