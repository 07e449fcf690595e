import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ReplayEvents } from './events.js';
import {
  WindowReplayGuard,
  type JudgedFrame,
  type ReplayGuardOptions,
  type ReplayOutcome,
} from './replay-guard.js';
import { TestClock, TestCounterStore } from './test-counter-store.js';

const SCOPE = 'a'.repeat(32);
const NOW = Date.UTC(2026, 0, 1);
const SECOND = 1_000;

let store: TestCounterStore;
let clock: TestClock;
let events: { [Name in keyof ReplayEvents]: ReturnType<typeof vi.fn<ReplayEvents[Name]>> };

beforeEach(() => {
  store = new TestCounterStore();
  clock = new TestClock();
  events = {
    windowsRead: vi.fn(),
    windowsAway: vi.fn(),
    windowsBack: vi.fn(),
    checkpointFailed: vi.fn(),
    countersRemoved: vi.fn(),
    removalFailed: vi.fn(),
  };
});

const MODES = new Map([
  ['open', 'Off'],
  ['strict', 'Strict'],
] as const);

function guardOf(options: Partial<ReplayGuardOptions> = {}): WindowReplayGuard {
  return new WindowReplayGuard({ store, clock, events }, { receptors: MODES, ...options });
}

/** Frames are told apart by number, and received in the order of their numbers. */
function frame(counter: number, number = counter, fields: Partial<JudgedFrame> = {}): JudgedFrame {
  return {
    frameId: `01975c9e-0000-7000-8000-${number.toString(16).padStart(12, '0')}`,
    receptor: 'meters',
    receivedAt: NOW + number,
    historic: false,
    rerun: false,
    scope: SCOPE,
    counter,
    ...fields,
  };
}

async function judge(guard: WindowReplayGuard, ...frames: JudgedFrame[]): Promise<string> {
  const outcomes = await guard.judge(frames);
  return outcomes.map((outcome) => outcome.charAt(0)).join('');
}

describe('a live frame', () => {
  it('passes again under its id; another one with its counter does not', async () => {
    const guard = guardOf();
    expect(await judge(guard, frame(7), frame(7), frame(7, 8))).toBe('aar');
    expect(await judge(guard, frame(7), frame(7, 9))).toBe('ar');
    expect(guard.newestOf(SCOPE)).toBe(7);
  });

  it('passes out of order within the window, once', async () => {
    const frames = [485, 488, 486, 487, 486].map((counter, number) => frame(counter, number));
    expect(await judge(guardOf(), ...frames)).toBe('aaaar');
    expect(await judge(guardOf(), frame(100, 1), frame(37, 2), frame(36, 3))).toBe('aar');
  });

  it('has a counter of its own for each key', async () => {
    const other = { scope: 'b'.repeat(32) };
    expect(await judge(guardOf(), frame(7, 1), frame(7, 2, other), frame(7, 3, other))).toBe('aar');
  });
});

describe('a mode that is changed', () => {
  it('ReplayProtection: holds from the next frame on; a receptor that has left keeps the one that it had', async () => {
    const guard = guardOf();
    const open = { receptor: 'open' };
    expect(await judge(guard, frame(7, 1, open), frame(7, 2, open))).toBe('aa');
    guard.protect(new Map([['open', 'Window']]));
    expect(await judge(guard, frame(8, 3, open), frame(8, 4, open))).toBe('ar');
    guard.protect(new Map([['open', 'Off']]));
    guard.protect(new Map([['meters', 'Window']]));
    expect(await judge(guard, frame(8, 5, open))).toBe('a');
  });
});

