import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Database, Statement } from '../database.js';
import type { KeyState } from './users.js';
import { insertAudit, type AuditRow } from './audit.repository.js';
import { afterPlace, whereSelected, type UsersPlace, type UsersSelection } from './users-pages.js';
import {
  deleteUsers,
  hex,
  insertKeys,
  insertUsers,
  made,
  promoteNext,
  retire,
  updateUsers,
} from './users-statements.js';

/** A user to be stored. */
export interface UserRow {
  /** UUID. */
  readonly id: string;
  /** Section of the receptor. */
  readonly device: string;
  readonly ip: string | null;
  /** Hex, in upper case. */
  readonly systemTitle: string | null;
  readonly serial: string | null;
  readonly label: string | null;
  readonly enabled: boolean;
  /** All other options that are not secret. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** A key of a user to be stored. */
export interface UserKeyRow {
  /** UUID. */
  readonly id: string;
  readonly userId: string;
  /** The option's name, `BlockCipherKey`. */
  readonly name: string;
  readonly state: 'active' | 'next';
  readonly sealed: Uint8Array;
}

/** A stored key. */
export interface StoredKeyRow extends Omit<UserKeyRow, 'state'> {
  readonly state: KeyState;
  readonly validFrom: Date;
  readonly promotedAt: Date | null;
  /** When another took its place; of previous keys only. */
  readonly retiredAt: Date | null;
}

/** A stored user with its keys. */
export interface StoredUserRow extends UserRow {
  /** Of the registry when it was last changed. */
  readonly version: number;
  readonly keys: readonly StoredKeyRow[];
}

/** A change of several users at once: it is made whole or not at all. */
export interface UsersChange {
  readonly added: readonly UserRow[];
  /** Known by their ids. */
  readonly updated: readonly UserRow[];
  readonly addedKeys: readonly UserKeyRow[];
  /** Ids of active keys that become previous ones. */
  readonly retiredKeys: readonly string[];
  /** Ids of next keys that take the place of the active ones. */
  readonly promotedKeys: readonly string[];
  /** Ids of next keys that are taken back. */
  readonly removedKeys: readonly string[];
  /** Ids of users that are deleted, with all their keys. */
  readonly removed?: readonly string[];
}

/** A user that is there no more. */
export type DeletedUserRow = Pick<UserRow, 'id' | 'device' | 'ip' | 'systemTitle'>;

/** Users of a page, and where the next one begins; undefined after the last. */
export interface UsersPage {
  readonly users: readonly StoredUserRow[];
  readonly next: UsersPlace | undefined;
}

/** Where a key is sealed anew. */
export interface Resealed {
  readonly keyId: string;
  readonly from: Uint8Array;
  readonly to: Uint8Array;
}

/** Sealed keys of a page, in the order of their ids. */
export type SealedKey = Pick<StoredKeyRow, 'id' | 'userId' | 'name' | 'sealed'>;

const PAGE = 2_000;

/**
 * The tables `users`, `user_keys` and `registry_version`: registered meters and their sealed keys.
 *
 * Every change begins by taking the one row of `registry_version`, and all that follows in its transaction acts only
 * if that succeeded: changes come one after the other, on a database with many sessions too.
 */
export class UsersRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The number of the last change; rises with each. */
  async version(): Promise<number> {
    const row = await this.#database.kysely
      .selectFrom('registry_version')
      .select('version')
      .executeTakeFirstOrThrow();
    return Number(row.version);
  }

