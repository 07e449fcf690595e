import { createHash } from 'node:crypto';
import { readRunLayout, type ReadingRun } from '@dlms-telemetry/reading';
import { sql } from 'kysely';
import type { Database, Statement } from '../database.js';
import { storableText } from '../storable-text.js';
import { deleteStale, insertLayouts, upsertRuns, type StorableRun } from './reading-runs.js';

/** A stored reading, as tools and tests look at it. */
export interface StoredReading {
  /** `YYYY-MM-DD`. */
  readonly day: string;
  readonly id: string;
  readonly frameId: string;
  readonly receptor: string;
  readonly serial: string;
  readonly measure: string;
  readonly value: number | null;
  readonly date: Date | null;
  readonly raw: string | null;
  readonly quality: string | null;
}

const EARLIEST_DATE = Date.parse('0001-01-01T00:00:00Z');
const LATEST_DATE = Date.parse('9999-12-31T00:00:00Z');
const DAY_MS = 86_400_000;
const UUID_OCTETS = 16;
/** Layouts that are known to be stored; a meter has one or a few. */
const LARGEST_CACHE = 50_000;

/**
 * The tables `reading_runs`, a partition for each day on which frames were received, made when first needed, and
 * `reading_layouts`; the view `readings` shows both as one.
 */
export class ReadingsRepository {
  readonly #database: Database;
  readonly #partitions = new Set<number>();
  /** Hashes of layouts that are in the table, by the text of their octets. */
  readonly #layouts = new Map<string, Uint8Array>();

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Stores the runs of whole frames; what is there of a frame already is replaced. One transaction, on disk when it
   * resolves.
   */
  async upsert(runs: readonly ReadingRun[]): Promise<void> {
    if (runs.length === 0) return;
    const fresh = new Map<string, { readonly hash: Uint8Array; readonly octets: Uint8Array }>();
    const storable = lastOfEach(runs).map((run) => this.#storable(run, fresh));
    await this.#makePartitions(storable);
    const statements: Statement[] = [upsertRuns(storable), deleteStale(storable)];
    if (fresh.size > 0)
      statements.unshift(
        insertLayouts(
          [...fresh.values()].map(({ hash, octets }) => ({ hash, ...readRunLayout(octets) })),
        ),
      );
    await this.#database.transaction(statements);
    if (this.#layouts.size + fresh.size > LARGEST_CACHE) this.#layouts.clear();
    for (const [text, { hash }] of fresh) this.#layouts.set(text, hash);
  }

  /** Readings in the order of their ids, from the one after `after` on. */
  async list(limit: number, after?: string): Promise<StoredReading[]> {
    let query = this.#database.kysely
      .selectFrom('readings')
      .select(['id', 'receptor', 'serial', 'measure', 'value', 'date', 'raw', 'quality'])
      .select(['frame_id as frameId', sql<string>`to_char(day, 'YYYY-MM-DD')`.as('day')]);
    if (after !== undefined) query = query.where('id', '>', after);
    return await query.orderBy('id').limit(limit).execute();
  }

  /** How many readings are stored. */
  async count(): Promise<number> {
    const { rows } = await sql<{ readings: number }>`
      select coalesce(sum(cardinality(numbers)), 0)::double precision as readings from reading_runs
    `.execute(this.#database.kysely);
    return rows[0]?.readings ?? 0;
  }

  #storable(
    run: ReadingRun,
    fresh: Map<string, { readonly hash: Uint8Array; readonly octets: Uint8Array }>,
  ): StorableRun {
    const { layout, frameId, ownId } = run;
    const text = Buffer.from(layout.buffer, layout.byteOffset, layout.length).toString('latin1');
    let hash = this.#layouts.get(text) ?? fresh.get(text)?.hash;
    if (hash === undefined) {
      hash = hashOf(layout);
      fresh.set(text, { hash, octets: layout });
    }
    const frameReceivedAt = timeOf(frameId);
    return {
      run,
      layout: hash,
      key: ownId === undefined ? frameId : hashOf(Buffer.from(ownId)),
      day: Math.floor(frameReceivedAt / DAY_MS),
      date: storableTime(run.date),
      receivedAt: Number.isNaN(storableTime(run.receivedAt)) ? frameReceivedAt : run.receivedAt,
      quality: run.quality === undefined ? null : storableText(run.quality),
      ownId: ownId === undefined ? null : storableText(ownId),
    };
  }

  async #makePartitions(rows: readonly StorableRun[]): Promise<void> {
    for (const { day } of rows) {
      if (this.#partitions.has(day)) continue;
      const from = dayText(day);
      await sql`
        create table if not exists ${sql.table(`reading_runs_${from.replaceAll('-', '')}`)}
        partition of reading_runs for values from (${sql.lit(from)}) to (${sql.lit(dayText(day + 1))})
      `.execute(this.#database.kysely);
      this.#partitions.add(day);
    }
  }
}

/** One statement may touch a row only once. */
function lastOfEach(runs: readonly ReadingRun[]): ReadingRun[] {
  const last = new Map<string, ReadingRun>();
  for (const run of runs) {
    const { frameId, number, ownId } = run;
    const id = Buffer.from(frameId.buffer, frameId.byteOffset, UUID_OCTETS).toString('latin1');
    last.set(ownId ?? `${id}${number}`, run);
  }
  return last.size === runs.length ? [...runs] : [...last.values()];
}

function hashOf(octets: Uint8Array): Uint8Array {
  return createHash('sha256').update(octets).digest().subarray(0, UUID_OCTETS);
}

/** Milliseconds since 1970 of the octets of a UUIDv7. */
function timeOf(id: Uint8Array): number {
  let time = 0;
  for (let i = 0; i < 6; i++) time = time * 256 + (id[i] ?? 0);
  return time;
}

function dayText(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** A meter's clock may say anything; what no database holds is stored as null. */
function storableTime(time: number): number {
  return time >= EARLIEST_DATE && time <= LATEST_DATE ? time : Number.NaN;
}
