import type { ApiKeyRole, ApiKeysRepository, AuditRow, StoredApiKey } from '@dlms-telemetry/store';
import { AdminError } from '../errors.js';
import { mintKey } from '../access/api-key.js';

/** What a new key is to be. */
export interface KeyWish {
  readonly label: string;
  readonly role: ApiKeyRole;
  /** Milliseconds since 1970; undefined: it does not expire. */
  readonly expiresAt?: number | undefined;
  /** Addresses and ranges it may come from; empty: any. */
  readonly allowedAddresses: readonly string[];
}

/** A key as it may be shown: without the key, and without its hash. */
export interface ListedApiKey {
  readonly id: string;
  readonly label: string;
  readonly role: ApiKeyRole;
  readonly allowedAddresses: readonly string[];
  /** Times in ISO 8601. */
  readonly createdAt: string;
  /** Id of the key by which it was made; undefined: on the command line. */
  readonly createdBy?: string;
  readonly expiresAt?: string;
  readonly revokedAt?: string;
  /** To the minute. */
  readonly lastUsedAt?: string;
  readonly lastUsedFrom?: string;
}

/** Who makes or revokes a key: for the audit log. */
export type KeyNote = (object: string, detail: AuditRow['detail']) => AuditRow;

/** What administrators do with keys of the API: make, list and revoke them. */
export class ApiKeysDesk {
  readonly #apiKeys: ApiKeysRepository;
  readonly #now: () => number;

  /** @param now milliseconds since 1970 */
  constructor(apiKeys: ApiKeysRepository, now: () => number) {
    this.#apiKeys = apiKeys;
    this.#now = now;
  }

  /**
   * Makes a key.
   *
   * @param createdBy id of the key by which it is made; null on the command line
   * @returns with the key itself, which is not kept
   */
  async create(
    { label, role, expiresAt, allowedAddresses }: KeyWish,
    createdBy: string | null,
    note: KeyNote,
  ): Promise<ListedApiKey & { readonly key: string }> {
    const { key, id, hash } = mintKey();
    const expiry = expiresAt === undefined ? null : new Date(expiresAt);
    const row = { id, label, role, hash, allowedAddresses, createdBy, expiresAt: expiry };
    const facts = { label, role, allowedAddresses, expiresAt: expiry?.toISOString() ?? null };
    await this.#apiKeys.add(row, note(id, facts));
    return { ...listed({ ...row, ...NEVER_USED, createdAt: new Date(this.#now()) }), key };
  }

  /** All keys, the oldest first. */
  async list(): Promise<readonly ListedApiKey[]> {
    return (await this.#apiKeys.list()).map(listed);
  }

  /**
   * Makes a key void, from the next request on.
   *
   * @returns the key; one that was void already as it was
   * @throws {AdminError} `access.unknown-key`
   */
  async revoke(id: string, note: KeyNote): Promise<ListedApiKey> {
    const key = await this.#apiKeys.find(id);
    if (key === undefined) throw new AdminError('access.unknown-key', 'no key has this id');
    await this.#apiKeys.revoke(id, this.#now(), note(id, { label: key.label }));
    return listed((await this.#apiKeys.find(id)) ?? key);
  }
}

const NEVER_USED = { revokedAt: null, lastUsedAt: null, lastUsedFrom: null };

function listed(key: StoredApiKey): ListedApiKey {
  const { id, label, role, allowedAddresses, createdAt } = key;
  const { createdBy, expiresAt, revokedAt, lastUsedAt, lastUsedFrom } = key;
  return {
    ...{ id, label, role, allowedAddresses, createdAt: createdAt.toISOString() },
    ...(createdBy !== null && { createdBy }),
    ...(expiresAt !== null && { expiresAt: expiresAt.toISOString() }),
    ...(revokedAt !== null && { revokedAt: revokedAt.toISOString() }),
    ...(lastUsedAt !== null && { lastUsedAt: lastUsedAt.toISOString() }),
    ...(lastUsedFrom !== null && { lastUsedFrom }),
  };
}
