import type { ReadingRun, RunLayout } from '@dlms-telemetry/reading';
import {
  dateArray,
  doubleArray,
  integerArray,
  textArray,
  timeArray,
  uuidArray,
} from '../binary-array.js';
import type { Statement } from '../database.js';
import { storableText } from '../storable-text.js';

/** A run with what its row holds beside it. */
export interface StorableRun {
  readonly run: ReadingRun;
  /** Hash of the layout. */
  readonly layout: Uint8Array;
  readonly key: Uint8Array;
  /** Days since 1970. */
  readonly day: number;
  /** Milliseconds since 1970, NaN for null. */
  readonly date: number;
  readonly receivedAt: number;
  readonly quality: string | null;
  readonly ownId: string | null;
}

const DOUBLE_OCTETS = 8;

/**
 * Inserts runs, or replaces them. All numbers go as one array, of which each row takes its part; only where one is
 * missing, the row's numbers go as the text of an array.
 */
export function upsertRuns(rows: readonly StorableRun[]): Statement {
  const firsts: number[] = [];
  const counts: number[] = [];
  let next = 1;
  for (const { run } of rows) {
    const count = run.values.length / DOUBLE_OCTETS;
    firsts.push(next);
    counts.push(count);
    next += count;
  }
  return {
    sql: UPSERT_RUNS,
    parameters: [
      dateArray(rows.map(({ day }) => day)),
      integerArray(rows.map(({ run, ownId }) => (ownId === null ? run.number : 0))),
      uuidArray(rows.map(({ key }) => key)),
      uuidArray(rows.map(({ layout }) => layout)),
      timeArray(rows.map(({ date }) => date)),
      timeArray(rows.map(({ receivedAt }) => receivedAt)),
      integerArray(firsts),
      integerArray(counts),
      textArray(rows.map(({ run }) => numbersText(run))),
      textArray(rows.map(({ run }) => rawsText(run))),
      textArray(rows.map(({ quality }) => quality)),
      uuidArray(rows.map(({ run, ownId }) => (ownId === null ? null : run.frameId))),
      textArray(rows.map(({ ownId }) => ownId)),
      doubleArray(rows.map(({ run }) => run.values)),
    ],
  };
}

const UPSERT_RUNS = `
  insert into reading_runs (
    day, place, key, layout, date, received_at, numbers, raws, quality, frame_id, own_id
  )
  select
    day, place, key, layout, date, received_at,
    coalesce(
      numbers_text::double precision[],
      ($14::double precision[])[first_number : first_number + count_of_numbers - 1]
    ),
    raws_text::text[], quality, frame_id, own_id
  from unnest(
    $1::date[], $2::integer[], $3::uuid[], $4::uuid[], $5::timestamptz[], $6::timestamptz[],
    $7::integer[], $8::integer[], $9::text[], $10::text[], $11::text[], $12::uuid[], $13::text[]
  ) as added (
    day, place, key, layout, date, received_at, first_number, count_of_numbers, numbers_text,
    raws_text, quality, frame_id, own_id
  )
  on conflict (day, key, place) do update set
    layout = excluded.layout, date = excluded.date, numbers = excluded.numbers,
    raws = excluded.raws, quality = excluded.quality`;

/** Deletes what an earlier decoding of the same frames has left beyond their last run. */
export function deleteStale(rows: readonly StorableRun[]): Statement {
  const frames = rows.filter(({ run, ownId }) => run.number === 0 && ownId === null);
  return {
    sql: `
      delete from reading_runs run
      using unnest($1::date[], $2::uuid[], $3::integer[]) as frame (day, key, runs)
      where run.day = frame.day and run.key = frame.key and run.place >= frame.runs`,
    parameters: [
      dateArray(frames.map(({ day }) => day)),
      uuidArray(frames.map(({ key }) => key)),
      integerArray(frames.map(({ run }) => run.of)),
    ],
  };
}

