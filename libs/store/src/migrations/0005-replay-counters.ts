import type { Migration } from './migration.js';

/** Invocation counters that were accepted, and the frame that brought each. */
export const replayCounters: Migration = {
  number: 5,
  name: 'replay-counters',
  statements: [
    `create table replay_counters (
      scope uuid not null,
      counter bigint not null,
      frame_id uuid not null,
      received_at timestamptz not null,
      primary key (scope, counter)
    )`,
    // Rows come in the order of time: ranges of pages find the old ones, at next to no cost for each row written.
    'create index replay_counters_received_at on replay_counters using brin (received_at)',
  ],
};
