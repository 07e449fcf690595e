import { expect, test } from 'vitest';
import { InMemoryWaitingFrames } from './waiting-frames.js';

test('frames that wait are those confirmed and not settled, with what an earlier run has left', () => {
  const waiting = new InMemoryWaitingFrames([['north', 7]]);
  waiting.accepted('north', 5);
  waiting.settled('north', 4);
  waiting.accepted('south', 1);
  expect([waiting.waiting('north'), waiting.waiting('south'), waiting.waiting('east')]).toEqual([
    ...[8, 1, 0],
  ]);
});

test('a frame settled before its confirm was heard of is counted once', () => {
  const waiting = new InMemoryWaitingFrames();
  waiting.settled('north', 3);
  expect(waiting.waiting('north')).toBe(0);
  waiting.accepted('north', 3);
  waiting.accepted('north', 2);
  expect(waiting.waiting('north')).toBe(2);
});
