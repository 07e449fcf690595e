import { beforeEach, describe, expect, it } from 'vitest';
import { describeGuard } from './guard-contract.js';
import type { ReplayGuardOptions, WindowReplayGuard } from './replay-guard.js';
import { frame, judge, TestGuards } from './test-guards.js';
import type { TestClock, TestCounterStore } from './test-counter-store.js';

const SECOND = 1_000;

let guards: TestGuards;
let store: TestCounterStore;
let clock: TestClock;
let events: TestGuards['events'];
beforeEach(() => {
  guards = new TestGuards();
  ({ store, clock, events } = guards);
});

function guardOf(options: Partial<ReplayGuardOptions> = {}): WindowReplayGuard {
  return guards.guard(options);
}

describeGuard('a guard that judges alone', () => new TestGuards());

describe('ReplayProtection', () => {
  it('ReplayProtection: Strict has stored a counter before its frame passes, Window a second later', async () => {
    const strict = { receptor: 'strict' };
    expect(await judge(guardOf(), frame(7, 1, strict))).toBe('a');
    expect(await judge(guardOf(), frame(7, 2, strict), frame(7, 1, strict))).toBe('ra');

    const other = { scope: 'b'.repeat(32) };
    const crashed = guardOf();
    expect(await judge(crashed, frame(7, 1, other))).toBe('a');
    expect(await judge(guardOf(), frame(7, 2, other))).toBe('a');
    await clock.pass(SECOND);
    expect(await judge(guardOf(), frame(7, 3, other))).toBe('r');
  });
});

describe('the checkpoint', () => {
  it('is tried again each second, and judging goes on in the meantime', async () => {
    const guard = guardOf();
    await guard.judge([frame(1)]);
    store.isAway = true;
    await clock.pass(SECOND);
    expect(events.checkpointFailed).toHaveBeenCalledWith({
      counters: 1,
      error: expect.any(Error) as Error,
    });
    expect(await judge(guard, frame(2), frame(1, 9))).toBe('ar');
    store.isAway = false;
    await clock.pass(SECOND);
    expect(store.size).toBe(2);
    expect(await judge(guardOf(), frame(1, 10), frame(2, 11), frame(3))).toBe('rra');
  });

  it('holds judging back when too much waits for it', async () => {
    const guard = guardOf({ mostPending: 2 });
    await guard.judge([frame(1), frame(2)]);
    store.isAway = true;
    await expect(guard.judge([frame(3)])).rejects.toThrow('away');
    store.isAway = false;
    expect(await judge(guard, frame(3), frame(3, 4))).toBe('ar');
  });

  it('is written at the stop, and a failure then is reported', async () => {
    const guard = guardOf();
    guard.start();
    await guard.judge([frame(1)]);
    await guard.stop();
    expect(await judge(guardOf(), frame(1, 2))).toBe('r');
    const late = guardOf();
    await late.judge([frame(5)]);
    store.isAway = true;
    await late.stop();
    expect(events.checkpointFailed).toHaveBeenCalledOnce();
  });

  it('lets windows leave the memory, and they are read again', async () => {
    const guard = guardOf({ windowsInMemory: 2 });
    const scopes = ['1', '2', '3', '4'].map((digit) => ({ scope: digit.repeat(32) }));
    for (const of of scopes) await guard.judge([frame(7, 1, of)]);
    await clock.pass(SECOND);
    for (const of of scopes) expect(await judge(guard, frame(7, 2, of))).toBe('r');
    const [first, second] = scopes.map((of) => frame(8, 8, of));
    if (first === undefined || second === undefined) throw new Error('no frames');
    expect(await Promise.all([judge(guard, first, second), judge(guard, second, first)])).toEqual([
      'aa',
      'aa',
    ]);
    expect(events.windowsRead).toHaveBeenCalledWith({ windows: 1 });
  });
});

describe('what was accepted', () => {
  it('is removed when nothing as old can come any more, now and each day; the newest stays', async () => {
    const day = 86_400_000;
    const first = guardOf();
    await first.judge([frame(1, 1), frame(2, 2), frame(65, 3), frame(66, 4)]);
    await first.stop();
    clock.time += 90 * day;
    const guard = guardOf();
    guard.start();
    await clock.pass(0);
    expect(events.countersRemoved).not.toHaveBeenCalled();
    await clock.pass(day);
    expect(events.countersRemoved).toHaveBeenCalledWith({ counters: 2 });
    const later = { receivedAt: clock.time };
    expect(await judge(guard, frame(66, 8, later), frame(2, 9, later), frame(67, 10, later))).toBe(
      'rra',
    );
    store.isAway = true;
    await clock.pass(day);
    expect(events.removalFailed).toHaveBeenCalledOnce();
  });
});
