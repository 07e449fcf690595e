import type { ColumnType } from 'kysely';

/** A registered meter (FEATURES 4). What is secret of it stands in `user_keys`. */
export interface UsersTable {
  /** UUID. */
  readonly id: string;
  /** Section of the receptor. */
  readonly device: string;
  readonly ip: string | null;
  /** Hex, in upper case. */
  readonly system_title: string | null;
  readonly serial: string | null;
  readonly label: string | null;
  readonly enabled: boolean;
  /** All other options that are not secret, by their names. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Of the registry when the user or one of its keys was last changed; some drivers give a bigint as text. */
  readonly version: number | string;
  readonly created_at: ColumnType<Date, never, never>;
}

/** How a key stands to its user: in use, to be tried when the one in use fails, or used before. */
export type KeyState = 'active' | 'next' | 'previous';

/** A key, password or private key of a user. */
export interface UserKeysTable {
  /** UUID. */
  readonly id: string;
  readonly user_id: string;
  /** The option's name, `BlockCipherKey`. */
  readonly name: string;
  readonly state: KeyState;
  /** As the key encryption gave it. */
  readonly sealed: Uint8Array;
  readonly valid_from: Date;
  readonly promoted_at: Date | null;
  readonly retired_at: Date | null;
}

/** One row: the number of the last change of users or keys, and who made it. */
export interface RegistryVersionTable {
  readonly single: boolean;
  readonly version: number | string;
  /** UUID of the change. */
  readonly changed_by: string;
}
