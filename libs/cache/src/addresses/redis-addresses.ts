import type { RedisConnection } from '../redis-connection.js';
import { Script } from '../script.js';

/** A list that nobody confirms for so long is forgotten: a registry may be put back to an older version. */
export const ADDRESSES_LIFE_MS = 600_000;

/*
 *  hash:  version       of the registry, as whoever published last knows it
 *         announced     the latest version that anybody has told of; its lists may still come
 *         c:<device>    the version with which the device's list became what it is
 *         d:<device>    the list, a text that whoever publishes and whoever reads understand
 */

/*
 * Publishes lists, unless one as new is there: then only those of devices that have none. Parameters: version, then name and list of each device.
 * Gives the version that is there now.
 */
const PUBLISH = new Script(`
  local version = tonumber(redis.call('HGET', KEYS[1], 'version'))
  local own = tonumber(ARGV[1])
  if version and version > own then return version end
  redis.call('PEXPIRE', KEYS[1], ${ADDRESSES_LIFE_MS})
  if version == own then
    for at = 2, #ARGV, 2 do
      if redis.call('HSETNX', KEYS[1], 'd:' .. ARGV[at], ARGV[at + 1]) == 1 then
        redis.call('HSET', KEYS[1], 'c:' .. ARGV[at], own)
      end
    end
    return version
  end
  local named = {version = true, announced = true}
  for at = 2, #ARGV, 2 do
    local list = 'd:' .. ARGV[at]
    named[list], named['c:' .. ARGV[at]] = true, true
    if redis.call('HGET', KEYS[1], list) ~= ARGV[at + 1] then
      redis.call('HSET', KEYS[1], list, ARGV[at + 1], 'c:' .. ARGV[at], own)
    end
  end
  for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
    if not named[field] then redis.call('HDEL', KEYS[1], field) end
  end
  redis.call('HSET', KEYS[1], 'version', own)
  redis.call('PEXPIRE', KEYS[1], ${ADDRESSES_LIFE_MS})
  return own`);

/*
 * Announces a version, and tells who listens. Parameters: version, channel.
 */
const ANNOUNCE = new Script(`
  local known = tonumber(redis.call('HGET', KEYS[1], 'announced') or '-1')
  if known < tonumber(ARGV[1]) then redis.call('HSET', KEYS[1], 'announced', ARGV[1]) end
  redis.call('PEXPIRE', KEYS[1], ${ADDRESSES_LIFE_MS})
  return redis.call('PUBLISH', ARGV[2], ARGV[1])`);

/*
 * Confirms a version, so that its lists live on. Parameter: version. Gives the version that is there, or -1.
 */
const CONFIRM = new Script(`
  local version = redis.call('HGET', KEYS[1], 'version')
  if not version then return -1 end
  if version == ARGV[1] then redis.call('PEXPIRE', KEYS[1], ${ADDRESSES_LIFE_MS}) end
  return tonumber(version)`);

/** What is published, by version. */
export interface AddressVersions {
  /** Of the registry; undefined where nothing is published. */
  readonly version: number | undefined;
  /** For each device asked for the version with which its list changed; undefined where it has none. */
  readonly changed: readonly (number | undefined)[];
}

/**
 * Lists of addresses, one a device, for processes that have no other way to the registry; and its version, for all.
 * What a list says is not this class's matter.
 */
export class RedisAddresses {
  readonly #redis: RedisConnection;

  constructor(redis: RedisConnection) {
    this.#redis = redis;
  }

  /**
   * Publishes all lists of a version. One that is older than what is there changes nothing; the same one adds lists of
   * devices that have none.
   *
   * @returns the version that is there now
   * @throws {CacheError}
   */
  async publish(version: number, lists: ReadonlyMap<string, string>): Promise<number> {
    const parameters = [...lists].flat();
    return Number(
      await this.#redis.run(PUBLISH, [this.#redis.keys.addresses], [version, ...parameters]),
    );
  }

  /**
   * Lets what is published of a version live on.
   *
   * @returns the version that is there, undefined where none is. @throws {CacheError}
   */
  async confirm(version: number): Promise<number | undefined> {
    const there = Number(await this.#redis.run(CONFIRM, [this.#redis.keys.addresses], [version]));
    return there < 0 ? undefined : there;
  }

  /** Tells all processes of a version of the registry, whether its lists are there already or not. @throws {CacheError} */
  async announce(version: number): Promise<void> {
    const { addresses, registryHints } = this.#redis.keys;
    await this.#redis.run(ANNOUNCE, [addresses], [version, registryHints]);
  }

  /** The latest version that anybody has published or announced; undefined where none is. @throws {CacheError} */
  async version(): Promise<number | undefined> {
    const known = (await this.#read(['version', 'announced'])).flatMap(
      (text) => numberOf(text) ?? [],
    );
    return known.length === 0 ? undefined : Math.max(...known);
  }

  /** What is published of these devices. @throws {CacheError} */
  async versions(devices: readonly string[]): Promise<AddressVersions> {
    const fields = ['version', ...devices.map((device) => `c:${device}`)];
    const [version, ...changed] = await this.#read(fields);
    return { version: numberOf(version), changed: changed.map(numberOf) };
  }

  /** The lists of these devices, undefined for one that has none. @throws {CacheError} */
  async lists(devices: readonly string[]): Promise<readonly (string | undefined)[]> {
    if (devices.length === 0) return [];
    const lists = await this.#read(devices.map((device) => `d:${device}`));
    return lists.map((list) => list ?? undefined);
  }

  #read(fields: readonly string[]): Promise<(string | null)[]> {
    return this.#redis.do((redis) => redis.hmget(this.#redis.keys.addresses, ...fields));
  }
}

function numberOf(text: string | null | undefined): number | undefined {
  return text === null || text === undefined ? undefined : Number(text);
}
