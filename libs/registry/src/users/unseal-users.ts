import type { StoredUserRow } from '@dlms-telemetry/store';
import { KeyRingError } from '../sealing/errors.js';
import type { KeyEncryption } from '../sealing/key-encryption.js';
import { breath } from './breath.js';
import type { StoredKey, StoredUser } from './stored-user.js';

/** A user of which a key does not open. */
export interface UnreadableUser {
  readonly userId: string;
  readonly device: string;
  readonly error: KeyRingError;
}

/** Users as they were read, those with a key that does not open apart. */
export interface UnsealedUsers {
  readonly users: readonly StoredUser[];
  readonly unreadable: readonly UnreadableUser[];
}

/** Opens the keys of stored users. Rejects only with what is no `KeyRingError`: a vault that is away. */
export async function unsealUsers(
  rows: readonly StoredUserRow[],
  encryption: KeyEncryption,
): Promise<UnsealedUsers> {
  const users: StoredUser[] = [];
  const unreadable: UnreadableUser[] = [];
  for (const [index, row] of rows.entries()) {
    await breath(index);
    try {
      users.push(userOf(row, await unsealKeys(row, encryption)));
    } catch (error) {
      if (!(error instanceof KeyRingError)) throw error;
      unreadable.push({ userId: row.id, device: row.device, error });
    }
  }
  return { users, unreadable };
}

async function unsealKeys(
  { id: userId, keys }: StoredUserRow,
  encryption: KeyEncryption,
): Promise<StoredKey[]> {
  const opened: StoredKey[] = [];
  for (const { name, state, sealed, validFrom, retiredAt } of keys) {
    const value = encryption.open({ userId, name }, sealed);
    opened.push({
      name,
      state,
      // Without a wait where there is none: there may be many keys.
      value: typeof value === 'string' ? value : await value,
      validFrom: validFrom.getTime(),
      retiredAt: retiredAt?.getTime(),
    });
  }
  return opened;
}

function userOf(row: StoredUserRow, keys: readonly StoredKey[]): StoredUser {
  const { id, device, ip, systemTitle, serial, label, enabled } = row;
  return {
    id,
    device,
    ip: ip ?? undefined,
    systemTitle: systemTitle ?? undefined,
    enabled,
    options: {
      ...row.options,
      ...(ip !== null && { Ip: ip }),
      ...(systemTitle !== null && { SystemTitle: systemTitle }),
      ...(serial !== null && { Serial: serial }),
      ...(label !== null && { Label: label }),
      Enabled: enabled,
    },
    keys,
  };
}
