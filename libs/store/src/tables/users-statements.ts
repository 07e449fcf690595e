import { sql } from 'kysely';
import { storableText } from '../storable-text.js';
import type { UserKeyRow, UserRow } from './users.repository.js';

/** Whether the change of this token has begun: its first statement took the version. */
export function made(token: string) {
  return sql`exists (select from registry_version where changed_by = ${token}::uuid)`;
}

function moment(at: number) {
  return sql`to_timestamp(${at / 1_000}::double precision)`;
}

/** Active keys become previous ones. @param at milliseconds since 1970 */
export function retire(which: ReturnType<typeof sql>, token: string, at: number) {
  return sql`update user_keys set state = 'previous', retired_at = ${moment(at)}
    where ${which} and ${made(token)}`;
}

/** Next keys become active ones. @param at milliseconds since 1970 */
export function promoteNext(which: ReturnType<typeof sql>, token: string, at: number) {
  return sql`update user_keys
    set state = 'active', promoted_at = ${moment(at)}, valid_from = ${moment(at)}
    where ${which} and state = 'next' and ${made(token)}`;
}

function unnestUsers(users: readonly UserRow[]) {
  return sql`unnest(
      ${users.map(({ id }) => id)}::uuid[],
      ${users.map(({ device }) => device)}::text[],
      ${users.map(({ ip }) => ip)}::text[],
      ${users.map(({ systemTitle }) => systemTitle)}::text[],
      ${users.map(({ serial }) => storable(serial))}::text[],
      ${users.map(({ label }) => storable(label))}::text[],
      ${users.map(({ enabled }) => enabled)}::boolean[],
      ${users.map(({ options }) => storableJson(options))}::text[]
    ) as given (id, device, ip, system_title, serial, label, enabled, options)`;
}

/** Adds users. */
export function insertUsers(users: readonly UserRow[], token: string) {
  return sql`
    insert into users (id, device, ip, system_title, serial, label, enabled, options, version)
    select given.id, device, ip, system_title, serial, label, enabled, options::jsonb, version
    from ${unnestUsers(users)}, registry_version where changed_by = ${token}::uuid`;
}

/** Replaces what is not secret of users that are there. */
export function updateUsers(users: readonly UserRow[], token: string) {
  return sql`
    update users set serial = given.serial, label = given.label, enabled = given.enabled,
      options = given.options::jsonb
    from ${unnestUsers(users)} where users.id = given.id and ${made(token)}`;
}

/** Deletes users with their keys, and leaves word of it. @param at milliseconds since 1970 */
export function deleteUsers(ids: readonly string[], token: string, at: number) {
  return [
    sql`
      insert into deleted_users (id, device, ip, system_title, version, deleted_at)
      select id, device, ip, system_title, registry_version.version, ${moment(at)}
      from users, registry_version
      where id = any(${ids}::uuid[]) and changed_by = ${token}::uuid`,
    sql`delete from users where id = any(${ids}::uuid[]) and ${made(token)}`,
  ];
}

/** Adds keys. @param at milliseconds since 1970, from when on they are valid */
export function insertKeys(keys: readonly UserKeyRow[], token: string, at: number) {
  return sql`
    insert into user_keys (id, user_id, name, state, sealed, valid_from)
    select id, user_id, name, state, decode(sealed, 'hex'), ${moment(at)}
    from unnest(
      ${keys.map(({ id }) => id)}::uuid[],
      ${keys.map(({ userId }) => userId)}::uuid[],
      ${keys.map(({ name }) => name)}::text[],
      ${keys.map(({ state }) => state)}::text[],
      ${keys.map(({ sealed }) => hex(sealed))}::text[]
    ) as given (id, user_id, name, state, sealed)
    where ${made(token)}`;
}

/** As `decode(..., 'hex')` reads it: arrays of bytea would go as such text anyway. */
export function hex(octets: Uint8Array): string {
  return Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString('hex');
}

function storable(text: string | null): string | null {
  return text === null ? null : storableText(text);
}

/** NUL stands escaped in JSON, and Postgres takes it there no more than elsewhere. */
function storableJson(options: UserRow['options']): string {
  return JSON.stringify(options).replaceAll('\\u0000', '\\ufffd');
}