/** Makes runs the last ones of their layouts, but where one of a later date is. */
export function upsertLastRuns(rows: readonly StorableRun[]): Statement {
  const last = lastOfLayouts(rows);
  return {
    sql: UPSERT_LAST_RUNS,
    parameters: [
      uuidArray(last.map(({ layout }) => layout)),
      timeArray(last.map(countedDate)),
      dateArray(last.map(({ day }) => day)),
      uuidArray(last.map(({ key }) => key)),
      integerArray(last.map(({ run, ownId }) => (ownId === null ? run.number : 0))),
    ],
  };
}

// A run that comes again, decoded anew, takes its own place again.
const UPSERT_LAST_RUNS = `
  insert into last_runs (layout, date, day, key, place)
  select layout, date, day, key, place
  from unnest($1::uuid[], $2::timestamptz[], $3::date[], $4::uuid[], $5::integer[])
    as added (layout, date, day, key, place)
  on conflict (layout) do update set
    date = excluded.date, day = excluded.day, key = excluded.key, place = excluded.place
    where excluded.date > last_runs.date
      or (excluded.key = last_runs.key and excluded.place = last_runs.place)`;

/** In a fixed order: two transactions that change the same rows then never wait for each other. */
function lastOfLayouts(rows: readonly StorableRun[]): StorableRun[] {
  const last = new Map<string, StorableRun>();
  for (const row of rows) {
    const name = Buffer.from(row.layout.buffer, row.layout.byteOffset, row.layout.length);
    const text = name.toString('latin1');
    const other = last.get(text);
    if (other === undefined || countedDate(row) > countedDate(other)) last.set(text, row);
  }
  return [...last].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

/** A meter's clock may run ahead: nothing was measured after it was received. */
function countedDate({ date, receivedAt }: StorableRun): number {
  return date < receivedAt ? date : receivedAt;
}

/** Inserts layouts that are not there yet. */
export function insertLayouts(
  layouts: readonly (RunLayout & { readonly hash: Uint8Array })[],
): Statement {
  // In a fixed order: two transactions that add the same layouts then never wait for each other.
  const rows = layouts
    .toSorted((a, b) => Buffer.compare(a.hash, b.hash))
    .map(({ hash, columns, ...layout }) => ({
      layout: Buffer.from(hash).toString('hex'),
      receptor: storableText(layout.receptor),
      group_name: storableText(layout.groupName),
      serial: storableText(layout.serial),
      serial_source: layout.serialSource,
      source: layout.source,
      id_ends: columns.map(({ idEnd }) => storableText(idEnd)),
      measures: columns.map(({ measure }) => storableText(measure)),
      units: columns.map(({ unit }) => storableText(unit)),
      directions: columns.map(({ direction }) => direction),
      obis: columns.map(({ obis }) => (obis === undefined ? null : storableText(obis))),
      routing_keys: columns.map(({ routingKey }) => storableText(routingKey)),
    }));
  return {
    sql: `
      insert into reading_layouts
      select * from json_to_recordset($1::text::json) as added (
        layout uuid, receptor text, group_name text, serial text, serial_source text, source text,
        id_ends text[], measures text[], units text[], directions text[], obis text[],
        routing_keys text[]
      )
      on conflict do nothing`,
    parameters: [JSON.stringify(rows)],
  };
}

function numbersText({ values, missing }: ReadingRun): string | null {
  if (missing === undefined) return null;
  const view = new DataView(values.buffer, values.byteOffset, values.length);
  const texts = missing.map((isMissing, i) =>
    isMissing ? 'NULL' : String(view.getFloat64(i * DOUBLE_OCTETS)),
  );
  return `{${texts.join(',')}}`;
}

function rawsText({ raws }: ReadingRun): string | null {
  if (raws === undefined) return null;
  const texts = raws.map((raw) =>
    raw === null ? 'NULL' : `"${storableText(raw).replace(/["\\]/g, '\\$&')}"`,
  );
  return `{${texts.join(',')}}`;
}
