import { describe, expect, it } from 'vitest';
import type { Store } from '../store.js';
import type { SeenCounter } from '../tables/replay-counters.repository.js';
import { frameId as frame } from './test-rows.js';

const RECEIVED = Date.UTC(2026, 4, 6);
const LARGEST = 0xffff_ffff;

function scope(n: number): string {
  return n.toString(16).padStart(32, 'f');
}

function seen(of: number, counter: number, by: number, receivedAt = RECEIVED): SeenCounter {
  return { scope: scope(of), counter, frameId: frame(by), receivedAt };
}

/** What the accepted counters of every store promise. */
export function describeCounters(opened: () => Store): void {
  describe('invocation counters that were accepted', () => {
    it('stay with the frame that brought them first', async () => {
      await opened().counters.add([seen(1, 7, 1), seen(1, 7, 2), seen(1, LARGEST, 3)]);
      const holders = await opened().counters.claim([
        seen(1, 7, 4),
        seen(1, 0, 5),
        seen(1, 0, 6),
        seen(2, 7, 6),
        seen(1, LARGEST, 3),
      ]);
      expect(holders).toEqual([frame(1), frame(5), frame(5), frame(6), frame(3)]);
    });

    it('are given back from the largest on, with the time of the latest frame', async () => {
      await opened().counters.add([
        seen(3, 10, 1, RECEIVED + 5),
        seen(3, 12, 2, RECEIVED + 9),
        seen(3, 11, 3, RECEIVED + 7),
      ]);
      const [newest, ...more] = await opened().counters.newest([scope(3), scope(99)], 2);
      expect(more).toEqual([]);
      expect(newest).toMatchObject({ scope: scope(3), receivedAt: RECEIVED + 9 });
      expect(newest?.seen.toSorted((a, b) => a.counter - b.counter)).toEqual([
        { counter: 11, frameId: frame(3) },
        { counter: 12, frameId: frame(2) },
      ]);
    });

    it('leave when they are old, but for the largest of each key', async () => {
      const old = RECEIVED - 1_000;
      await opened().counters.add([seen(4, 1, 1, old), seen(4, 2, 2, old), seen(4, 3, 3, old)]);
      await opened().counters.add([seen(4, 4, 4), seen(5, 1, 5, old)]);
      expect(await opened().counters.prune(new Date(RECEIVED), 2)).toBe(2);
      const left = await opened().counters.newest([scope(4), scope(5)], 64);
      const counters = left.flatMap((each) => each.seen.map(({ counter }) => counter));
      expect(counters.toSorted((a, b) => a - b)).toEqual([1, 3, 4]);
    });
  });
}
