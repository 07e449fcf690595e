import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ReplayVerdict, ReplayWindow } from './replay-window.js';
import { createReplayWindow, judgeCounter, REPLAY_WINDOW_SIZE } from './replay-window.js';

const LARGEST = 0xffff_ffff;

/** Judges counters one after the other, each in a frame of its own. */
function judgeAll(counters: readonly number[], window = createReplayWindow()): string[] {
  let state: ReplayWindow = window;
  return counters.map((counter, index) => {
    const verdict: ReplayVerdict = judgeCounter(state, counter, `frame ${index}`);
    state = verdict.window;
    return verdict.outcome;
  });
}

test('counters pass once each, in any order within the window', () => {
  expect(judgeAll([485, 488, 486, 487, 486])).toEqual([
    'accepted',
    'accepted',
    'accepted',
    'accepted',
    'repeated',
  ]);
});

test('the same frame passes again, another one with its counter does not', () => {
  const { window } = judgeCounter(createReplayWindow(), 7, 'a');
  expect(judgeCounter(window, 7, 'a')).toEqual({ outcome: 'same-frame', window });
  expect(judgeCounter(window, 7, 'b')).toEqual({ outcome: 'repeated', window });
});

test('the first counter may be any, 0 and FFFFFFFF too', () => {
  expect(judgeAll([0, 1, 0])).toEqual(['accepted', 'accepted', 'repeated']);
  expect(judgeAll([LARGEST, LARGEST - 1, LARGEST, 0])).toEqual([
    'accepted',
    'accepted',
    'repeated',
    'too-old',
  ]);
});

test('a counter as far back as the window is too old, the next one is not', () => {
  const newest = 1000;
  const outcomes = judgeAll([newest, newest - REPLAY_WINDOW_SIZE, newest - REPLAY_WINDOW_SIZE + 1]);
  expect(outcomes).toEqual(['accepted', 'too-old', 'accepted']);
});

test('counters that were skipped may still come, and only once', () => {
  const size = 8;
  const window = createReplayWindow(size);
  expect(judgeAll([1, 5, 9, 3, 3, 1], window)).toEqual([
    'accepted',
    'accepted',
    'accepted',
    'accepted',
    'repeated',
    'too-old',
  ]);
});

test('a window survives being written as JSON', () => {
  const { window } = judgeCounter(createReplayWindow(), 42, 'a');
  const stored = JSON.parse(JSON.stringify(window)) as ReplayWindow;
  expect(judgeCounter(stored, 42, 'b').outcome).toBe('repeated');
});

test('judging changes nothing that it is given', () => {
  const window = Object.freeze(createReplayWindow());
  Object.freeze(window.frames);
  judgeCounter(window, 1, 'a');
  expect(window).toEqual(createReplayWindow());
});

test('what is no counter, and a window of no size, are mistakes of the caller', () => {
  for (const counter of [-1, 0.5, LARGEST + 1, Number.NaN])
    expect(() => judgeCounter(createReplayWindow(), counter, 'a')).toThrow(RangeError);
  expect(() => createReplayWindow(0)).toThrow(RangeError);
});

test('a window agrees with a list of all that was accepted', () => {
  const size = 16;
  const near = fc.array(fc.nat({ max: 60 }), { maxLength: 120 });
  const far = fc.array(fc.nat({ max: LARGEST }), { maxLength: 20 });
  fc.assert(
    fc.property(fc.oneof(near, far), (counters) => {
      const accepted = new Set<number>();
      const expected = counters.map((counter) => {
        const newest = accepted.size === 0 ? -1 : Math.max(...accepted);
        if (counter <= newest - size) return 'too-old';
        if (accepted.has(counter)) return 'repeated';
        accepted.add(counter);
        return 'accepted';
      });
      expect(judgeAll(counters, createReplayWindow(size))).toEqual(expected);
    }),
  );
});
