/** How often something may be done. */
export interface RateLimit {
  /** Who does what, `key:3f2a`, `address:192.0.2.1`. No secret: it stands in Redis. */
  readonly subject: string;
  /** So many times. */
  readonly limit: number;
  /** Within so many milliseconds, sliding. */
  readonly windowMs: number;
}

/** Whether it may be done now. */
export interface RateVerdict {
  readonly allowed: boolean;
  /** How many times more, by the limit that leaves the fewest. */
  readonly remaining: number;
  /** Milliseconds until the next may be allowed; 0 when it is. */
  readonly retryAfterMs: number;
}

/** Bounds how often things are done. */
export interface RateLimiter {
  /**
   * Takes a turn under all limits, or under none when one of them has no turn left. Never rejects.
   *
   * @param cost turns taken; 0 asks whether one would be allowed
   */
  take(limits: readonly RateLimit[], cost?: number): Promise<RateVerdict>;
}

/** Turns of a subject: this window of fixed time and the one before. */
export interface Turns {
  readonly window: number;
  readonly now: number;
  readonly before: number;
}

/**
 * Judges by a sliding window: of the window before as much counts as still lies within reach, as if its turns had been
 * spread evenly. Two numbers a subject, whatever the limit.
 */
export function judgeTurns(
  { limit, windowMs }: RateLimit,
  turns: Turns,
  nowMs: number,
  cost: number,
): RateVerdict {
  const part = (nowMs % windowMs) / windowMs;
  const used = turns.before * (1 - part) + turns.now;
  const remaining = Math.max(0, Math.floor(limit - used - cost));
  if (used + Math.max(1, cost) <= limit) return { allowed: true, remaining, retryAfterMs: 0 };
  return { allowed: false, remaining: 0, retryAfterMs: waitFor(limit - Math.max(1, cost)) };

  /** Until no more than `room` are used, when nobody takes another turn. */
  function waitFor(room: number): number {
    const rest = windowMs - (nowMs % windowMs);
    if (room >= turns.now && turns.before > 0) {
      const until = (1 - (room - turns.now) / turns.before) * windowMs;
      return Math.max(1, Math.ceil(until - (nowMs % windowMs)));
    }
    // In the next window these turns are the ones before.
    const share = turns.now === 0 ? 0 : Math.max(0, 1 - Math.max(0, room) / turns.now);
    return Math.max(1, Math.ceil(rest + share * windowMs));
  }
}

/** All limits together: the strictest counts. */
export function strictest(verdicts: readonly RateVerdict[]): RateVerdict {
  return verdicts.reduce(
    (all, one) => ({
      allowed: all.allowed && one.allowed,
      remaining: Math.min(all.remaining, one.remaining),
      retryAfterMs: Math.max(all.retryAfterMs, one.retryAfterMs),
    }),
    { allowed: true, remaining: Number.MAX_SAFE_INTEGER, retryAfterMs: 0 },
  );
}
