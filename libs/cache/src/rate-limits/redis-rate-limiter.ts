import type { RedisConnection } from '../redis-connection.js';
import { Script } from '../script.js';
import {
  judgeTurns,
  strictest,
  type RateLimit,
  type RateLimiter,
  type RateVerdict,
} from './rate-limiter.js';

/*
 * Takes turns of all subjects, or none. Parameters: cost, then limit and window of each key. Time is Redis's own, so
 * that processes agree. A hash a subject: number of its window, turns in it, turns in the one before.
 * Gives 1 or 0 for taken or not, the time, then turns in the window and in the one before, as they were.
 */
const TAKE = new Script(`
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  local cost = tonumber(ARGV[1])
  local taken = 1
  local turns = {}
  for at = 1, #KEYS do
    local limit, span = tonumber(ARGV[2 * at]), tonumber(ARGV[2 * at + 1])
    local window = math.floor(now / span)
    local known = redis.call('HMGET', KEYS[at], 'window', 'now', 'before')
    local here, before = 0, 0
    if known[1] and tonumber(known[1]) == window then
      here, before = tonumber(known[2]), tonumber(known[3])
    elseif known[1] and tonumber(known[1]) == window - 1 then
      before = tonumber(known[2])
    end
    turns[at] = {window, here, before}
    local used = before * (1 - (now % span) / span) + here
    if used + math.max(1, cost) > limit then taken = 0 end
  end
  local answer = {taken, now}
  for at = 1, #KEYS do
    local window, here, before = turns[at][1], turns[at][2], turns[at][3]
    if taken == 1 and cost > 0 then
      redis.call('HSET', KEYS[at], 'window', window, 'now', here + cost, 'before', before)
      redis.call('PEXPIRE', KEYS[at], 2 * tonumber(ARGV[2 * at + 1]))
    end
    answer[#answer + 1] = here
    answer[#answer + 1] = before
  end
  return answer`);

/** Limits over all processes. While Redis is away each process limits by itself: nobody is turned away for that. */
export class RedisRateLimiter implements RateLimiter {
  readonly #redis: RedisConnection;
  readonly #alone: RateLimiter;

  /** @param alone what limits while Redis is away */
  constructor(redis: RedisConnection, alone: RateLimiter) {
    this.#redis = redis;
    this.#alone = alone;
  }

  async take(limits: readonly RateLimit[], cost = 1): Promise<RateVerdict> {
    try {
      return await this.#take(limits, cost);
    } catch {
      return this.#alone.take(limits, cost);
    }
  }

  async #take(limits: readonly RateLimit[], cost: number): Promise<RateVerdict> {
    const keys = limits.map(({ subject }) => this.#redis.keys.rate(subject));
    const parameters = limits.flatMap(({ limit, windowMs }) => [limit, windowMs]);
    const answer = await this.#redis.list(TAKE, keys, [cost, ...parameters]);
    const [taken = 0, now = 0, ...turns] = answer.map(Number);
    const verdicts = limits.map((limit, index) => {
      const window = Math.floor(now / limit.windowMs);
      const here = { window, now: turns[2 * index] ?? 0, before: turns[2 * index + 1] ?? 0 };
      return judgeTurns(limit, here, now, cost);
    });
    return { ...strictest(verdicts), allowed: taken === 1 };
  }
}
