import { randomUUID } from 'node:crypto';
import { RedisConnection, RedisCounterWindows } from '@dlms-telemetry/cache';
import { freshKeyPrefix, freshSchema, ownService, type OwnService } from '@dlms-telemetry/services';
import { openPostgresStore } from '@dlms-telemetry/store';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { describeGuard } from './guard-contract.js';
import type { SharedCounterWindows } from './ports.js';
import { WindowReplayGuard } from './replay-guard.js';
import { frame, judge, SCOPE, TestGuards } from './test-guards.js';

const SECOND = 1_000;
/** A database that is asked for first starts. */
const START_MS = 60_000;

/** Makes connections of one service; what they lose and find again can be waited for. */
class Connections {
  readonly #url: string;
  readonly #serviceId: string = randomUUID();
  readonly #open: RedisConnection[] = [];
  readonly lost = vi.fn();

  constructor(url: string) {
    this.#url = url;
  }

  async connect(): Promise<RedisConnection> {
    const redis = new RedisConnection(
      { url: this.#url, serviceId: this.#serviceId, name: 'test' },
      { connected: () => undefined, disconnected: this.lost },
    );
    this.#open.push(redis);
    await redis.start();
    return redis;
  }

  /** Resolves when Redis is gone for all of them. */
  async gone(): Promise<void> {
    await vi.waitFor(() => {
      expect(this.#open.some(({ connected }) => connected)).toBe(false);
    });
  }

  /** Resolves when Redis is there for all of them. */
  async back(): Promise<void> {
    await vi.waitFor(() => {
      expect(this.#open.every(({ connected }) => connected)).toBe(true);
    }, START_MS);
  }

  async close(): Promise<void> {
    await Promise.all(this.#open.splice(0).map((redis) => redis.close()));
  }
}

/** Every test has names of its own. */
const connections: Connections[] = [];

describe('a guard that judges with others', () => {
  let url: string;
  let redis: RedisConnection;
  beforeAll(async () => {
    ({ url } = await freshKeyPrefix());
  });
  beforeEach(async () => {
    const own = new Connections(url);
    connections.push(own);
    redis = await own.connect();
  });
  afterEach(async () => {
    await Promise.all(connections.splice(0).map((own) => own.close()));
  });

  describeGuard('by windows in Redis', () => new TestGuards(windowsOfItsOwn(redis)));

  it('has a counter only if no other has it, whichever judges it first', async () => {
    const windows = new RedisCounterWindows(redis);
    const guards = new TestGuards(windows);
    const [one, other] = [guards.guard(), guards.guard()];
    const counters = Array.from({ length: 64 }, (_, n) => n);
    const [here, there] = await Promise.all([
      judge(one, ...counters.map((counter) => frame(counter, 2 * counter))),
      judge(other, ...counters.map((counter) => frame(counter, 2 * counter + 1))),
    ]);
    for (const counter of counters)
      expect([here.charAt(counter), there.charAt(counter)].sort().join('')).toBe('ar');
    expect(await judge(other, frame(50, 100))).toBe(await judge(one, frame(50, 100)));
  });

  it('forgets nothing that was stored when Redis is emptied', async () => {
    const guards = new TestGuards(new RedisCounterWindows(redis));
    const [one, other] = [guards.guard(), guards.guard()];
    expect(await judge(one, frame(7), frame(8))).toBe('aa');
    await guards.clock.pass(SECOND);
    expect(await judge(one, frame(9))).toBe('a');
    await redis.do((client) => client.flushall());
    // It has not stored 9 yet: it does before it makes a window anew.
    expect(await judge(one, frame(9, 90), frame(8, 91), frame(9), frame(10))).toBe('rraa');
    expect(await judge(other, frame(10, 92), frame(7, 93))).toBe('rr');
    expect(guards.store.size).toBeGreaterThanOrEqual(3);
  });

  it('names the largest counter accepted in what it refuses', async () => {
    const guard = new TestGuards(new RedisCounterWindows(redis)).guard();
    expect(await judge(guard, frame(7), frame(9), frame(7, 10))).toBe('aar');
    expect(guard.newestOf(SCOPE)).toBe(9);
  });
});

/** Windows for one set of guards: the scopes of its frames are nobody else's. */
function windowsOfItsOwn(redis: RedisConnection): SharedCounterWindows {
  const windows = new RedisCounterWindows(redis);
  const names = new Map<string, string>();
  const named = <T extends { readonly scope: string }>(all: readonly T[]): T[] =>
    all.map((each) => {
      const name = names.get(each.scope) ?? randomUUID().replaceAll('-', '');
      names.set(each.scope, name);
      return { ...each, scope: name };
    });
  return {
    judge: (counters) => windows.judge(named(counters)),
    add: (known) => windows.add(named(known)),
  };
}

describe('guards whose Redis dies', () => {
  let service: OwnService;
  let own: Connections;
  beforeAll(async () => {
    service = await ownService('redis', 'shared-windows');
  });
  beforeEach(async () => {
    await service.start();
    own = new Connections(service.url);
  });
  afterEach(() => own.close());
  afterAll(() => service.kill());

  async function die(): Promise<void> {
    await service.kill();
    await own.gone();
  }

  async function comeBack(guards: TestGuards): Promise<void> {
    await service.start();
    await own.back();
    await guards.clock.pass(SECOND);
  }

  it('judge by the store meanwhile, refuse nothing for it, and let one of them have a counter', async () => {
    const guards = new TestGuards();
    const join = async () => guards.guard({}, new RedisCounterWindows(await own.connect()));
    const [one, other] = [await join(), await join()];
    expect(await judge(one, frame(1), frame(2))).toBe('aa');
    await guards.clock.pass(SECOND);
    await die();
    expect(await judge(other, frame(3), frame(2, 20), frame(2))).toBe('ara');
    expect(guards.events.windowsAway).toHaveBeenCalledOnce();
    const [here, there] = await Promise.all([
      judge(one, frame(4, 40), frame(5, 50)),
      judge(other, frame(4, 41), frame(5, 50)),
    ]);
    expect([here.charAt(0), there.charAt(0)].sort()).toEqual(['a', 'r']);
    expect([here.charAt(1), there.charAt(1)]).toEqual(['a', 'a']);

    await comeBack(guards);
    expect(await judge(one, frame(5, 51), frame(6))).toBe('ra');
    expect(await judge(other, frame(6, 60), frame(3, 30), frame(3))).toBe('rra');
  });

  it('judge nothing while the store is away too, and all of it when one of the two is back', async () => {
    const guards = new TestGuards();
    const guard = guards.guard({}, new RedisCounterWindows(await own.connect()));
    expect(await judge(guard, frame(1))).toBe('a');
    await die();
    guards.store.isAway = true;
    await expect(guard.judge([frame(2)])).rejects.toThrow('away');
    await comeBack(guards);
    await expect(guard.judge([frame(2)])).rejects.toThrow('away');
    guards.store.isAway = false;
    expect(await judge(guard, frame(2), frame(1, 10))).toBe('ar');
  });

  it('tell Redis what they have judged without it, and keep what it knows', async () => {
    const guards = new TestGuards();
    const redis = await own.connect();
    const guard = guards.guard({}, new RedisCounterWindows(redis));
    expect(await judge(guard, frame(1))).toBe('a');
    await guards.clock.pass(SECOND);
    // This process alone has lost it.
    await redis.close();
    await own.gone();
    expect(await judge(guard, frame(2))).toBe('a');
    await guards.clock.pass(SECOND);
    await redis.start();
    expect(await judge(guard, frame(2, 20), frame(3))).toBe('ra');
    expect(guards.events.windowsBack).toHaveBeenCalledWith({ windows: 1 });
  });
});

describe('guards on Redis and Postgres', () => {
  let schema: Awaited<ReturnType<typeof freshSchema>>;
  beforeAll(async () => {
    schema = await freshSchema();
  }, START_MS);
  afterAll(() => schema.drop());

  it(
    'ReplayProtection: Strict: of two decoders that race, with Redis there or not, one has the counter',
    { timeout: START_MS },
    async () => {
      const store = await openPostgresStore({ url: schema.url });
      const service = await ownService('redis', 'shared-windows');
      await service.start();
      const own = new Connections(service.url);
      const { clock, events } = new TestGuards();
      const join = async (): Promise<WindowReplayGuard> => {
        const shared = new RedisCounterWindows(await own.connect());
        return new WindowReplayGuard(
          { store: store.counters, shared, clock, events },
          { receptors: new Map([['strict', 'Strict']]) },
        );
      };
      const decoders = [await join(), await join(), await join()];
      const race = async (counter: number): Promise<string> => {
        const outcomes = await Promise.all(
          decoders.map((guard, index) =>
            judge(guard, frame(counter, 10 * counter + index, { receptor: 'strict' })),
          ),
        );
        return outcomes.sort().join('');
      };
      for (let counter = 1; counter <= 10; counter++) expect(await race(counter)).toBe('arr');
      await service.kill();
      await own.gone();
      for (let counter = 11; counter <= 20; counter++) expect(await race(counter)).toBe('arr');
      expect(await judge(decoders[0] ?? (await join()), frame(5, 999))).toBe('r');
      await own.close();
      await store.close();
    },
  );
});
