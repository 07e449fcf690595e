import { randomUUID } from 'node:crypto';
import type { StoredUserRow, UserKeyRow, UsersChange } from '@dlms-telemetry/store';
import type { KeyEncryption } from '../sealing/key-encryption.js';
import { KeyRingError } from '../sealing/errors.js';
import { breath } from './breath.js';
import { pairOf, type UserParts } from './user-shape.js';

/** What becomes of a user: which of its fields change, by their names alone. */
export interface ChangedUser {
  /** UUID. */
  readonly id: string;
  readonly ip: string | null;
  readonly systemTitle: string | null;
  readonly change: 'added' | 'updated' | 'unchanged' | 'deleted';
  readonly fields: readonly string[];
}

/** What an import changes, and what is to be said of it. */
export interface ImportPlan {
  readonly change: UsersChange;
  readonly added: number;
  readonly updated: number;
  readonly unchanged: number;
  /** What becomes of each user, in the order of the list. */
  readonly users: readonly ChangedUser[];
  /** Places in the list of users that lose a key of their own, with its name. */
  readonly keysGivenUp: readonly { readonly index: number; readonly name: string }[];
}

/** The same while it is written. */
interface Draft {
  readonly added: UsersChange['added'][number][];
  readonly updated: UsersChange['updated'][number][];
  readonly addedKeys: UserKeyRow[];
  readonly retiredKeys: string[];
  readonly promotedKeys: string[];
  readonly removedKeys: string[];
}

/** A stored key with its value; without one where it does not open. */
interface KnownKey {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly value: string | undefined;
}

/**
 * Works out what changes when users are imported: a user is known by its address and title together; one that is there
 * becomes as the import has it, and its former keys stay for frames that were received before.
 *
 * @param known users of the device, at least those with the pairs of the import
 */
export async function planImport(
  device: string,
  users: readonly UserParts[],
  known: readonly StoredUserRow[],
  encryption: KeyEncryption,
): Promise<ImportPlan> {
  const byPair = new Map(known.map((row) => [pairOf(row), row]));
  const draft: Draft = {
    added: [],
    updated: [],
    addedKeys: [],
    retiredKeys: [],
    promotedKeys: [],
    removedKeys: [],
  };
  const keysGivenUp: { index: number; name: string }[] = [];
  const changed: ChangedUser[] = [];
  for (const [index, user] of users.entries()) {
    const former = byPair.get(pairOf(user.row));
    const id = former?.id ?? randomUUID();
    const row = { ...user.row, id, device };
    if (former === undefined) draft.added.push(row);
    const fields = changedFields(former, row);
    if (former !== undefined && fields.length > 0) draft.updated.push(row);
    const keys = former === undefined ? [] : await open(former, encryption);
    const names = new Set([...user.active.keys(), ...user.next.keys(), ...keys.map((k) => k.name)]);
    for (const name of names) {
      const ofName = keys.filter((key) => key.name === name);
      const before = sizeOf(draft);
      if (await planKey(id, name, user, ofName, encryption, draft))
        keysGivenUp.push({ index, name });
      if (sizeOf(draft) > before) fields.push(name);
    }
    const { ip, systemTitle } = row;
    const known = fields.length > 0 ? 'updated' : 'unchanged';
    const change = former === undefined ? 'added' : known;
    changed.push({ id, ip, systemTitle, change, fields });
    await breath(index);
  }
  const count = (wanted: ChangedUser['change']): number =>
    changed.filter(({ change }) => change === wanted).length;
  return {
    change: draft,
    added: count('added'),
    updated: count('updated'),
    unchanged: count('unchanged'),
    users: changed,
    keysGivenUp,
  };
}

/** @returns whether the user gives up a key of this name without another in its place */
async function planKey(
  userId: string,
  name: string,
  { active, next }: UserParts,
  known: readonly KnownKey[],
  encryption: KeyEncryption,
  draft: Draft,
): Promise<boolean> {
  const wanted = active.get(name);
  const wantedNext = next.get(name);
  const inUse = known.find(({ state }) => state === 'active');
  const following = known.find(({ state }) => state === 'next');
  const previous = known.filter(({ state }) => state === 'previous');
  // The same list once more, after the meter has changed its key: what has come about is not taken back.
  if (
    wantedNext !== undefined &&
    inUse?.value === wantedNext &&
    (wanted === undefined || previous.some(({ value }) => value === wanted))
  )
    return false;
  const add = async (state: UserKeyRow['state'], value: string): Promise<void> => {
    const sealed = await encryption.seal({ userId, name }, value);
    draft.addedKeys.push({ id: randomUUID(), userId, name, state, sealed });
  };
  let pending = following;
  if (inUse === undefined ? wanted !== undefined : inUse.value !== wanted) {
    if (inUse !== undefined) draft.retiredKeys.push(inUse.id);
    if (wanted !== undefined && following?.value === wanted) {
      draft.promotedKeys.push(following.id);
      pending = undefined;
    } else if (wanted !== undefined) await add('active', wanted);
  }
  const comesNext = wantedNext === wanted ? undefined : wantedNext;
  if (pending?.value !== comesNext || (pending !== undefined && comesNext === undefined)) {
    if (pending !== undefined) draft.removedKeys.push(pending.id);
    if (comesNext !== undefined) await add('next', comesNext);
  }
  return inUse !== undefined && wanted === undefined;
}

/** A key that does not open equals none, so that an import heals it. */
async function open({ id: userId, keys }: StoredUserRow, encryption: KeyEncryption) {
  const opened: KnownKey[] = [];
  for (const { id, name, state, sealed } of keys) {
    let value: string | undefined;
    try {
      value = await encryption.open({ userId, name }, sealed);
    } catch (error) {
      if (!(error instanceof KeyRingError)) throw error;
    }
    opened.push({ id, name, state, value });
  }
  return opened;
}

function sizeOf(draft: Draft): number {
  const { addedKeys, retiredKeys, promotedKeys, removedKeys } = draft;
  return addedKeys.length + retiredKeys.length + promotedKeys.length + removedKeys.length;
}

type Row = UsersChange['added'][number];

/** Fields that are not secret and that differ, by their names in the API; of a new user those that are given. */
function changedFields(known: Row | undefined, row: Row): string[] {
  const before = known === undefined ? {} : fieldsOf(known);
  const after = fieldsOf(row);
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => inOrder(before[name]) !== inOrder(after[name]));
}

function fieldsOf({ serial, label, enabled, options }: Row): Record<string, unknown> {
  return {
    ...options,
    ...(serial !== null && { Serial: serial }),
    ...(label !== null && { Label: label }),
    Enabled: enabled,
  };
}

/** The database gives the names of an object in an order of its own. */
function inOrder(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
