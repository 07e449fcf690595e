import type { Migration } from './migration.js';

/** Up to where the invocation counters of our own answers are given out, for each key. */
export const ownCounters: Migration = {
  number: 11,
  name: 'own-counters',
  statements: [
    `create table own_counters (
      scope uuid primary key,
      next bigint not null check (next between 0 and 4294967296)
    )`,
  ],
};
