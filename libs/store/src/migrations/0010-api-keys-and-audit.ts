import type { Migration } from './migration.js';

/**
 * Keys of the API, users that were deleted (so that processes which knew them hear of it), and the record of who
 * changed what, which takes no change of its own.
 */
export const apiKeysAndAudit: Migration = {
  number: 10,
  name: 'api-keys-and-audit',
  statements: [
    `create table api_keys (
      id text primary key,
      label text not null,
      role text not null check (role in ('viewer', 'operator', 'configurator', 'administrator')),
      hash bytea not null,
      allowed_addresses text[] not null,
      created_at timestamptz not null default now(),
      created_by text,
      expires_at timestamptz,
      revoked_at timestamptz,
      last_used_at timestamptz,
      last_used_from text
    )`,

    `create table deleted_users (
      id uuid primary key,
      device text not null,
      ip text,
      system_title text,
      version bigint not null,
      deleted_at timestamptz not null
    )`,
    'create index deleted_users_version on deleted_users (version)',

    `create table audit (
      id bigint generated always as identity primary key,
      at timestamptz not null default now(),
      key_id text,
      key_label text,
      action text not null,
      object text,
      address text,
      outcome text not null check (outcome in ('done', 'refused', 'failed')),
      code text,
      detail jsonb not null
    )`,
    'create index audit_at on audit (at)',
    `create function audit_only_grows() returns trigger language plpgsql as $$
      begin raise exception 'the audit log only grows'; end $$`,
    `create trigger audit_only_grows before update or delete or truncate on audit
      for each statement execute function audit_only_grows()`,
    // Users in the order in which they were registered, page by page.
    'create index users_registered on users (device, created_at, id)',
  ],
};
