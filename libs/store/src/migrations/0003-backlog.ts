import type { Migration } from './migration.js';

/** Envelopes that wait to be replayed, why each is there, and who replays when. */
export const backlog: Migration = {
  number: 3,
  name: 'backlog',
  statements: [
    `create table backlog (
      first_frame_id uuid primary key,
      receptor text not null,
      cause text not null,
      count integer not null,
      gone integer not null default 0,
      octets integer not null,
      received_at timestamptz not null,
      stored_at timestamptz not null default now(),
      envelope bytea not null
    )`,
    // Binary and read once: packing it costs more than it saves.
    'alter table backlog alter column envelope set storage external',
    'create index backlog_order on backlog (receptor, cause, received_at, first_frame_id)',

    `create table backlog_replays (
      receptor text primary key,
      holder text,
      held_until timestamptz,
      ran_at timestamptz
    )`,
  ],
};
