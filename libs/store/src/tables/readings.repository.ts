import { createHash } from 'node:crypto';
import { frameReceivedAt, readRunLayout, type ReadingRun } from '@dlms-telemetry/reading';
import { sql } from 'kysely';
import type { Database, Statement } from '../database.js';
import { storableText } from '../storable-text.js';
import {
  deleteStale,
  insertLayouts,
  upsertLastRuns,
  upsertRuns,
  type StorableRun,
} from './reading-runs.js';
import { dropPartition, makePartition, partitionDays } from './reading-partitions.js';

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

/** The last value of a measure of a meter. */
export type LastValue = Omit<StoredReading, 'day'>;

const EARLIEST_DATE = Date.parse('0001-01-01T00:00:00Z');
const LATEST_DATE = Date.parse('9999-12-31T00:00:00Z');
const DAY_MS = 86_400_000;
const UUID_OCTETS = 16;
/** Layouts that are known to be stored; a meter has one or a few. */
const LARGEST_CACHE = 50_000;

/**
 * The tables `reading_runs`, a partition for each day on which frames were received, made when first needed,
 * `reading_layouts` and `last_runs`; the views `readings` and `last_values` show them as readings.
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
    const statements: Statement[] = [
      upsertRuns(storable),
      deleteStale(storable),
      upsertLastRuns(storable),
    ];
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

  /**
   * The last value of each measure of a meter: that of the latest date, where a date after the time of receipt counts
   * as that time.
   */
  async last(serial: string, receptor?: string): Promise<LastValue[]> {
    let query = this.#database.kysely
      .selectFrom('last_values')
      .select(['id', 'receptor', 'serial', 'measure', 'value', 'date', 'raw', 'quality'])
      .select('frame_id as frameId')
      .where('serial', '=', serial);
    if (receptor !== undefined) query = query.where('receptor', '=', receptor);
    return await query.orderBy('receptor').orderBy('measure').orderBy('obis').execute();
  }

  /**
   * Removes the readings of frames that were received before a day began, whole days at a time.
   *
   * @param time milliseconds since 1970; of the day in which it lies nothing is removed
   * @returns the days, `YYYY-MM-DD`
   */
  async removeDaysBefore(time: number): Promise<string[]> {
    const before = Math.floor(time / DAY_MS);
    const removed: string[] = [];
    for (const { day, text } of await partitionDays(this.#database)) {
      if (day >= before) continue;
      await dropPartition(this.#database, day);
      this.#partitions.delete(day);
      removed.push(text);
    }
    return removed;
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
    const frameCameAt = frameReceivedAt(run);
    return {
      run,
      layout: hash,
      key: ownId === undefined ? frameId : hashOf(Buffer.from(ownId)),
      day: Math.floor(frameCameAt / DAY_MS),
      date: storableTime(run.date),
      receivedAt: Number.isNaN(storableTime(run.receivedAt)) ? frameCameAt : run.receivedAt,
      quality: run.quality === undefined ? null : storableText(run.quality),
      ownId: ownId === undefined ? null : storableText(ownId),
    };
  }

  async #makePartitions(rows: readonly StorableRun[]): Promise<void> {
    for (const { day } of rows) {
      if (this.#partitions.has(day)) continue;
      await makePartition(this.#database, day);
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

/** A meter's clock may say anything; what no database holds is stored as null. */
function storableTime(time: number): number {
  return time >= EARLIEST_DATE && time <= LATEST_DATE ? time : Number.NaN;
}