describe('a frame that was received before the latest accepted one', () => {
  it.each([{ historic: true }, { rerun: true }, {}])(
    'passes once however old its counter is: %o',
    async (kind) => {
      const guard = guardOf();
      await guard.judge([frame(1, 1), frame(1_000, 50)]);
      expect(await judge(guard, frame(5, 2, kind), frame(5, 2, kind), frame(5, 3, kind))).toBe(
        'aar',
      );
      expect(await judge(guard, frame(5, 4, kind), frame(1, 5, kind), frame(1, 1, kind))).toBe(
        'rra',
      );
    },
  );

  it('is refused when a live frame has had its counter, also before that was written', async () => {
    const guard = guardOf();
    await guard.judge([frame(7, 7), frame(8, 8), frame(500, 50)]);
    expect(await judge(guard, frame(7, 1, { historic: true }))).toBe('r');
    expect(await judge(guard, frame(499, 2, { historic: true }), frame(499, 51))).toBe('ar');
  });

  it('is judged as a live one when it was received after: what was recorded does not pass', async () => {
    const guard = guardOf();
    await guard.judge([frame(1_000, 50)]);
    expect(await judge(guard, frame(5, 51, { historic: true }))).toBe('r');
    expect(await judge(guard, frame(1_001, 52, { historic: true }))).toBe('a');
  });
});

describe('ReplayProtection', () => {
  it('ReplayProtection: Off judges nothing, and the store is not asked', async () => {
    const open = { receptor: 'open' };
    expect(await judge(guardOf(), frame(7, 1, open), frame(7, 2, open))).toBe('aa');
    expect(store.calls).toBe(0);
    expect(await judge(guardOf(), frame(7, 1), frame(7, 2))).toBe('ar');
  });

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

  it('ReplayProtection: Strict refuses nothing while the store is away, and judges the frame when it is back', async () => {
    const strict = { receptor: 'strict' };
    const guard = guardOf();
    await guard.judge([frame(1, 1, strict)]);
    store.isAway = true;
    await expect(guard.judge([frame(7, 7, strict)])).rejects.toThrow('away');
    store.isAway = false;
    expect(await judge(guard, frame(7, 8, strict), frame(7, 7, strict))).toBe('ra');
    expect(await judge(guardOf(), frame(7, 9, strict), frame(7, 7, strict))).toBe('ra');
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

/** What of a frame the model needs. */
interface Step {
  readonly scope: number;
  readonly counter: number;
  readonly frame: number;
  readonly historic: boolean;
  readonly after: 'nothing' | 'second' | 'restart';
}

it('whatever comes in whatever order, no counter passes in two frames, and none is refused that may pass', async () => {
  const step = fc.record<Step>({
    scope: fc.nat(3),
    counter: fc.oneof(fc.nat(70), fc.nat(400)),
    frame: fc.nat(40),
    historic: fc.boolean(),
    after: fc.constantFrom('nothing', 'nothing', 'second', 'restart'),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      store = new TestCounterStore();
      clock = new TestClock();
      let guard = guardOf({ windowsInMemory: 2 });
      const holders = new Map<string, string>();
      const newest = new Map<string, number>();
      for (const { scope: of, counter, frame: number, historic, after } of steps) {
        const scope = String(of).repeat(32);
        const judged = frame(counter, number * 1_000 + counter, { scope, historic });
        const [outcome] = await guard.judge([judged]);
        const key = `${scope} ${counter}`;
        const holder = holders.get(key);
        expect(allowed(holder, judged, newest.get(scope))).toContain(outcome);
        if (outcome === 'accepted') {
          holders.set(key, judged.frameId);
          newest.set(scope, Math.max(newest.get(scope) ?? 0, counter));
        }
        if (after !== 'nothing') await clock.pass(SECOND);
        if (after === 'restart') guard = guardOf({ windowsInMemory: 2 });
      }
    }),
  );
});

function allowed(
  holder: string | undefined,
  { frameId, counter }: JudgedFrame,
  newest = -1,
): readonly ReplayOutcome[] {
  if (holder !== undefined && holder !== frameId) return ['repeated'];
  if (counter > newest - 64) return ['accepted'];
  // Below the window it depends on when it was received.
  return ['accepted', 'repeated'];
}
