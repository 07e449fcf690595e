import { optionNames, userOptions, UsersError, type UserProblem } from '@dlms-telemetry/options';
import type { StoredUserRow } from '@dlms-telemetry/store';
import { KeyRingError } from '../sealing/errors.js';
import type { KeyEncryption } from '../sealing/key-encryption.js';
import { canonicalAddress } from './user-shape.js';

/**
 * A stored user in the API's shape, keys and all, with some of its fields replaced; null takes a field away. It is to be
 * checked like any other, and never to be shown.
 *
 * @throws {UsersError} where a field is unknown, or is one by which the user is known
 */
export async function patchedUser(
  row: StoredUserRow,
  fields: Readonly<Record<string, unknown>>,
  encryption: KeyEncryption,
): Promise<Record<string, unknown>> {
  const user = await wholeUser(row, encryption);
  const byLowerCase = new Map(optionNames(userOptions).map((name) => [name.toLowerCase(), name]));
  const problems: UserProblem[] = [];
  for (const [given, value] of Object.entries(fields)) {
    const name = byLowerCase.get(given.toLowerCase()) ?? given;
    if (IDENTITY.has(name) && !isSame(user[name], value))
      problems.push({
        index: 0,
        field: name,
        message: 'cannot be changed, a user is known by it: add another user, and delete this one',
      });
    else if (value === null) Reflect.deleteProperty(user, name);
    else user[name] = value;
  }
  if (problems.length > 0) throw new UsersError(problems);
  return user;
}

const IDENTITY = new Set(['Ip', 'SystemTitle']);

function isSame(known: unknown, given: unknown): boolean {
  if (typeof known !== 'string' || typeof given !== 'string') return known === (given ?? undefined);
  return known === given.toUpperCase() || known === spelled(given);
}

function spelled(address: string): string {
  try {
    return canonicalAddress(address);
  } catch {
    return address; // no address: whoever checks the user says so
  }
}

async function wholeUser(
  { id: userId, keys, ...row }: StoredUserRow,
  encryption: KeyEncryption,
): Promise<Record<string, unknown>> {
  const secrets: Record<string, string> = {};
  for (const { name, state, sealed } of keys) {
    if (state === 'previous') continue;
    try {
      const value = await encryption.open({ userId, name }, sealed);
      secrets[state === 'next' ? `Next${name}` : name] = value;
    } catch (error) {
      // It stays as it is, until another is given.
      if (!(error instanceof KeyRingError)) throw error;
    }
  }
  return {
    ...row.options,
    ...secrets,
    ...(row.ip !== null && { Ip: row.ip }),
    ...(row.systemTitle !== null && { SystemTitle: row.systemTitle }),
    ...(row.serial !== null && { Serial: row.serial }),
    ...(row.label !== null && { Label: row.label }),
    Enabled: row.enabled,
  };
}
