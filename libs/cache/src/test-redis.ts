import { randomUUID } from 'node:crypto';
import { RedisConnection, type RedisEvents } from './redis-connection.js';
import type { CacheClock } from './clock.js';

/** A clock whose timers go off when the test says so. */
export class TestClock implements CacheClock {
  time = Date.UTC(2026, 0, 1);
  readonly #timers = new Map<() => void, number>();

  now(): number {
    return this.time;
  }

  setTimer(ms: number, callback: () => void): () => void {
    this.#timers.set(callback, this.time + ms);
    return () => this.#timers.delete(callback);
  }

  /** Goes on, and sets off what is due. */
  pass(ms: number): void {
    this.time += ms;
    for (const [callback, at] of [...this.#timers])
      if (at <= this.time) {
        this.#timers.delete(callback);
        callback();
      }
  }
}

/** What connections have reported; a test may wait for it. */
export class RecordedRedisEvents implements RedisEvents {
  readonly names: string[] = [];
  #waiting: (() => void)[] = [];

  connected(): void {
    this.#record('connected');
  }

  disconnected(): void {
    this.#record('disconnected');
  }

  /** Resolves when it was told so often. */
  async until(name: keyof RedisEvents, times: number): Promise<void> {
    while (this.names.filter((each) => each === name).length < times)
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #record(name: string): void {
    this.names.push(name);
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

/** Makes connections that belong together, on the shared Redis unless a URL is given. */
export class TestRedis {
  readonly serviceId: string;
  readonly #url: string;
  readonly #open: RedisConnection[] = [];

  /** On the Redis there, under a name that nobody else has. */
  constructor({ url }: { readonly url: string }) {
    this.#url = url;
    this.serviceId = randomUUID();
  }

  /** A connection as one process has it. */
  async connect(events: RedisEvents = new RecordedRedisEvents()): Promise<RedisConnection> {
    const redis = new RedisConnection(
      { url: this.#url, serviceId: this.serviceId, name: 'test' },
      events,
    );
    this.#open.push(redis);
    await redis.start();
    return redis;
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    await Promise.all(this.#open.splice(0).map((redis) => redis.close()));
  }
}
