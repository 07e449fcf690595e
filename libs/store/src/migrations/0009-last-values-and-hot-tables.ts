import type { Migration } from './migration.js';

/**
 * For each layout of a meter the run with the latest date, and the view `last_values` on it, a row for each measure;
 * autovacuum that follows the tables whose rows come and go.
 */
export const lastValuesAndHotTables: Migration = {
  number: 9,
  name: 'last-values-and-hot-tables',
  statements: [
    // Room in each page for its rows' next versions: no index then hears of a change.
    `create table last_runs (
      layout uuid primary key,
      date timestamptz not null,
      day date not null,
      key uuid not null,
      place integer not null
    ) with (
      fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0
    )`,
    // A meter's clock may run ahead: nothing was measured after it was received.
    `insert into last_runs
      select distinct on (layout)
        layout, least(date, received_at), day, key, place
      from reading_runs
      order by layout, least(date, received_at) desc, key, place`,

    `create view last_values as
      select distinct on (layout.receptor, layout.serial, reading.measure, reading.obis)
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
        reading.routing_key,
        coalesce(run.own_id, run.key::text || reading.id_end) as id,
        coalesce(run.frame_id, run.key) as frame_id
      from last_runs last
      join reading_layouts layout on layout.layout = last.layout
      join reading_runs run
        on run.day = last.day and run.key = last.key and run.place = last.place
        and run.layout = last.layout
      cross join lateral unnest(
        layout.id_ends, layout.measures, layout.units, layout.directions, layout.obis,
        layout.routing_keys, run.numbers, run.raws
      ) as reading (id_end, measure, unit, direction, obis, routing_key, value, raw)
      order by layout.receptor, layout.serial, reading.measure, reading.obis,
        last.date desc, run.received_at desc`,

    // Their rows live seconds to minutes. Waiting for a fifth of a large table to die would let it grow for good.
    `alter table backlog set (
      autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 500,
      autovacuum_vacuum_cost_delay = 0, toast.autovacuum_vacuum_scale_factor = 0.01,
      toast.autovacuum_vacuum_threshold = 2000, toast.autovacuum_vacuum_cost_delay = 0
    )`,
    `alter table queue set (
      autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 5000,
      autovacuum_vacuum_cost_delay = 0, toast.autovacuum_vacuum_scale_factor = 0.01,
      toast.autovacuum_vacuum_threshold = 20000, toast.autovacuum_vacuum_cost_delay = 0
    )`,
    // Rows only come, until the old ones leave together; the index by ranges of pages is fed by the vacuum.
    `alter table replay_counters set (
      autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_vacuum_scale_factor = 0.05
    )`,
  ],
};
