import type { Reading } from '@dlms-telemetry/reading';
import { sql } from 'kysely';
import type { Database } from '../database.js';
import { storableText } from '../storable-text.js';

/** A reading to be stored, with where it came from. */
export interface ReadingRow {
  /** Milliseconds since 1970 at which the frame was received: gives the partition. */
  readonly frameReceivedAt: number;
  readonly frameId: string;
  readonly receptor: string;
  readonly groupName: string;
  readonly serialSource: string;
  readonly routingKey: string;
  readonly reading: Reading;
}

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
}

const EARLIEST_DATE = Date.parse('0001-01-01T00:00:00Z');
const LATEST_DATE = Date.parse('9999-12-31T00:00:00Z');
const DAY_MS = 86_400_000;

/** The table `readings`, a partition for each day on which frames were received, made when first needed. */
export class ReadingsRepository {
  readonly #database: Database;
  readonly #partitions = new Set<number>();

  constructor(database: Database) {
    this.#database = database;
  }

  /** Stores readings; one that is there already is replaced. One transaction, on disk when it resolves. */
  async upsert(rows: readonly ReadingRow[]): Promise<void> {
    if (rows.length === 0) return;
    // One statement may touch a row only once.
    const unique = [...new Map(rows.map((row) => [row.reading.Id, row])).values()];
    await this.#makePartitions(unique);
    await upsertStatement(unique).execute(this.#database.kysely);
  }

  /** Readings in the order of their ids, from the one after `after` on. */
  async list(limit: number, after?: string): Promise<StoredReading[]> {
    let query = this.#database.kysely
      .selectFrom('readings')
      .select(['id', 'receptor', 'serial', 'measure', 'value', 'date'])
      .select(['frame_id as frameId', sql<string>`to_char(day, 'YYYY-MM-DD')`.as('day')]);
    if (after !== undefined) query = query.where('id', '>', after);
    return await query.orderBy('id').limit(limit).execute();
  }

  async #makePartitions(rows: readonly ReadingRow[]): Promise<void> {
    for (const { frameReceivedAt } of rows) {
      const day = Math.floor(frameReceivedAt / DAY_MS);
      if (this.#partitions.has(day)) continue;
      const from = dayText(day);
      await sql`
        create table if not exists ${sql.table(`readings_${from.replaceAll('-', '')}`)}
        partition of readings for values from (${sql.lit(from)}) to (${sql.lit(dayText(day + 1))})
      `.execute(this.#database.kysely);
      this.#partitions.add(day);
    }
  }
}

function dayText(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

function upsertStatement(rows: readonly ReadingRow[]) {
  const texts = (of: (row: ReadingRow) => string) => rows.map((row) => storableText(of(row)));
  const optional = (of: (row: ReadingRow) => string | undefined) =>
    rows.map((row) => {
      const text = of(row);
      return text === undefined ? null : storableText(text);
    });
  return sql`
    insert into readings (
      day, id, frame_id, receptor, group_name, serial, serial_source, measure, unit, direction,
      value, date, raw, quality, received_at, source, obis, routing_key
    )
    select * from unnest(
      ${rows.map((row) => dayText(Math.floor(row.frameReceivedAt / DAY_MS)))}::date[],
      ${texts((row) => row.reading.Id)}::text[],
      ${rows.map((row) => row.frameId)}::uuid[],
      ${texts((row) => row.receptor)}::text[],
      ${texts((row) => row.groupName)}::text[],
      ${texts((row) => row.reading.Serial)}::text[],
      ${rows.map((row) => row.serialSource)}::text[],
      ${texts((row) => row.reading.Measure)}::text[],
      ${texts((row) => row.reading.Unit)}::text[],
      ${rows.map((row) => row.reading.Direction)}::text[],
      ${rows.map((row) => row.reading.Value)}::double precision[],
      ${rows.map((row) => storableDate(row.reading.Date))}::timestamptz[],
      ${optional((row) => row.reading.Raw)}::text[],
      ${optional((row) => row.reading.Quality)}::text[],
      ${rows.map((row) => storableDate(row.reading.ReceivedAt) ?? new Date(row.frameReceivedAt).toISOString())}::timestamptz[],
      ${rows.map((row) => row.reading.Source)}::text[],
      ${optional((row) => row.reading.Obis)}::text[],
      ${texts((row) => row.routingKey)}::text[]
    )
    on conflict (day, id) do update set
      serial = excluded.serial, serial_source = excluded.serial_source, measure = excluded.measure,
      unit = excluded.unit, direction = excluded.direction, value = excluded.value,
      date = excluded.date, raw = excluded.raw, quality = excluded.quality,
      group_name = excluded.group_name, obis = excluded.obis, routing_key = excluded.routing_key`;
}

/** A meter's clock may say anything; what no database holds is stored as null. */
function storableDate(text: string): string | null {
  const time = Date.parse(text);
  return time >= EARLIEST_DATE && time <= LATEST_DATE ? new Date(time).toISOString() : null;
}
