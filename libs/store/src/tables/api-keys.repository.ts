import { sql } from 'kysely';
import type { Database } from '../database.js';
import { storableText } from '../storable-text.js';
import type { ApiKeyRole } from './api-keys.js';
import { insertAudit, type AuditRow } from './audit.repository.js';

/** A key of the API to be stored. */
export interface ApiKeyRow {
  /** The part of the key by which it is looked up. */
  readonly id: string;
  readonly label: string;
  readonly role: ApiKeyRole;
  /** SHA-256 of the whole key. */
  readonly hash: Uint8Array;
  /** Addresses and ranges it may come from; empty: any. */
  readonly allowedAddresses: readonly string[];
  /** Id of the key by which it was made; null for the command line. */
  readonly createdBy: string | null;
  readonly expiresAt: Date | null;
}

/** The same as it was stored. */
export interface StoredApiKey extends ApiKeyRow {
  readonly createdAt: Date;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly lastUsedFrom: string | null;
}

/** The table `api_keys`. Each change is on disk when it resolves, together with its row of the audit log. */
export class ApiKeysRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Adds a key. */
  async add(key: ApiKeyRow, audit: AuditRow): Promise<void> {
    const { id, label, role, hash, allowedAddresses, createdBy, expiresAt } = key;
    await this.#transaction([
      sql`
        insert into api_keys
          (id, label, role, hash, allowed_addresses, created_by, expires_at)
        values (${id}, ${storableText(label)}, ${role}, ${hash}, ${allowedAddresses}::text[],
          ${createdBy}, ${expiresAt})`,
      insertAudit(audit),
    ]);
  }

  /** The key with this id. */
  async find(id: string): Promise<StoredApiKey | undefined> {
    const { rows } = await sql<StoredApiKey>`
      select ${COLUMNS} from api_keys where id = ${id}`.execute(this.#database.kysely);
    return rows[0];
  }

  /** All keys, the oldest first. */
  async list(): Promise<StoredApiKey[]> {
    const { rows } = await sql<StoredApiKey>`
      select ${COLUMNS} from api_keys order by created_at, id`.execute(this.#database.kysely);
    return rows;
  }

  /**
   * Makes a key void; one that is void already stays as it is.
   *
   * @param at milliseconds since 1970
   * @returns whether it was this call that did
   */
  async revoke(id: string, at: number, audit: AuditRow): Promise<boolean> {
    const moment = new Date(at);
    const [result] = await this.#transaction([
      sql`update api_keys set revoked_at = ${moment} where id = ${id} and revoked_at is null`,
      insertAudit(
        audit,
        sql`exists (select from api_keys where id = ${id} and revoked_at = ${moment})`,
      ),
    ]);
    return (result?.affectedRows ?? 0) > 0;
  }

  /** Notes that a key was used. @param at milliseconds since 1970 */
  async used(id: string, at: number, from: string): Promise<void> {
    const moment = new Date(at);
    await sql`
      update api_keys set last_used_at = ${moment}, last_used_from = ${from}
      where id = ${id} and (last_used_at is null or last_used_at < ${moment})`.execute(
      this.#database.kysely,
    );
  }

  #transaction(statements: readonly ReturnType<typeof sql>[]) {
    return this.#database.transaction(statements.map((one) => one.compile(this.#database.kysely)));
  }
}

const COLUMNS = sql.raw(`id, label, role, hash, allowed_addresses as "allowedAddresses",
  created_by as "createdBy", expires_at as "expiresAt", created_at as "createdAt",
  revoked_at as "revokedAt", last_used_at as "lastUsedAt", last_used_from as "lastUsedFrom"`);
