import { sql } from 'kysely';
import type { Database } from '../database.js';

/** An invocation counter, and the frame that brought it. */
export interface SeenCounter {
  /** Whose counter it is, under which key: 32 hexadecimal digits. */
  readonly scope: string;
  /** 0 to FFFFFFFF. */
  readonly counter: number;
  /** UUID. */
  readonly frameId: string;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
}

/** The largest counters that are known of a scope. */
export interface NewestCounters {
  readonly scope: string;
  /** In no order. */
  readonly seen: readonly { readonly counter: number; readonly frameId: string }[];
  /** When the latest of these frames was received, in milliseconds since 1970. */
  readonly receivedAt: number;
}

/*
 *  record of a row:  0 scope | 16 counter | 24 frame id | 40 received at | 48
 *  of the answer:    0 counter | 8 frame id | 24
 */
const RECORD_OCTETS = 48;
const COUNTER_AT = 16;
const FRAME_ID_AT = 24;
const RECEIVED_AT = 40;
const SEEN_OCTETS = 24;
const UUID_OCTETS = 16;
const INTEGER_OCTETS = 8;

/** Rows that one statement removes: it must not hold up the writers. */
const MOST_REMOVED = 10_000;

/** The table `replay_counters`: invocation counters that were accepted. The first frame that brings one keeps it. */
export class ReplayCountersRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Adds counters; one that is there already stays as it is. On disk when it resolves. */
  async add(rows: readonly SeenCounter[]): Promise<void> {
    if (rows.length > 0) await insert(rows).execute(this.#database.kysely);
  }

  /**
   * Adds counters as `add`, and tells whose they are now.
   *
   * @returns for each row the id of the frame that has the counter
   */
  async claim(rows: readonly SeenCounter[]): Promise<string[]> {
    if (rows.length === 0) return [];
    const { kysely } = this.#database;
    const [, holders] = await this.#database.transaction([
      insert(rows).compile(kysely),
      sql`
        select replay_counters.frame_id from ${cut(rows)} join replay_counters
          on replay_counters.scope = given.scope and replay_counters.counter = given.counter
        order by given.place`.compile(kysely),
    ]);
    return (holders?.rows ?? []).map(({ frame_id: id }) => id as string);
  }

  /** The largest `size` counters of each scope; of one that is not known nothing. */
  async newest(scopes: readonly string[], size: number): Promise<NewestCounters[]> {
    if (scopes.length === 0) return [];
    const { rows } = await sql<{ scope: string; received_at: Date; seen: Uint8Array }>`
      select asked.scope, max(known.received_at) as received_at,
        string_agg(int8send(known.counter) || uuid_send(known.frame_id), ''::bytea) as seen
      from unnest(${[...scopes]}::uuid[]) as asked (scope), lateral (
        select counter, frame_id, received_at from replay_counters
        where replay_counters.scope = asked.scope
        order by counter desc limit ${size}
      ) as known
      group by asked.scope`.execute(this.#database.kysely);
    return rows.map(({ scope, received_at, seen }) => ({
      scope: scope.replaceAll('-', ''),
      seen: seenOf(seen),
      receivedAt: received_at.getTime(),
    }));
  }

  /**
   * Removes counters of frames that were received before a time, all but the largest `keep` of each scope: they tell
   * what is new for as long as the key is used.
   *
   * @returns how many were removed
   */
  async prune(before: Date, keep: number): Promise<number> {
    let removed = 0;
    for (;;) {
      const { numAffectedRows } = await sql`
        delete from replay_counters where ctid = any(array(
          select old.ctid from replay_counters as old
          where old.received_at < ${before.toISOString()}::timestamptz and old.counter <= (
            select max(counter) from replay_counters as same where same.scope = old.scope
          ) - ${keep}::bigint
          limit ${MOST_REMOVED}
        ))`.execute(this.#database.kysely);
      const affected = Number(numAffectedRows ?? 0);
      removed += affected;
      if (affected < MOST_REMOVED) break;
    }
    if (removed > 0) await this.#database.clean('replay_counters');
    return removed;
  }
}

function insert(rows: readonly SeenCounter[]) {
  return sql`
    insert into replay_counters (scope, counter, frame_id, received_at)
    select scope, counter, frame_id, received_at from ${cut(rows)}
    on conflict do nothing`;
}

/** All rows go as one binary parameter and are cut apart inside, which is cheaper than a parameter for each column. */
function cut(rows: readonly SeenCounter[]) {
  return sql`(
    select place,
      encode(substring(records from place * ${sql.lit(RECORD_OCTETS)} + 1 for 16), 'hex')::uuid
        as scope,
      ${integerAt(COUNTER_AT)} as counter,
      encode(
        substring(records from place * ${sql.lit(RECORD_OCTETS)} + ${sql.lit(FRAME_ID_AT + 1)} for 16),
        'hex'
      )::uuid as frame_id,
      to_timestamp(${integerAt(RECEIVED_AT)} / 1000.0) as received_at
    from (select ${recordsOf(rows)}::bytea as records) as whole,
      generate_series(0, ${rows.length - 1}::integer) as place
  ) as given`;
}

function integerAt(octet: number) {
  return sql`('x' || encode(
    substring(records from place * ${sql.lit(RECORD_OCTETS)} + ${sql.lit(octet + 1)} for 8), 'hex'
  ))::bit(64)::bigint`;
}

function recordsOf(rows: readonly SeenCounter[]): Uint8Array {
  const records = Buffer.alloc(rows.length * RECORD_OCTETS);
  let at = 0;
  for (const { scope, counter, frameId, receivedAt } of rows) {
    records.write(scope, at, UUID_OCTETS, 'hex');
    records.writeBigUInt64BE(BigInt(counter), at + COUNTER_AT);
    records.write(frameId.replaceAll('-', ''), at + FRAME_ID_AT, UUID_OCTETS, 'hex');
    records.writeBigUInt64BE(BigInt(Math.max(0, Math.trunc(receivedAt))), at + RECEIVED_AT);
    at += RECORD_OCTETS;
  }
  return records;
}

function seenOf(octets: Uint8Array): { counter: number; frameId: string }[] {
  const records = Buffer.from(octets.buffer, octets.byteOffset, octets.length);
  const seen = [];
  for (let at = 0; at < records.length; at += SEEN_OCTETS) {
    const hex = records.toString('hex', at + INTEGER_OCTETS, at + SEEN_OCTETS);
    seen.push({
      counter: Number(records.readBigUInt64BE(at)),
      frameId: hex.replace(/^(.{8})(.{4})(.{4})(.{4})/u, '$1-$2-$3-$4-'),
    });
  }
  return seen;
}
