import type { ColumnType } from 'kysely';

/** What a key of the API may do; each may what those before it may. */
export type ApiKeyRole = 'viewer' | 'operator' | 'configurator' | 'administrator';

/** Keys of the API. The key itself is not kept, only its hash. */
export interface ApiKeysTable {
  /** The part of the key by which it is looked up; no secret. */
  readonly id: string;
  readonly label: string;
  readonly role: ApiKeyRole;
  readonly hash: Uint8Array;
  /** Addresses and ranges it may come from; empty: any. */
  readonly allowed_addresses: readonly string[];
  readonly created_at: ColumnType<Date, never, never>;
  /** Id of the key by which it was made; null for one made on the command line. */
  readonly created_by: string | null;
  readonly expires_at: Date | null;
  readonly revoked_at: Date | null;
  readonly last_used_at: Date | null;
  readonly last_used_from: string | null;
}
