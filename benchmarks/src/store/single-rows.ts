import type { FrameReadings } from '@dlms-telemetry/reading';
import { Client } from 'pg';

/**
 * What the store is compared with: a row for each reading, partitioned by day, with a primary key and an index on the
 * date, in one statement of arrays.
 */
export class SingleRows {
  readonly #client: Client;

  private constructor(client: Client) {
    this.#client = client;
  }

  /** @param url its search path says in which schema the table is made */
  static async open(url: string): Promise<SingleRows> {
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query(`create table single_rows (
      day date, id text, frame_id uuid, serial text, measure text, unit text, value double precision,
      date timestamptz, primary key (day, id)
    ) partition by range (day)`);
    await client.query(`create table single_rows_all partition of single_rows default`);
    await client.query('create index on single_rows (date)');
    return new SingleRows(client);
  }

  /** Inserts the readings, or replaces them. */
  async upsert(frames: readonly FrameReadings[]): Promise<void> {
    const rows = frames.flatMap(({ frameId, readings }) =>
      readings.map(({ reading }) => ({ frameId, ...reading })),
    );
    await this.#client.query(
      `insert into single_rows
        select date::date, id, frame_id, serial, measure, unit, value, date from unnest(
          $1::text[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::double precision[],
          $7::timestamptz[]
        ) as added (id, frame_id, serial, measure, unit, value, date)
        on conflict (day, id) do update set value = excluded.value, date = excluded.date`,
      [
        rows.map(({ Id }) => Id),
        rows.map(({ frameId }) => frameId),
        rows.map(({ Serial }) => Serial),
        rows.map(({ Measure }) => Measure),
        rows.map(({ Unit }) => Unit),
        rows.map(({ Value }) => Value),
        rows.map(({ Date: date }) => date),
      ],
    );
  }

  async close(): Promise<void> {
    await this.#client.end();
  }
}
