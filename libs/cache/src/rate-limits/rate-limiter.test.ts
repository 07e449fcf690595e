import { freshKeyPrefix, ownService, type OwnService } from '@dlms-telemetry/services';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RecordedRedisEvents, TestRedis } from '../test-redis.js';
import { InMemoryRateLimiter } from './in-memory-rate-limiter.js';
import { judgeTurns, type RateLimiter } from './rate-limiter.js';
import { RedisRateLimiter } from './redis-rate-limiter.js';

/** So long that no window ends within a test. */
const LONG = 1_000_000_000_000;

interface LimiterUnderTest {
  readonly limiter: RateLimiter;
  /** The same limits in another process, or the same limiter. */
  readonly other: RateLimiter;
  close(): Promise<void>;
}

/** What every limiter promises. */
function describeRateLimiter(name: string, create: () => Promise<LimiterUnderTest>): void {
  describe(`${name} keep the contract of rate limits:`, () => {
    let under: LimiterUnderTest;
    beforeEach(async () => {
      under = await create();
    });
    afterEach(() => under.close());

    it('so many turns are allowed, wherever they are taken, and each subject has its own', async () => {
      const limit = { subject: 'key:1', limit: 3, windowMs: LONG };
      const verdicts = [
        await under.limiter.take([limit]),
        await under.other.take([limit]),
        await under.limiter.take([limit]),
        await under.other.take([limit]),
        await under.limiter.take([{ ...limit, subject: 'key:2' }]),
      ];
      expect(verdicts.map(({ allowed }) => allowed)).toEqual([true, true, true, false, true]);
      expect(verdicts.map(({ remaining }) => remaining)).toEqual([2, 1, 0, 0, 2]);
      expect(verdicts[3]?.retryAfterMs).toBeGreaterThan(0);
    });

    it('a turn is taken under all limits, or under none', async () => {
      const key = { subject: 'key:1', limit: 1, windowMs: LONG };
      const address = { subject: 'address:192.0.2.1', limit: 3, windowMs: LONG };
      const allowed = async (...limits: (typeof key)[]) =>
        (await under.limiter.take(limits)).allowed;
      expect([await allowed(key, address), await allowed(key, address)]).toEqual([true, false]);
      expect([await allowed(address), await allowed(address), await allowed(address)]).toEqual([
        ...[true, true, false],
      ]);
    });

    it('to ask takes no turn, and a dear one takes several', async () => {
      const limit = { subject: 'key:1', limit: 4, windowMs: LONG };
      expect((await under.limiter.take([limit], 0)).allowed).toBe(true);
      expect((await under.limiter.take([limit], 3)).remaining).toBe(1);
      expect((await under.limiter.take([limit], 2)).allowed).toBe(false);
      expect((await under.limiter.take([limit], 1)).allowed).toBe(true);
      expect((await under.limiter.take([limit], 0)).allowed).toBe(false);
    });

    it('of many that come at once as many are allowed as may', async () => {
      const limit = { subject: 'key:1', limit: 10, windowMs: LONG };
      const verdicts = await Promise.all(
        Array.from({ length: 40 }, (_, n) =>
          (n % 2 === 0 ? under.limiter : under.other).take([limit]),
        ),
      );
      expect(verdicts.filter(({ allowed }) => allowed)).toHaveLength(10);
    });
  });
}

describeRateLimiter('limits within one process', () => {
  const limiter = new InMemoryRateLimiter(() => LONG + 1);
  return Promise.resolve({ limiter, other: limiter, close: () => Promise.resolve() });
});

describeRateLimiter('limits in Redis', async () => {
  const redis = new TestRedis(await freshKeyPrefix());
  const nobody: RateLimiter = { take: () => Promise.reject(new Error('Redis is there')) };
  return {
    limiter: new RedisRateLimiter(await redis.connect(), nobody),
    other: new RedisRateLimiter(await redis.connect(), nobody),
    close: () => redis.close(),
  };
});

it('turns come back as the window slides, at the time that was told', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 20 }),
      fc.array(fc.nat(3_000), { maxLength: 60 }),
      async (limit, pauses) => {
        let now = 1_000_000;
        const limiter = new InMemoryRateLimiter(() => now);
        const rule = { subject: 'key:1', limit, windowMs: 1_000 };
        for (const pause of pauses) {
          const { allowed, retryAfterMs } = await limiter.take([rule]);
          if (!allowed) {
            const told = now + retryAfterMs;
            now = told - 2;
            if (retryAfterMs > 2) expect((await limiter.take([rule], 0)).allowed).toBe(false);
            now = told;
            expect((await limiter.take([rule], 0)).allowed).toBe(true);
          }
          now += pause;
        }
      },
    ),
  );
});

it('turns of the window before count by the part of it that lies within reach', () => {
  const limit = { subject: 'a', limit: 10, windowMs: 1_000 };
  const turns = { window: 5, now: 2, before: 10 };
  expect(judgeTurns(limit, turns, 5_100, 1)).toMatchObject({ allowed: false });
  expect(judgeTurns(limit, turns, 5_300, 1)).toEqual({
    ...{ allowed: true, remaining: 0, retryAfterMs: 0 },
  });
});

describe('limits in a Redis that dies', () => {
  let service: OwnService;
  beforeAll(async () => {
    service = await ownService('redis', 'rate-limits');
  });
  afterAll(() => service.kill());

  it('hold within each process meanwhile, and over all again when it is back', async () => {
    const events = new RecordedRedisEvents();
    const redis = new TestRedis(service);
    const limiter = new RedisRateLimiter(
      await redis.connect(events),
      new InMemoryRateLimiter(() => LONG + 1),
    );
    const limit = { subject: 'key:1', limit: 1, windowMs: LONG };
    const allowed = async (): Promise<boolean> => (await limiter.take([limit])).allowed;
    expect([await allowed(), await allowed()]).toEqual([true, false]);
    await service.kill();
    await events.until('disconnected', 1);
    expect([await allowed(), await allowed()]).toEqual([true, false]);
    await service.start();
    await events.until('connected', 2);
    expect([await allowed(), await allowed()]).toEqual([true, false]);
    await redis.close();
  });
});
