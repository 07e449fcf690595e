import { RedisAddresses } from './addresses/redis-addresses.js';
import type { RedisConnection } from './redis-connection.js';

/** Tells processes at once that the registry has changed. Only hints: whoever misses one looks a second later. */
export class RegistryHints {
  readonly #redis: RedisConnection;
  readonly #addresses: RedisAddresses;

  constructor(redis: RedisConnection) {
    this.#redis = redis;
    this.#addresses = new RedisAddresses(redis);
  }

  /** Announces the version too, for who misses the hint. Never rejects. @param version of the registry */
  async give(version: number): Promise<void> {
    await this.#addresses.announce(version).catch(() => undefined);
  }

  /** Told of each hint, and when hints can be heard (again): some may have been missed. @returns what ends it */
  onHint(listener: () => void): () => void {
    return this.#redis.subscribe(this.#redis.keys.registryHints, listener, listener);
  }
}
