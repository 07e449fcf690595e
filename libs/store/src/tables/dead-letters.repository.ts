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

/** A stored dead letter. */
export interface StoredDeadLetter extends DeadLetterRow {
  readonly resolvedAt: Date | null;
}

/** The table `dead_letters`: frames that gave no reading, by frame id. */
export class DeadLettersRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Stores dead letters; one that is there already stays as it is. On disk when it resolves. */
  async add(rows: readonly DeadLetterRow[]): Promise<void> {
    if (rows.length === 0) return;
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
      on conflict do nothing`.execute(this.#database.kysely);
  }

  /** Dead letters in the order of their frame ids, from the one after `after` on. */
  async list(limit: number, after?: string): Promise<StoredDeadLetter[]> {
    let query = this.#database.kysely.selectFrom('dead_letters').selectAll();
    if (after !== undefined) query = query.where('frame_id', '>', after);
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
    }));
  }
}
