import { secretUserOptions, type UserOptions } from '@dlms-telemetry/options';
import type { StoredUserRow } from '@dlms-telemetry/store';
import { partsOf, type UserParts } from './user-shape.js';

/** A user as it may be shown: in the API's shape without what is secret, and of its keys what may be known. */
export type ListedUser = Readonly<Record<string, unknown>> & {
  /** Whether it stands in the configuration file or in the store. */
  readonly source: 'file' | 'store';
  readonly keys: readonly ListedKey[];
};

/** That there is a key, never the key. */
export interface ListedKey {
  readonly name: string;
  readonly state: 'active' | 'next' | 'previous';
  /** ISO 8601; of users of the store. */
  readonly validFrom?: string;
  readonly retiredAt?: string;
}

/** A user of the configuration file. */
export function listedOfFile(user: UserOptions): ListedUser {
  const { row, active, next } = partsOf(user);
  const keys: ListedKey[] = [
    ...[...active.keys()].map((name) => ({ name, state: 'active' }) as const),
    ...[...next.keys()].map((name) => ({ name, state: 'next' }) as const),
  ];
  return { source: 'file', ...shown(row), keys };
}

/** A user of the store. */
export function listedOfStore({ keys, ...row }: StoredUserRow): ListedUser {
  return {
    source: 'store',
    id: row.id,
    ...shown(row),
    keys: keys.map(({ name, state, validFrom, retiredAt }) => ({
      name,
      state,
      validFrom: validFrom.toISOString(),
      ...(retiredAt !== null && { retiredAt: retiredAt.toISOString() }),
    })),
  };
}

function shown({ ip, systemTitle, serial, label, enabled, options }: UserParts['row']) {
  const hidden = new Set<string>(secretUserOptions);
  return {
    ...(ip !== null && { Ip: ip }),
    ...(systemTitle !== null && { SystemTitle: systemTitle }),
    ...(serial !== null && { Serial: serial }),
    ...(label !== null && { Label: label }),
    Enabled: enabled,
    ...Object.fromEntries(Object.entries(options).filter(([name]) => !hidden.has(name))),
  };
}
