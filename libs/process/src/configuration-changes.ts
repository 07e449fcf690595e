import { createHash, randomBytes } from 'node:crypto';
import { Secret, type Configuration, type Receptor } from '@dlms-telemetry/options';

/** What has changed from one configuration to the next. */
export interface ConfigurationChanges {
  /** Names of receptors. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
  /** Names of sections of property maps that were added, removed or changed. */
  readonly maps: readonly string[];
  /** Users of the file that were added or removed; one that has changed counts once. */
  readonly users: number;
}

/** So that the hash of a key tells nothing outside of this process. */
const SALT = randomBytes(16);

/** Compares all that stands in two configurations, keys included. */
export function changesBetween(before: Configuration, after: Configuration): ConfigurationChanges {
  const receptors = compare(byName(before), byName(after));
  const maps = compare(
    before.propertyMaps,
    after.propertyMaps,
    // Sets of steps may stand outside of the sections that name them.
    hashOf(before.transformSets) !== hashOf(after.transformSets),
  );
  return {
    ...receptors,
    maps: [...maps.added, ...maps.removed, ...maps.changed],
    users: usersBetween(before, after),
  };
}

function byName({ receptors }: Configuration): ReadonlyMap<string, Receptor> {
  return new Map(receptors.map((receptor) => [receptor.name, receptor]));
}

function compare(
  before: ReadonlyMap<string, unknown>,
  after: ReadonlyMap<string, unknown>,
  allChanged = false,
): Pick<ConfigurationChanges, 'added' | 'removed' | 'changed'> {
  const kept = [...after.keys()].filter((name) => before.has(name));
  return {
    added: [...after.keys()].filter((name) => !before.has(name)),
    removed: [...before.keys()].filter((name) => !after.has(name)),
    changed: kept.filter(
      (name) => allChanged || hashOf(before.get(name)) !== hashOf(after.get(name)),
    ),
  };
}

function usersBetween(before: Configuration, after: Configuration): number {
  const former = usersOf(before);
  const present = usersOf(after);
  const added = [...present].filter((user) => !former.has(user)).length;
  const removed = [...former].filter((user) => !present.has(user)).length;
  return Math.max(added, removed);
}

function usersOf({ receptors }: Configuration): ReadonlySet<string> {
  return new Set(
    receptors.flatMap(({ name, options }) => options.Users.map((user) => hashOf([name, user]))),
  );
}

function hashOf(value: unknown): string {
  const text = JSON.stringify(plain(value));
  return createHash('sha256').update(SALT).update(text).digest('base64');
}

/** Without secrets and maps, which JSON does not show. */
function plain(value: unknown): unknown {
  if (value instanceof Secret) return { secret: plain(value.reveal()) };
  if (value instanceof Map) return [...value].map(plain);
  if (value instanceof Set) return [...value].map(plain);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (value instanceof RegExp) return String(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value !== 'object' || value === null) return value ?? null;
  return Object.entries(value).map(([name, field]) => [name, plain(field)]);
}
