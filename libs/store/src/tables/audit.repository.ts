import { sql, type RawBuilder } from 'kysely';
import type { Database } from '../database.js';
import { storableText } from '../storable-text.js';
import type { AuditOutcome } from './audit.js';

/** What somebody did, or wanted to do. Never a key or another secret. */
export interface AuditRow {
  /** Id of the API key; null where nobody was known, or for the command line. */
  readonly keyId: string | null;
  readonly keyLabel: string | null;
  /** `users.add` */
  readonly action: string;
  /** To what: a device, an API key. */
  readonly object: string | null;
  /** Where it came from; null for the command line. */
  readonly address: string | null;
  readonly outcome: AuditOutcome;
  /** Why not, where it was not done: a stable code. */
  readonly code: string | null;
  /** What has changed, by names of fields. */
  readonly detail: Readonly<Record<string, unknown>>;
}

/** The same as it was stored. */
export interface StoredAuditRow extends AuditRow {
  readonly id: number;
  readonly at: Date;
}

/** Which rows are wanted: those that agree with all that is given. */
export interface AuditSelection {
  readonly keyId?: string | undefined;
  readonly action?: string | undefined;
  readonly object?: string | undefined;
  readonly outcome?: AuditOutcome | undefined;
  /** Milliseconds since 1970. */
  readonly from?: number | undefined;
  /** Milliseconds since 1970, exclusive. */
  readonly until?: number | undefined;
  /** Only rows older than this one. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/** The table `audit`: rows are added and read, nothing else; a trigger of the database refuses the rest. */
export class AuditRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Adds a row; on disk when it resolves. */
  async add(row: AuditRow): Promise<void> {
    await insertAudit(row).execute(this.#database.kysely);
  }

  /** Rows, the newest first. */
  async list(selection: AuditSelection): Promise<StoredAuditRow[]> {
    const { keyId, action, object, outcome, from, until, before, limit } = selection;
    let query = this.#database.kysely.selectFrom('audit').selectAll();
    if (keyId !== undefined) query = query.where('key_id', '=', keyId);
    if (action !== undefined) query = query.where('action', '=', action);
    if (object !== undefined) query = query.where('object', '=', object);
    if (outcome !== undefined) query = query.where('outcome', '=', outcome);
    if (from !== undefined) query = query.where('at', '>=', new Date(from));
    if (until !== undefined) query = query.where('at', '<', new Date(until));
    if (before !== undefined) query = query.where('id', '<', before);
    const rows = await query.orderBy('id', 'desc').limit(limit).execute();
    return rows.map(({ id, key_id: keyIdOf, key_label: keyLabel, ...row }) => ({
      ...row,
      id: Number(id),
      keyId: keyIdOf,
      keyLabel,
    }));
  }
}

/** The statement that adds a row. @param condition adds it only where this holds */
export function insertAudit(
  { keyId, keyLabel, action, object, address, outcome, code, detail }: AuditRow,
  condition: RawBuilder<unknown> = sql`true`,
): RawBuilder<unknown> {
  const text = (value: string | null) => (value === null ? null : storableText(value));
  return sql`
    insert into audit (key_id, key_label, action, object, address, outcome, code, detail)
    select ${keyId}::text, ${text(keyLabel)}::text, ${action}::text, ${text(object)}::text,
      ${address}::text, ${outcome}::text, ${code}::text,
      ${JSON.stringify(detail).replaceAll('\\u0000', '\\ufffd')}::jsonb
    where ${condition}`;
}
