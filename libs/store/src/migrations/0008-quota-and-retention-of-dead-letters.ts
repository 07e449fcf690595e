import type { Migration } from './migration.js';

/** What is kept of octets from anybody is counted by source and day, and goes first when room is needed. */
export const quotaAndRetentionOfDeadLetters: Migration = {
  number: 8,
  name: 'quota-and-retention-of-dead-letters',
  statements: [
    'alter table dead_letters add column known_meter boolean not null default false',
    // What got past the link and the check of its source is taken for a meter's: nobody had judged it yet.
    `update dead_letters set known_meter = true where layer not in ('link', 'source')`,
    `create index dead_letters_from_anybody on dead_letters (received_at)
      where not known_meter and layer in ('link', 'source')`,
  ],
};
