import {
  judgeTurns,
  strictest,
  type RateLimit,
  type RateLimiter,
  type RateVerdict,
  type Turns,
} from './rate-limiter.js';

/** Subjects that are remembered: those that came first leave first. */
const MOST_SUBJECTS = 100_000;

/** Limits within one process. */
export class InMemoryRateLimiter implements RateLimiter {
  readonly #turns = new Map<string, Turns>();
  readonly #now: () => number;

  /** @param now milliseconds since 1970 */
  constructor(now: () => number) {
    this.#now = now;
  }

  take(limits: readonly RateLimit[], cost = 1): Promise<RateVerdict> {
    const now = this.#now();
    const turns = limits.map((limit) => this.#turnsOf(limit, now));
    const verdict = strictest(
      limits.map((limit, index) => judgeTurns(limit, turns[index] ?? NO_TURNS, now, cost)),
    );
    if (verdict.allowed && cost > 0)
      for (const [index, { subject }] of limits.entries()) {
        const known = turns[index] ?? NO_TURNS;
        this.#turns.delete(subject);
        this.#turns.set(subject, { ...known, now: known.now + cost });
      }
    for (const subject of this.#turns.keys()) {
      if (this.#turns.size <= MOST_SUBJECTS) break;
      this.#turns.delete(subject);
    }
    return Promise.resolve(verdict);
  }

  #turnsOf({ subject, windowMs }: RateLimit, nowMs: number): Turns {
    const window = Math.floor(nowMs / windowMs);
    const known = this.#turns.get(subject);
    if (known?.window === window) return known;
    return { window, now: 0, before: known?.window === window - 1 ? known.now : 0 };
  }
}

const NO_TURNS: Turns = { window: 0, now: 0, before: 0 };