  /** Users with their keys that were changed after `version`, those changed first before others. */
  async changedAfter(version: number): Promise<StoredUserRow[]> {
    const found: StoredUserRow[] = [];
    for (let after = { version, id: LAST_ID }; ;) {
      const { version: from, id } = after;
      const { rows } = await sql<UserColumns>`
        select id, device, ip, system_title, serial, label, enabled, options, version from users
        where (version, id) > (${from}::bigint, ${id}::uuid) order by version, id limit ${PAGE}
      `.execute(this.#database.kysely);
      found.push(...(await this.#withKeys(rows)));
      const last = rows.at(-1);
      if (rows.length < PAGE || last === undefined) return found;
      after = { version: Number(last.version), id: last.id };
    }
  }

  /** Users that were deleted after `version`. */
  async deletedAfter(version: number): Promise<DeletedUserRow[]> {
    const { rows } = await sql<DeletedUserRow>`
      select id, device, ip, system_title as "systemTitle" from deleted_users
      where version > ${version}::bigint order by version, id`.execute(this.#database.kysely);
    return rows;
  }

  /** One user of a device. @param id UUID */
  async find(device: string, id: string): Promise<StoredUserRow | undefined> {
    const { rows } = await sql<UserColumns>`
      select id, device, ip, system_title, serial, label, enabled, options, version from users
      where device = ${device} and id = ${id}::uuid`.execute(this.#database.kysely);
    return (await this.#withKeys(rows))[0];
  }

  /** Users of a device page by page, in the order in which they were registered. */
  async page(
    device: string,
    selection: UsersSelection,
    after: UsersPlace | undefined,
    limit: number,
  ): Promise<UsersPage> {
    const { rows } = await sql<UserColumns & { place: string }>`
      select id, device, ip, system_title, serial, label, enabled, options, version,
        created_at::text as place
      from users where ${whereSelected(device, selection)} and ${afterPlace(after)}
      order by created_at, id limit ${limit + 1}`.execute(this.#database.kysely);
    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown.at(-1) : undefined;
    return {
      users: await this.#withKeys(shown),
      next: last === undefined ? undefined : { createdAt: last.place, id: last.id },
    };
  }

  /** How many users of a device agree with a selection. */
  async count(device: string, selection: UsersSelection): Promise<number> {
    const { rows } = await sql<{ total: number | string }>`
      select count(*) as total from users where ${whereSelected(device, selection)}`.execute(
      this.#database.kysely,
    );
    return Number(rows[0]?.total ?? 0);
  }

  /** All users of a device with their keys, in the order in which they were registered. */
  async ofDevice(device: string): Promise<StoredUserRow[]> {
    const { rows } = await sql<UserColumns>`
      select id, device, ip, system_title, serial, label, enabled, options, version from users
      where device = ${device} order by created_at, id`.execute(this.#database.kysely);
    return await this.#withKeys(rows);
  }

  /** Users of a device that have one of these addresses or one of these titles. */
  async related(
    device: string,
    ips: readonly string[],
    systemTitles: readonly string[],
  ): Promise<StoredUserRow[]> {
    const { rows } = await sql<UserColumns>`
      select id, device, ip, system_title, serial, label, enabled, options, version from users
      where device = ${device} and (
        ip = any(${ips}::text[]) or system_title = any(${systemTitles}::text[])
      ) order by created_at, id`.execute(this.#database.kysely);
    return await this.#withKeys(rows);
  }

  /** Users of any device with a serial, in the order in which they were registered. */
  async withSerial(serial: string): Promise<Pick<UserRow, 'device' | 'ip' | 'systemTitle'>[]> {
    const rows = await this.#database.kysely
      .selectFrom('users')
      .select(['device', 'ip', 'system_title as systemTitle'])
      .where('serial', '=', serial)
      .orderBy('created_at')
      .orderBy('id')
      .execute();
    return rows;
  }

  /**
   * Makes a change that was worked out from the registry as it was at `version`.
   *
   * @param at milliseconds since 1970, from when on added keys are valid and retired ones are not
   * @param audit what the audit log says of it; added with it or not at all
   * @returns false, and nothing is changed, if somebody else has changed something since
   */
  async change(
    change: UsersChange,
    version: number,
    at: number,
    audit?: AuditRow,
  ): Promise<boolean> {
    const { added, updated, addedKeys, retiredKeys, promotedKeys, removedKeys } = change;
    const { removed = [] } = change;
    const token = randomUUID();
    const touched = [...updated.map(({ id }) => id), ...addedKeys.map(({ userId }) => userId)];
    const [taken] = await this.#transaction([
      sql`update registry_version set version = version + 1, changed_by = ${token}::uuid
        where version = ${version}::bigint`,
      ...(added.length > 0 ? [insertUsers(added, token)] : []),
      ...(updated.length > 0 ? [updateUsers(updated, token)] : []),
      sql`update users set version = registry_version.version from registry_version
        where changed_by = ${token}::uuid and (
          id = any(${touched}::uuid[])
          or id in (select user_id from user_keys where id = any(${[
            ...retiredKeys,
            ...promotedKeys,
            ...removedKeys,
          ]}::uuid[]))
        )`,
      retire(sql`id = any(${retiredKeys}::uuid[]) and state = 'active'`, token, at),
      sql`delete from user_keys where id = any(${removedKeys}::uuid[]) and state = 'next'
        and ${made(token)}`,
      promoteNext(sql`id = any(${promotedKeys}::uuid[])`, token, at),
      ...(addedKeys.length > 0 ? [insertKeys(addedKeys, token, at)] : []),
      ...(removed.length > 0 ? deleteUsers(removed, token, at) : []),
      ...(audit === undefined ? [] : [insertAudit(audit, made(token))]),
    ]);
    return (taken?.affectedRows ?? 0) > 0;
  }

  /**
   * Puts a user's next keys into use; those they follow become previous ones. If another process did so before,
   * nothing is changed.
   *
   * @param at milliseconds since 1970
   * @returns whether it was this call that did
   */
  async promote(userId: string, at: number): Promise<boolean> {
    const token = randomUUID();
    const next = sql`select name from user_keys where user_id = ${userId}::uuid and state = 'next'`;
    const results = await this.#transaction([
      // Whoever waits here for another sees in the next statement what that one has changed.
      sql`select from registry_version for update`,
      sql`update registry_version set version = version + 1, changed_by = ${token}::uuid
        where exists (${next})`,
      sql`update users set version = registry_version.version from registry_version
        where users.id = ${userId}::uuid and changed_by = ${token}::uuid`,
      retire(sql`user_id = ${userId}::uuid and state = 'active' and name in (${next})`, token, at),
      promoteNext(sql`user_id = ${userId}::uuid`, token, at),
    ]);
    return (results.at(-1)?.affectedRows ?? 0) > 0;
  }

  /** Whether there is any sealed key. */
  async anyKey(): Promise<boolean> {
    const { rows } = await sql`select from user_keys limit 1`.execute(this.#database.kysely);
    return rows.length > 0;
  }

  /** Keys whose sealed value does not begin with `prefix`, in the order of their ids, from the one after `after` on. */
  async sealedOtherwise(
    prefix: Uint8Array,
    limit: number,
    after: string = NO_ID,
  ): Promise<SealedKey[]> {
    const { rows } = await sql<{ id: string; user_id: string; name: string; sealed: Uint8Array }>`
      select id, user_id, name, sealed from user_keys
      where id > ${after}::uuid
        and substring(sealed from 1 for ${prefix.length}::integer) <> ${prefix}::bytea
      order by id limit ${limit}`.execute(this.#database.kysely);
    return rows.map(({ user_id: userId, ...row }) => ({ ...row, userId }));
  }

  /** Replaces sealed values that are still what they were when read. @returns how many were */
  async reseal(values: readonly Resealed[]): Promise<number> {
    if (values.length === 0) return 0;
    const { numAffectedRows } = await sql`
      update user_keys set sealed = decode(moved.after, 'hex')
      from unnest(
        ${values.map(({ keyId }) => keyId)}::uuid[],
        ${values.map(({ from }) => hex(from))}::text[],
        ${values.map(({ to }) => hex(to))}::text[]
      ) as moved (id, before, after)
      where user_keys.id = moved.id and sealed = decode(moved.before, 'hex')`.execute(
      this.#database.kysely,
    );
    return Number(numAffectedRows ?? 0);
  }

  /** Forgets previous keys that went out of use before `retiredBefore` (milliseconds since 1970). @returns how many */
  async forgetPrevious(retiredBefore: number): Promise<number> {
    const { numAffectedRows } = await sql`
      delete from user_keys where state = 'previous'
        and retired_at < to_timestamp(${retiredBefore / 1_000}::double precision)`.execute(
      this.#database.kysely,
    );
    return Number(numAffectedRows ?? 0);
  }

  async #withKeys(users: readonly UserColumns[]): Promise<StoredUserRow[]> {
    if (users.length === 0) return [];
    const { rows } = await sql<KeyColumns>`
      select id, user_id, name, state, sealed, valid_from, promoted_at, retired_at from user_keys
      where user_id = any(${users.map(({ id }) => id)}::uuid[]) order by name, state, retired_at desc, id
    `.execute(this.#database.kysely);
    const byUser = new Map<string, StoredKeyRow[]>();
    for (const row of rows) {
      const keys = byUser.get(row.user_id);
      if (keys === undefined) byUser.set(row.user_id, [keyOf(row)]);
      else keys.push(keyOf(row));
    }
    return users.map(({ id, device, ip, system_title: systemTitle, version, ...user }) => ({
      ...{ id, device, ip, systemTitle },
      ...{ serial: user.serial, label: user.label, enabled: user.enabled, options: user.options },
      version: Number(version),
      keys: byUser.get(id) ?? [],
    }));
  }

  #transaction(statements: readonly ReturnType<typeof sql>[]) {
    const compiled: Statement[] = statements.map((one) => one.compile(this.#database.kysely));
    return this.#database.transaction(compiled);
  }
}

const NO_ID = '00000000-0000-0000-0000-000000000000';
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

interface UserColumns extends Omit<UserRow, 'systemTitle'> {
  readonly system_title: string | null;
  readonly version: number | string;
}

interface KeyColumns {
  readonly id: string;
  readonly user_id: string;
  readonly name: string;
  readonly state: KeyState;
  readonly sealed: Uint8Array;
  readonly valid_from: Date;
  readonly promoted_at: Date | null;
  readonly retired_at: Date | null;
}

function keyOf(row: KeyColumns): StoredKeyRow {
  return {
    id: row.id,
    userId: row.user_id,
    name: row.name,
    state: row.state,
    sealed: row.sealed,
    validFrom: row.valid_from,
    promotedAt: row.promoted_at,
    retiredAt: row.retired_at,
  };
}
