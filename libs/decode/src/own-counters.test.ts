import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OwnCounters, type CounterBlocks } from './own-counters.js';

/** The table, which outlives processes; a process may die before it hears of its block. */
class Table implements CounterBlocks {
  readonly next = new Map<string, number>();
  reserved = 0;
  away = false;
  readonly #most: number;

  constructor(most = 2 ** 32) {
    this.#most = most;
  }

  async reserve(scope: string, size: number): Promise<number | null> {
    await Promise.resolve();
    if (this.away) throw new Error('away');
    const first = this.next.get(scope) ?? 0;
    if (first + size > this.#most) return null;
    this.next.set(scope, first + size);
    this.reserved++;
    return first;
  }
}

/** Asks for so many counters at once under a key, from one of several processes, or kills it and starts another. */
const step = fc.record({
  process: fc.nat(2),
  scope: fc.constantFrom('a', 'b'),
  counters: fc.integer({ min: 1, max: 700 }),
  end: fc.constantFrom('no', 'before it hears', 'after'),
});

describe('invocation counters of our own', () => {
  it('never come twice under a key, whichever processes ask and die', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const table = new Table();
        const processes = [0, 1, 2].map(() => new OwnCounters(table));
        const used: string[] = [];
        for (const { process, scope, counters, end } of steps) {
          const asker = processes[process] ?? new OwnCounters(table);
          const asked = Array.from({ length: counters }, () => asker.next(scope));
          if (end !== 'before it hears')
            used.push(...(await Promise.all(asked)).map((counter) => `${scope} ${counter}`));
          if (end !== 'no') processes[process] = new OwnCounters(table);
          await Promise.all(asked);
        }
        expect(new Set(used).size).toBe(used.length);
      }),
      { numRuns: 60 },
    );
  });

  it('are reserved a thousand at a time, whoever waits for them', async () => {
    const table = new Table();
    const counters = new OwnCounters(table);
    const given = await Promise.all(Array.from({ length: 2_500 }, () => counters.next('a')));
    expect(given).toEqual(Array.from({ length: 2_500 }, (_, place) => place));
    expect(table.reserved).toBe(3);
  });

  it('come to an end, and do not begin anew', async () => {
    const counters = new OwnCounters(new Table(1_000));
    for (let count = 0; count < 1_000; count++) await counters.next('a');
    expect(await counters.next('a')).toBeUndefined();
    expect(await counters.next('b')).toBe(0);
  });

  it('are asked for again after the table was away', async () => {
    const table = new Table();
    const counters = new OwnCounters(table);
    table.away = true;
    await expect(counters.next('a')).rejects.toThrow('away');
    table.away = false;
    expect(await counters.next('a')).toBe(0);
  });
});
