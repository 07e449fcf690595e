import { readFileSync } from 'node:fs';
import { freshKeyPrefix } from '@dlms-telemetry/services';
import { expect, it } from 'vitest';
import { RedisAddresses } from './addresses/redis-addresses.js';
import { RedisCounterWindows } from './counters/redis-counter-windows.js';
import { InMemoryRateLimiter } from './rate-limits/in-memory-rate-limiter.js';
import { RedisRateLimiter } from './rate-limits/redis-rate-limiter.js';
import { TestClock, TestRedis } from './test-redis.js';
import { RedisWaitingFrames } from './waiting-frames/redis-waiting-frames.js';

const DOCUMENT = new URL('../../../docs/redis.md', import.meta.url);

it('every key begins with the service, has an end, and stands in docs/redis.md', async () => {
  const test = new TestRedis(await freshKeyPrefix());
  const redis = await test.connect();
  const scope = 'a'.repeat(32);
  await new RedisAddresses(redis).publish(1, new Map([['north', '']]));
  await new RedisCounterWindows(redis).add([{ scope, seen: [], receivedAt: 0 }]);
  const clock = new TestClock();
  const limiter = new RedisRateLimiter(redis, new InMemoryRateLimiter(() => clock.now()));
  await limiter.take([{ subject: 'key:1', limit: 1, windowMs: 60_000 }]);
  for (const kind of ['live', 'historic'] as const) {
    const waiting = new RedisWaitingFrames(
      {
        ...{ redis, clock },
        depthOf: () => Promise.resolve({ messages: 0, consumers: 0 }),
        events: {
          waitingFramesCorrected: () => undefined,
          waitingFramesEstimated: () => undefined,
          waitingFramesCounted: () => undefined,
        },
      },
      { kind, receptors: ['north'] },
    );
    await waiting.start();
    await waiting.look();
  }

  const prefix = `dlms:{${test.serviceId}}:`;
  const lives = new Map<string, number>();
  await redis.do(async (client) => {
    for await (const keys of client.scanStream({ match: `*${test.serviceId}*` }))
      for (const key of keys as string[]) lives.set(key, await client.pttl(key));
  });
  const document = readFileSync(DOCUMENT, 'utf8');
  const names = [...lives.keys()].map((key) => {
    expect(key.startsWith(prefix)).toBe(true);
    return key.slice(prefix.length).replace(scope, '<scope>').replace('key:1', '<subject>');
  });
  expect(names.sort()).toEqual([
    'addresses',
    'counters:<scope>',
    'rate:<subject>',
    'waiting:historic',
    'waiting:historic:look',
    'waiting:live',
    'waiting:live:look',
  ]);
  for (const name of names) expect(document).toContain(`\`${name}\``);
  expect(document).toContain(`\`${redis.keys.registryHints.slice(prefix.length)}\``);
  for (const life of lives.values()) expect(life).toBeGreaterThan(0);
  await test.close();
});
