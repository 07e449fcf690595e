import type { Migration } from './migration.js';

/**
 * A row holds the readings of a frame that share their times; what comes again with every push of a meter stands once,
 * in its layout. The view `readings` gives one row a reading, as the table before it did. What was stored is moved.
 */
export const readingsInRuns: Migration = {
  number: 7,
  name: 'readings-in-runs',
  statements: [
    'alter table readings rename to former_readings',
    'alter index readings_date rename to former_readings_date',

    `create table reading_layouts (
      layout uuid primary key,
      receptor text not null,
      group_name text not null,
      serial text not null,
      serial_source text not null,
      source text not null,
      id_ends text[] not null,
      measures text[] not null,
      units text[] not null,
      directions text[] not null,
      obis text[] not null,
      routing_keys text[] not null
    )`,
    'create index reading_layouts_serial on reading_layouts using hash (serial)',

    `create table reading_runs (
      day date not null,
      place integer not null,
      key uuid not null,
      layout uuid not null,
      date timestamptz,
      received_at timestamptz not null,
      numbers double precision[] not null,
      raws text[],
      quality text,
      frame_id uuid,
      own_id text,
      primary key (day, key, place)
    ) partition by range (day)`,
    'create index reading_runs_date on reading_runs (date)',

    `create view readings as
      select
        run.day,
        coalesce(run.own_id, run.key::text || reading.id_end) as id,
        coalesce(run.frame_id, run.key) as frame_id,
        layout.receptor,
        layout.group_name,
        layout.serial,
        layout.serial_source,
        reading.measure,
        reading.unit,
        reading.direction,
        reading.value,
        run.date,
        reading.raw,
        run.quality,
        run.received_at,
        layout.source,
        reading.obis,
        reading.routing_key
      from reading_runs run
      join reading_layouts layout on layout.layout = run.layout
      cross join lateral unnest(
        layout.id_ends, layout.measures, layout.units, layout.directions, layout.obis,
        layout.routing_keys, run.numbers, run.raws
      ) as reading (id_end, measure, unit, direction, obis, routing_key, value, raw)`,

    `do $$
      declare
        partition_day date;
      begin
        for partition_day in select distinct day from former_readings loop
          execute format(
            'create table %I partition of reading_runs for values from (%L) to (%L)',
            'reading_runs_' || to_char(partition_day, 'YYYYMMDD'), partition_day, partition_day + 1
          );
        end loop;
      end
    $$`,
    // Each reading moves as a run of its own; a repeat of its frame replaces them all.
    `insert into reading_layouts
      select distinct
        md5(moved::text)::uuid, receptor, group_name, serial, serial_source, source,
        array[id_end], array[measure], array[unit], array[direction], array[obis], array[routing_key]
      from (
        select
          receptor, group_name, serial, serial_source, source,
          substr(id, length(frame_id::text) + 1) as id_end,
          measure, unit, direction, obis, routing_key
        from former_readings
      ) moved`,
    `insert into reading_runs
      select
        day, row_number() over (partition by day, frame_id order by id) - 1, frame_id,
        md5(row(
          receptor, group_name, serial, serial_source, source,
          substr(id, length(frame_id::text) + 1),
          measure, unit, direction, obis, routing_key
        )::text)::uuid,
        date, received_at, array[value], case when raw is not null then array[raw] end, quality
      from former_readings`,
    'drop table former_readings',
  ],
};
