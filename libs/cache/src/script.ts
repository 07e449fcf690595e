import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';

/** What a script takes beside its keys. */
export type ScriptArgument = string | number | Buffer;

/** A Lua script, known to Redis by its hash: its text goes over the wire only when Redis has forgotten it. */
export class Script {
  readonly #text: string;
  readonly #hash: string;

  constructor(text: string) {
    this.#text = text;
    this.#hash = createHash('sha1').update(text).digest('hex');
  }

  /** Runs it. @returns what it returns, strings as text */
  async run(
    redis: Redis,
    keys: readonly string[],
    parameters: readonly ScriptArgument[],
  ): Promise<unknown> {
    try {
      return await redis.evalsha(this.#hash, keys.length, ...keys, ...parameters);
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
    }
    return redis.eval(this.#text, keys.length, ...keys, ...parameters);
  }
}
