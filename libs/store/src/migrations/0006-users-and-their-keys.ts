import type { Migration } from './migration.js';

/**
 * Registered meters and their sealed keys. `registry_version` has one row: every change of users takes it first, so
 * that changes follow one another, and processes see by its number that something has changed.
 */
export const usersAndTheirKeys: Migration = {
  number: 6,
  name: 'users-and-their-keys',
  statements: [
    `create table registry_version (
      single boolean primary key default true check (single),
      version bigint not null,
      changed_by uuid not null
    )`,
    `insert into registry_version (version, changed_by)
      values (0, '00000000-0000-0000-0000-000000000000')`,

    `create table users (
      id uuid primary key,
      device text not null,
      ip text,
      system_title text,
      serial text,
      label text,
      enabled boolean not null,
      options jsonb not null,
      version bigint not null,
      created_at timestamptz not null default now(),
      check (ip is not null or system_title is not null),
      unique nulls not distinct (device, ip, system_title)
    )`,
    'create index users_version on users (version)',
    'create index users_title on users (device, system_title)',

    `create table user_keys (
      id uuid primary key,
      user_id uuid not null references users (id) on delete cascade,
      name text not null,
      state text not null check (state in ('active', 'next', 'previous')),
      sealed bytea not null,
      valid_from timestamptz not null,
      promoted_at timestamptz,
      retired_at timestamptz,
      check ((state = 'previous') = (retired_at is not null))
    )`,
    // One key of a name is active and one is next; of previous ones there may be several.
    `create unique index user_keys_in_use on user_keys (user_id, name, state)
      where state <> 'previous'`,
    'create index user_keys_user on user_keys (user_id)',
  ],
};
