import { describe, expect, it } from 'vitest';
import type { Store } from '../store.js';

const COUNTERS = 2 ** 32;

function scope(n: number): string {
  return n.toString(16).padStart(32, 'e');
}

/** What the counters of our own of every store promise. */
export function describeOwnCounters(opened: () => Store): void {
  describe('invocation counters of our own', () => {
    it('are given out in blocks that never overlap, whoever asks at the same time', async () => {
      const { ownCounters } = opened();
      const firsts = await Promise.all(
        Array.from({ length: 20 }, () => ownCounters.reserve(scope(1), 1_000)),
      );
      const sorted = firsts.map(Number).toSorted((a, b) => a - b);
      for (const [place, first] of sorted.slice(1).entries())
        expect(first - (sorted[place] ?? 0)).toBeGreaterThanOrEqual(1_000);
    });

    it('begin at the time, so that after a loss of the table none comes again, for each key', async () => {
      const { ownCounters } = opened();
      const seconds = Math.floor(Date.now() / 1_000);
      await ownCounters.reserve(scope(2), 1_000_000);
      const first = (await ownCounters.reserve(scope(3), 10)) ?? 0;
      expect(Math.abs(first - seconds)).toBeLessThan(60);
    });

    it('end with the last of 32 bits', async () => {
      const { ownCounters } = opened();
      const first = (await ownCounters.reserve(scope(4), 1)) ?? 0;
      const left = COUNTERS - first - 1;
      expect(await ownCounters.reserve(scope(4), left + 1)).toBeNull();
      expect(await ownCounters.reserve(scope(4), left - 100)).not.toBeNull();
      expect(await ownCounters.reserve(scope(4), COUNTERS)).toBeNull();
      expect(await ownCounters.reserve(scope(5), COUNTERS)).toBeNull();
    });
  });
}
