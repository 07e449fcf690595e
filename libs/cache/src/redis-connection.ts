import { Redis } from 'ioredis';
import { CacheError } from './errors.js';
import { redisKeys, type RedisKeys } from './keys.js';
import type { Script, ScriptArgument } from './script.js';

/** Where Redis is, and whose keys are meant. */
export interface RedisOptions {
  /** `redis://user:password@host:port/database`, or `rediss://`. */
  readonly url: string;
  /** In front of every key. */
  readonly serviceId: string;
  /** Shown in `CLIENT LIST`. */
  readonly name: string;
  /** A command without an answer for longer is given up, milliseconds. Default 500. */
  readonly answerLimitMs?: number;
}

/** What the connection reports. */
export interface RedisEvents {
  /** Redis is there. */
  connected(): void;
  /** Redis has gone, or an attempt to reach it has failed; told once until it is back. */
  disconnected(event: { readonly error: unknown }): void;
}

const ANSWER_LIMIT_MS = 500;
const CONNECT_LIMIT_MS = 5_000;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;

/**
 * A connection that comes back by itself. While it is away calls fail at once instead of waiting: whoever calls has
 * another way.
 */
export class RedisConnection {
  readonly keys: RedisKeys;
  readonly #redis: Redis;
  readonly #events: RedisEvents;
  readonly #ready = new Set<() => void>();
  readonly #listeners = new Map<string, Set<(message: string) => void>>();
  #subscriber: Redis | undefined;
  #isUp: boolean | undefined;
  #closing = false;

  constructor(options: RedisOptions, events: RedisEvents) {
    this.keys = redisKeys(options.serviceId);
    this.#events = events;
    this.#redis = clientOf(options);
    this.#redis.on('error', (error: unknown) => {
      this.#down(error);
    });
    this.#redis.on('close', () => {
      this.#down(new CacheError('cache.away', 'the connection to Redis has ended'));
    });
    this.#redis.on('ready', () => {
      this.#isUp = true;
      events.connected();
      for (const listener of this.#ready) listener();
    });
  }

  /** Whether it is there at the moment. */
  get connected(): boolean {
    return this.#redis.status === 'ready';
  }

  /** Resolves after the first attempt, successful or not: attempts go on until `close`. */
  async start(): Promise<void> {
    try {
      await this.#redis.connect();
    } catch {
      // 'error' has told it.
    }
  }

  /** Ends it; what waits for an answer fails. */
  close(): Promise<void> {
    this.#closing = true;
    this.#redis.disconnect();
    this.#subscriber?.disconnect();
    return Promise.resolve();
  }

  /** Told each time Redis has come: a fresh one may have forgotten everything. @returns what ends it */
  onReady(listener: () => void): () => void {
    this.#ready.add(listener);
    return () => this.#ready.delete(listener);
  }

  /**
   * Does something on the connection.
   *
   * @throws {CacheError} `cache.away`, `cache.unanswered` or `cache.refused`
   */
  async do<T>(command: (redis: Redis) => Promise<T>): Promise<T> {
    if (!this.connected) throw new CacheError('cache.away', 'there is no connection to Redis');
    try {
      return await command(this.#redis);
    } catch (error) {
      throw cacheErrorOf(error);
    }
  }

  /** Runs a script. Throws as `do`. */
  run(
    script: Script,
    keys: readonly string[],
    parameters: readonly ScriptArgument[],
  ): Promise<unknown> {
    return this.do((redis) => script.run(redis, keys, parameters));
  }

  /** As `run`, of a script that gives a list. */
  async list(
    script: Script,
    keys: readonly string[],
    parameters: readonly ScriptArgument[],
  ): Promise<readonly unknown[]> {
    const answer = await this.run(script, keys, parameters);
    if (Array.isArray(answer)) return answer as readonly unknown[];
    throw new CacheError('cache.refused', 'a script gave something else than a list');
  }

  /** A request that Redis answers: whether it can be worked with. Throws as `do`. */
  async ping(): Promise<void> {
    await this.do((redis) => redis.ping());
  }

  /**
   * Takes the messages of a channel, on a connection that is only for that; made when it is first asked for, and kept.
   * Messages are hints: those sent while the connection was away are lost. `back` is called when it has come (again).
   *
   * @returns what ends it
   */
  subscribe(channel: string, listener: (message: string) => void, back: () => void): () => void {
    const subscriber = (this.#subscriber ??= this.#newSubscriber());
    const listeners = this.#listeners.get(channel) ?? new Set();
    this.#listeners.set(channel, listeners.add(listener));
    const ask = (): void => {
      subscriber.subscribe(channel).then(back, () => undefined); // the next connection asks again
    };
    subscriber.on('ready', ask);
    if (subscriber.status === 'ready') ask();
    return () => {
      subscriber.off('ready', ask);
      listeners.delete(listener);
    };
  }

  #newSubscriber(): Redis {
    const subscriber = this.#redis.duplicate({ autoResubscribe: false, commandTimeout: undefined });
    subscriber.on('error', () => undefined); // the other connection tells it
    subscriber.on('message', (channel: string, message: string) => {
      for (const listener of this.#listeners.get(channel) ?? []) listener(message);
    });
    if (!this.#closing) subscriber.connect().catch(() => undefined);
    return subscriber;
  }

  #down(error: unknown): void {
    if (this.#isUp === false || this.#closing) return;
    this.#isUp = false;
    this.#events.disconnected({ error });
  }
}

function clientOf({ url, name, answerLimitMs = ANSWER_LIMIT_MS }: RedisOptions): Redis {
  return new Redis(url, {
    connectionName: name,
    lazyConnect: true,
    connectTimeout: CONNECT_LIMIT_MS,
    commandTimeout: answerLimitMs,
    enableOfflineQueue: false,
    // A command whose connection broke may have been done: sent again, it would count twice.
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt) => Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * attempt),
  });
}

function cacheErrorOf(error: unknown): CacheError {
  if (error instanceof CacheError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  // Redis's own answers have this name; all else is the connection.
  const isAnswer = error instanceof Error && error.name === 'ReplyError';
  return isAnswer
    ? new CacheError('cache.refused', `Redis refused a command: ${reason}`, error)
    : new CacheError('cache.unanswered', `Redis does not answer: ${reason}`, error);
}
