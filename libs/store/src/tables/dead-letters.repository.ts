import { sql, type RawBuilder } from 'kysely';
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
  /** Whether it came from a registered address or names a registered system title. */
  readonly knownMeter: boolean;
}

/** How a dead letter came to its end: run again it gave readings, or an operator gave it up. */
export type Resolution = 'readings' | 'discarded';

/** A stored dead letter. */
export interface StoredDeadLetter extends DeadLetterRow {
  readonly resolvedAt: Date | null;
  readonly resolution: Resolution | null;
}

/**
 * What a meter's dead letters are known by: its system title, or its address where either names no title.
 */
export interface MeterIdentity {
  readonly receptor: string;
  /** Hex, in upper case. */
  readonly systemTitle: string | null;
  /** One address, no range. */
  readonly remoteAddress: string | null;
}

/** Which dead letters are meant: those that agree with every field given. */
export interface DeadLetterSelection {
  readonly code?: string | undefined;
  readonly receptor?: string | undefined;
  /** Hex, in upper case. */
  readonly systemTitle?: string | undefined;
  /** UUID. */
  readonly frameId?: string | undefined;
  /** Those of any of these meters. */
  readonly meters?: readonly MeterIdentity[] | undefined;
  /** Those that came to an end too. Default false. */
  readonly resolved?: boolean | undefined;
}

/** How many dead letters of one source and day are kept. */
export interface KeptOfSource {
  readonly receptor: string;
  readonly remoteAddress: string;
  readonly letters: number;
}

/** What was removed. */
export interface RemovedDeadLetters {
  readonly letters: number;
  /** Of their envelopes, as they lay on disk. */
  readonly octets: number;
}

/**
 * Which dead letters may go when room is needed: of octets from anybody those that the link layer refused, and those
 * of unknown sources; then all others that belong to no known meter.
 */
export type Dispensable = 'link' | 'source' | 'unknown-meter';

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
        received_at, envelope, known_meter
      )
      select frame_id, receptor, code, message, layer, position, system_title, remote_address,
        to_timestamp(received_at / 1000), substring(${envelopes}::bytea from start for length),
        known_meter
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
        ${rows.map(({ envelope }) => envelope.length)}::integer[],
        ${rows.map(({ knownMeter }) => knownMeter)}::boolean[]
      ) as added (
        frame_id, receptor, code, message, layer, position, system_title, remote_address,
        received_at, start, length, known_meter
      )
      on conflict (frame_id) do update set
        code = excluded.code, message = excluded.message, layer = excluded.layer,
        position = excluded.position, system_title = excluded.system_title, known_meter = excluded.known_meter,
        stored_at = now()
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
    const { code, receptor, systemTitle, frameId, meters, resolved } = selection;
    if (code !== undefined) query = query.where('code', '=', code);
    if (receptor !== undefined) query = query.where('receptor', '=', receptor);
    if (systemTitle !== undefined) query = query.where('system_title', '=', systemTitle);
    if (frameId !== undefined) query = query.where('frame_id', '=', frameId);
    if (meters !== undefined) query = query.where(isOfAny(meters));
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
      knownMeter: row.known_meter,
      resolvedAt: row.resolved_at,
      resolution: row.resolution,
    }));
  }

  /** Which of these frames are dead letters already. */
  async stored(frameIds: readonly string[]): Promise<Set<string>> {
    const { rows } = await sql<{ id: string }>`
      select frame_id as id from dead_letters where frame_id = any(${frameIds}::uuid[])`.execute(
      this.#database.kysely,
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** How many of octets from anybody are kept, by source. @param from @param until milliseconds since 1970, of receipt */
  async keptBySource(from: number, until: number): Promise<readonly KeptOfSource[]> {
    const { rows } = await sql<KeptOfSource>`
      select receptor, remote_address as "remoteAddress", count(*)::integer as letters
      from dead_letters
      where not known_meter and layer in ('link', 'source')
        and received_at >= to_timestamp(${from}::double precision / 1000)
        and received_at < to_timestamp(${until}::double precision / 1000)
      group by receptor, remote_address`.execute(this.#database.kysely);
    return rows;
  }

  /** Removes the oldest that were received before a time, at most `limit`; those that came to their end too. */
  async removeReceivedBefore(time: number, limit: number): Promise<RemovedDeadLetters> {
    return await this.#remove(
      sql`received_at < to_timestamp(${time}::double precision / 1000)`,
      limit,
    );
  }

  /** Removes the oldest of those that may go, at most `limit`. */
  async removeOldest(which: Dispensable, limit: number): Promise<RemovedDeadLetters> {
    return await this.#remove(DISPENSABLE[which], limit);
  }

  /** Octets of the table on disk, with its indexes and with room that was given free in it. */
  async octetsOnDisk(): Promise<number> {
    const { rows } = await sql<{ octets: number }>`
      select pg_total_relation_size('dead_letters')::double precision as octets`.execute(
      this.#database.kysely,
    );
    return rows[0]?.octets ?? 0;
  }

  /**
   * Octets of the envelopes of the next `limit` dead letters behind `after`, as they lie on disk, and the last of
   * them; undefined when there is none.
   */
  async octetsOfNext(
    limit: number,
    after: string | undefined,
  ): Promise<{ readonly octets: number; readonly last: string } | undefined> {
    const { rows } = await sql<{ octets: number; last: string | null }>`
      select sum(octets)::double precision as octets, (array_agg(frame_id order by frame_id desc))[1] as last
      from (
        select frame_id, pg_column_size(envelope) as octets from dead_letters
        where frame_id > ${after ?? BEFORE_ALL}::uuid order by frame_id limit ${limit}
      ) as next`.execute(this.#database.kysely);
    const [row] = rows;
    return row === undefined || row.last === null
      ? undefined
      : { octets: row.octets, last: row.last };
  }

  /** Gives the room of removed rows free for others, where the database does not by itself. */
  async clean(): Promise<void> {
    await this.#database.clean('dead_letters');
  }

  async #remove(which: RawBuilder<unknown>, limit: number): Promise<RemovedDeadLetters> {
    const { rows } = await sql<RemovedDeadLetters>`
      with removed as (
        delete from dead_letters where frame_id in (
          select frame_id from dead_letters where ${which} order by received_at limit ${limit}
        )
        returning pg_column_size(envelope) as octets
      )
      select count(*)::integer as letters, coalesce(sum(octets), 0)::double precision as octets
      from removed`.execute(this.#database.kysely);
    return rows[0] ?? { letters: 0, octets: 0 };
  }
}

const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

const DISPENSABLE: Readonly<Record<Dispensable, RawBuilder<unknown>>> = {
  link: sql`not known_meter and layer in ('link', 'source') and layer = 'link'`,
  source: sql`not known_meter and layer in ('link', 'source')`,
  'unknown-meter': sql`not known_meter`,
};

function isOfAny(meters: readonly MeterIdentity[]): RawBuilder<boolean> {
  return sql<boolean>`exists (
    select from unnest(
      ${meters.map(({ receptor }) => receptor)}::text[],
      ${meters.map(({ systemTitle }) => systemTitle)}::text[],
      ${meters.map(({ remoteAddress }) => remoteAddress)}::text[]
    ) as meter (receptor, title, address)
    where meter.receptor = dead_letters.receptor
      and coalesce(meter.title = dead_letters.system_title, meter.address = dead_letters.remote_address)
  )`;
}
