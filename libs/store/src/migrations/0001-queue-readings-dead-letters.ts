import type { Migration } from './migration.js';

/** The way of a frame: what waits, what it gave, and why it gave nothing. */
export const queueReadingsDeadLetters: Migration = {
  number: 1,
  name: 'queue-readings-dead-letters',
  statements: [
    `create table queue (
      id bigint primary key,
      queue text not null,
      count integer not null,
      headers text not null,
      body bytea not null
    )`,
    // Envelopes are binary and short-lived: packing them costs more than it saves.
    'alter table queue alter column body set storage external',
    'create index queue_order on queue (queue, id)',

    `create table dead_letters (
      frame_id uuid primary key,
      receptor text not null,
      code text not null,
      message text not null,
      layer text not null,
      position integer,
      system_title text,
      remote_address text not null,
      received_at timestamptz not null,
      envelope bytea not null,
      stored_at timestamptz not null default now(),
      resolved_at timestamptz
    )`,
    'create index dead_letters_receptor_code on dead_letters (receptor, code)',
    'create index dead_letters_received_at on dead_letters (received_at)',

    `create table readings (
      day date not null,
      id text not null,
      frame_id uuid not null,
      receptor text not null,
      group_name text not null,
      serial text not null,
      serial_source text not null,
      measure text not null,
      unit text not null,
      direction text not null,
      value double precision,
      date timestamptz,
      raw text,
      quality text,
      received_at timestamptz not null,
      source text not null,
      obis text,
      routing_key text not null,
      primary key (day, id)
    ) partition by range (day)`,
    'create index readings_date on readings (date)',
  ],
};
