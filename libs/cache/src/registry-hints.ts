import type { RedisConnection } from './redis-connection.js';

/** Tells processes at once that the registry has changed. Only hints: whoever misses one looks a second later. */
export class RegistryHints {
  readonly #redis: RedisConnection;

  constructor(redis: RedisConnection) {
    this.#redis = redis;
  }

  /** Never rejects: a hint that cannot be given is none. @param version of the registry */
  async give(version: number): Promise<void> {
    const channel = this.#redis.keys.registryHints;
    await this.#redis.do((redis) => redis.publish(channel, String(version))).catch(() => undefined);
  }

  /** Told of each hint, and when hints can be heard (again): some may have been missed. @returns what ends it */
  onHint(listener: () => void): () => void {
    return this.#redis.subscribe(this.#redis.keys.registryHints, listener, listener);
  }
}
