import { randomBytes } from 'node:crypto';
import { createReplayWindow, judgeCounter, type ReplayWindow } from '@dlms-telemetry/dlms';
import { freshKeyPrefix } from '@dlms-telemetry/services';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestRedis } from '../test-redis.js';
import {
  RedisCounterWindows,
  type JudgedCounter,
  type KnownCounters,
} from './redis-counter-windows.js';

const RECEIVED = Date.UTC(2026, 0, 1);
const LARGEST = 0xffff_ffff;

let redis: TestRedis;
let windows: RedisCounterWindows;
beforeAll(async () => {
  redis = new TestRedis(await freshKeyPrefix());
  windows = new RedisCounterWindows(await redis.connect());
});
afterAll(() => redis.close());

const freshScope = (): string => randomBytes(16).toString('hex');

function frameId(n: number): string {
  return `01975c9e-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
}

function counterOf(scope: string, counter: number, frame = counter): JudgedCounter {
  return { scope, counter, frameId: frameId(frame), receivedAt: RECEIVED + frame };
}

async function outcomesOf(...counters: readonly JudgedCounter[]): Promise<string[]> {
  return (await windows.judge(counters)).map(({ outcome }) => outcome);
}

const nothing = (scope: string): KnownCounters => ({ scope, seen: [], receivedAt: 0 });

describe('windows of counters in Redis', () => {
  it('judge nothing of a scope that they do not know, and the others all the same', async () => {
    const [known, unknown] = [freshScope(), freshScope()];
    await windows.add([nothing(known)]);
    expect(
      await windows.judge([counterOf(unknown, 7), counterOf(known, 7), counterOf(unknown, 7)]),
    ).toEqual([
      { outcome: 'unknown', newest: null },
      { outcome: 'accepted', newest: 7 },
      { outcome: 'unknown', newest: null },
    ]);
  });

  it('are made of the newest counters that are known, and keep what they have when more becomes known', async () => {
    const scope = freshScope();
    const seen = [
      { counter: LARGEST, frameId: frameId(1) },
      { counter: LARGEST - 63, frameId: frameId(2) },
      { counter: LARGEST - 64, frameId: frameId(3) },
    ];
    await windows.add([{ scope, seen, receivedAt: RECEIVED + 10 }]);
    await windows.add([nothing(scope)]);
    expect(
      await outcomesOf(
        counterOf(scope, LARGEST, 1),
        counterOf(scope, LARGEST, 9),
        counterOf(scope, LARGEST - 63, 9),
        counterOf(scope, LARGEST - 62, 9),
        counterOf(scope, LARGEST - 64, 9),
        counterOf(scope, LARGEST - 64, 11),
      ),
    ).toEqual(['same-frame', 'repeated', 'repeated', 'accepted', 'late', 'too-old']);
  });

  it('say what the window of the protocol says, whatever comes', async () => {
    const counter = fc.oneof(
      fc.nat(70),
      fc.nat(300),
      fc.integer({ min: LARGEST - 80, max: LARGEST }),
    );
    const step = fc.record({ counter, frame: fc.nat(5) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 80 }), async (steps) => {
        const scope = freshScope();
        await windows.add([nothing(scope)]);
        let window: ReplayWindow = createReplayWindow();
        const expected = steps.map(({ counter, frame }) => {
          const verdict = judgeCounter(window, counter, frameId(frame));
          window = verdict.window;
          return { outcome: verdict.outcome, newest: window.newest };
        });
        const came = await windows.judge(
          steps.map(({ counter, frame }) => ({
            ...{ scope, counter, frameId: frameId(frame) },
            // After all of them: none is merely late.
            receivedAt: RECEIVED + expected.length,
          })),
        );
        const latest = came.map(({ outcome, newest }) => ({
          outcome: outcome === 'late' ? 'too-old' : outcome,
          newest,
        }));
        expect(latest).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it('let exactly one of two processes have a counter', async () => {
    const other = new RedisCounterWindows(await redis.connect());
    const scope = freshScope();
    await windows.add([nothing(scope)]);
    const counters = Array.from({ length: 300 }, (_, n) => n);
    const [here, there] = await Promise.all([
      windows.judge(counters.map((counter) => counterOf(scope, counter, 2 * counter))),
      other.judge(counters.map((counter) => counterOf(scope, counter, 2 * counter + 1))),
    ]);
    for (const counter of counters) {
      const both = [here[counter]?.outcome, there[counter]?.outcome];
      expect(both.filter((outcome) => outcome === 'accepted')).toHaveLength(1);
    }
  });

  it('that are added to know what both have known', async () => {
    const known = fc.array(fc.nat(200), { maxLength: 90 });
    await fc.assert(
      fc.asyncProperty(known, known, fc.boolean(), async (here, elsewhere, isFirst) => {
        const scope = freshScope();
        const seenOf = (counters: readonly number[]) =>
          counters.map((counter) => ({ counter, frameId: frameId(counter) }));
        await windows.add([{ scope, seen: isFirst ? seenOf(here) : [], receivedAt: RECEIVED }]);
        if (!isFirst) await windows.judge(here.map((counter) => counterOf(scope, counter)));
        await windows.add([{ scope, seen: seenOf(elsewhere), receivedAt: RECEIVED + 999 }]);
        const both = [...(isFirst ? here : []), ...elsewhere];
        const newest = Math.max(...both, ...here, 0);
        const within = both.filter((counter) => newest - counter < 64);
        const outcomes = await outcomesOf(...within.map((counter) => counterOf(scope, counter)));
        expect(new Set(outcomes)).toEqual(new Set(within.length > 0 ? ['same-frame'] : []));
        const others = within.map((counter) => counterOf(scope, counter, 1_000 + counter));
        expect(new Set(await outcomesOf(...others))).toEqual(
          new Set(within.length > 0 ? ['repeated'] : []),
        );
        if (both.length === 0) return;
        // No more than both have known.
        const free = Array.from({ length: 64 }, (_, back) => newest - back).filter(
          (counter) => counter >= 0 && !both.includes(counter) && !here.includes(counter),
        );
        const taken = await outcomesOf(...free.map((counter) => counterOf(scope, counter)));
        expect(new Set(taken)).toEqual(new Set(free.length > 0 ? ['accepted'] : []));
      }),
      { numRuns: 60 },
    );
  });

  it('take little room, and leave a day after their last frame', async () => {
    const connection = await redis.connect();
    const scope = freshScope();
    await windows.add([nothing(scope)]);
    await windows.judge([counterOf(scope, 63)]);
    const key = connection.keys.counterWindow(scope);
    const [octets, life] = await connection.do((client) =>
      Promise.all([client.memory('USAGE', key), client.pttl(key)]),
    );
    expect(octets).toBeLessThan(1_024);
    expect(life).toBeGreaterThan(86_000_000);
  });
});
