import { userOptions, type ReceptorOptions, type UserOptions } from '@dlms-telemetry/options';
import { candidateOf } from './candidate.js';
import type { KeySet } from './user-candidates.js';
import type { StoredKey, StoredUser } from './users/stored-user.js';

/** The keys of a user of the file: those in use, and with `Next...` those that follow. */
export function keySetsOfFile(section: ReceptorOptions, user: UserOptions): KeySet[] {
  const active: KeySet = {
    state: 'active',
    until: Infinity,
    make: () => candidateOf(section, user),
  };
  const { NextBlockCipherKey: block, NextAuthenticationKey: authentication } = user;
  if (block === undefined && authentication === undefined) return [active];
  const changed = {
    ...user,
    BlockCipherKey: block ?? user.BlockCipherKey,
    AuthenticationKey: authentication ?? user.AuthenticationKey,
  };
  const make = () => candidateOf(section, changed, { keyState: 'next' });
  return [active, { state: 'next', until: Infinity, make }];
}

/** The keys of a user of the store: those in use, those that follow, and those before, as they were together. */
export function keySetsOfStored(section: ReceptorOptions, user: StoredUser): KeySet[] {
  const { id: userId, keys } = user;
  const set = (state: KeySet['state'], until: number, values: readonly StoredKey[]): KeySet => ({
    state,
    until,
    make: () => candidateOf(section, optionsOf(user, values), { keyState: state, userId }),
  });
  const active = keys.filter(({ state }) => state === 'active');
  const next = keys.filter(({ state }) => state === 'next');
  const retirements = new Set(keys.flatMap(({ retiredAt }) => retiredAt ?? []));
  return [
    set('active', Infinity, active),
    ...(next.length > 0 ? [set('next', Infinity, [...active, ...next])] : []),
    ...[...retirements]
      .sort((a, b) => a - b)
      .map((until) => set('previous', until, validBefore(until, keys))),
  ];
}

/** Of each name the key that was in use just before a moment. */
function validBefore(moment: number, keys: readonly StoredKey[]): StoredKey[] {
  const byName = new Map<string, StoredKey>();
  for (const key of keys) {
    const { name, state, validFrom, retiredAt = Infinity } = key;
    if (state === 'next' || validFrom >= moment || retiredAt < moment) continue;
    const other = byName.get(name);
    if (other === undefined || retiredAt < (other.retiredAt ?? Infinity)) byName.set(name, key);
  }
  return [...byName.values()];
}

/** A later value of a name goes before an earlier one. */
function optionsOf({ options }: StoredUser, keys: readonly StoredKey[]): UserOptions {
  const secrets = Object.fromEntries(keys.map(({ name, value }) => [name, value]));
  return userOptions.parse({ ...options, ...secrets });
}
