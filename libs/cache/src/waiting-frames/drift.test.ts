import fc from 'fast-check';
import { expect, it } from 'vitest';
import { correctionOf, driftOf, LOOKS, type Look } from './drift.js';

const HELD = 16;
const look = (fields: Partial<Look>): Look => ({
  ...{ messages: 0, consumers: 0, frames: 0, changes: 0, mean: 50 },
  ...fields,
});

it('an empty queue on which nothing happens holds nothing, whatever is counted', () => {
  const before = look({ frames: 400, consumers: 2, changes: 9 });
  expect(driftOf(before, before, HELD)).toBe(400);
  expect(driftOf({ ...before, frames: -30 }, before, HELD)).toBe(-30);
});

it('an empty queue that is worked on may have as much in work as its consumers hold', () => {
  const before = look({ consumers: 2, changes: 9 });
  const now = { ...before, changes: 10 };
  expect(driftOf({ ...now, frames: 2 * HELD * 50 }, before, HELD)).toBe(0);
  expect(driftOf({ ...now, frames: 2 * HELD * 50 + 7 }, before, HELD)).toBe(7);
});

it('a queue with messages holds about what the mean of envelopes says', () => {
  const full = look({ messages: 40, consumers: 1 });
  expect(driftOf({ ...full, frames: 2_000 }, undefined, HELD)).toBe(0);
  expect(driftOf({ ...full, frames: 900 }, undefined, HELD)).toBe(-100);
  expect(driftOf({ ...full, frames: 10_000 }, undefined, HELD)).toBe(10_000 - 2 * (2_000 + 800));
});

it('only what errs at all of the last looks in one direction is corrected, by the least of it', () => {
  expect(correctionOf([5, 9])).toBe(0);
  expect(correctionOf([5, 0, 9])).toBe(0);
  expect(correctionOf([5, -4, 9])).toBe(0);
  expect(correctionOf([0, 5, 4, 9])).toBe(-4);
  expect(correctionOf([-5, -4, -9])).toBe(4);
});

it('a count that nobody touches comes to what the queue can hold in as many looks, and stays there', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -10_000, max: 100_000 }),
      fc.nat(100),
      fc.nat(4),
      fc.integer({ min: 1, max: 200 }),
      (drifted, messages, consumers, mean) => {
        let frames = drifted;
        let before: Look | undefined;
        let drifts: number[] = [];
        for (let n = 0; n < 3 * LOOKS; n++) {
          const now = look({ frames, messages, consumers, mean });
          drifts = [...drifts, driftOf(now, before, HELD)];
          before = now;
          const correction = correctionOf(drifts);
          if (correction !== 0) drifts = [];
          frames += correction;
        }
        expect(driftOf(look({ frames, messages, consumers, mean }), before, HELD)).toBe(0);
        if (messages === 0) expect(frames).toBe(0);
      },
    ),
  );
});
