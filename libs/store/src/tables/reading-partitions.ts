import { sql } from 'kysely';
import type { Database } from '../database.js';

const DAY_MS = 86_400_000;
const PARTITION = /^reading_runs_(\d{4})(\d\d)(\d\d)$/;
/** A drop waits for those who read, and all who write wait behind it: rather it is tried again later. */
const LONGEST_WAIT_FOR_LOCK = '5s';

/**
 * Makes the partition of a day where there is none. Another process may do so at the same time: a lock of its own lets
 * the second see what the first has made. Attached rather than created in its place, it waits for nobody who reads.
 *
 * @param day days since 1970
 */
export async function makePartition({ kysely }: Database, day: number): Promise<void> {
  const from = dayText(day);
  const name = nameOf(day);
  await sql`
    do ${sql.lit(`
      begin
        perform pg_advisory_xact_lock(hashtextextended('partitions of ' || current_schema(), 0));
        if to_regclass(format('%I.%I', current_schema(), '${name}')) is null then
          create table ${name} (like reading_runs including all);
          alter table reading_runs attach partition ${name}
            for values from ('${from}') to ('${dayText(day + 1)}');
        end if;
      end
    `)}`.execute(kysely);
}

/** The days that have a partition, in order, as days since 1970 and as `YYYY-MM-DD`. */
export async function partitionDays({
  kysely,
}: Database): Promise<{ readonly day: number; readonly text: string }[]> {
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_inherits join pg_class on pg_class.oid = inhrelid
    where inhparent = 'reading_runs'::regclass order by relname`.execute(kysely);
  return rows.flatMap(({ name }) => {
    const [, year = '', month = '', date = ''] = PARTITION.exec(name) ?? [];
    const text = `${year}-${month}-${date}`;
    return year === '' ? [] : [{ day: Date.parse(text) / DAY_MS, text }];
  });
}

/** Removes the partition of a day with all its readings, where there is one. @param day days since 1970 */
export async function dropPartition(database: Database, day: number): Promise<void> {
  const name = nameOf(day);
  const statements = [
    `set local lock_timeout = '${LONGEST_WAIT_FOR_LOCK}'`,
    `drop table if exists ${name}`,
  ];
  await database.transaction([
    ...statements.map((each) => ({ sql: each, parameters: [] })),
    { sql: 'delete from last_runs where day = $1::text::date', parameters: [dayText(day)] },
  ]);
}

function nameOf(day: number): string {
  return `reading_runs_${dayText(day).replaceAll('-', '')}`;
}

function dayText(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
