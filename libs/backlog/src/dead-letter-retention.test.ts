import type { Dispensable } from '@dlms-telemetry/store';
import { describe, expect, it } from 'vitest';
import { DeadLetterRetention } from './dead-letter-retention.js';
import type { BacklogEvents } from './events.js';

const DAY_MS = 86_400_000;
const NOW = 100 * DAY_MS;
const OCTETS = 10;
/** As many as one statement removes. */
const BATCH = 1_000;

/** Dead letters of ten octets each, by class; `old` ones are past their time. */
function setUp(letters: Record<Dispensable | 'known' | 'old', number>, octets?: number) {
  const told: unknown[] = [];
  const timers: { readonly ms: number; readonly callback: () => void }[] = [];
  const take = (which: keyof typeof letters, limit: number) => {
    const removed = Math.min(limit, letters[which]);
    letters[which] -= removed;
    return Promise.resolve({ letters: removed, octets: removed * OCTETS });
  };
  const left = () => Object.values(letters).reduce((sum, n) => sum + n, 0);
  const retention = new DeadLetterRetention(
    {
      deadLetters: {
        removeReceivedBefore: (time, limit) => {
          told.push(['before', time / DAY_MS]);
          return take('old', limit);
        },
        removeOldest: take,
        octetsOnDisk: () => Promise.resolve(left() * OCTETS * 3),
        octetsOfNext: (_, after) =>
          Promise.resolve(
            after === undefined ? { octets: left() * OCTETS, last: 'last' } : undefined,
          ),
        clean: () => {
          told.push('clean');
          return Promise.resolve();
        },
      },
      clock: {
        now: () => NOW,
        setTimer: (ms, callback) => {
          timers.push({ ms, callback });
          return () => undefined;
        },
      },
      events: new Proxy({} as BacklogEvents, {
        get: (_, event: string) => (attributes: object) => {
          told.push([event, attributes]);
        },
      }),
    },
    octets === undefined ? {} : { octets },
  );
  return { retention, letters, told, timers };
}

const nothing = { link: 0, source: 0, 'unknown-meter': 0, known: 0, old: 0 };
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('the retention of dead letters', () => {
  it('removes those that are 90 days old at the start and each day', async () => {
    const { retention, letters, told, timers } = setUp({ ...nothing, old: 2_500, known: 5 });
    retention.start();
    await settle();
    expect(letters).toEqual({ ...nothing, known: 5 });
    expect(told[0]).toEqual(['before', 10]);
    expect(told.slice(3)).toEqual([
      ['deadLettersRemoved', { letters: 2_500, cause: 'retention' }],
      'clean',
    ]);
    letters.old = 1;
    expect(timers).toMatchObject([{ ms: DAY_MS }]);
    timers[0]?.callback();
    await settle();
    expect(letters.old).toBe(0);
    await retention.stop();
  });

  it('lets octets from anybody go first when there are too many, and never those of a known meter', async () => {
    const most = { ...nothing, link: 3_000, source: 1_500, 'unknown-meter': 500, known: 4_000 };
    const some = setUp({ ...most }, 6_500 * OCTETS);
    some.retention.start();
    await settle();
    // Whole batches.
    expect(some.letters).toEqual({ ...most, link: 0 });
    expect(some.told).toContainEqual(['deadLettersRemoved', { letters: 3 * BATCH, cause: 'size' }]);

    const all = setUp({ ...most }, 100 * OCTETS);
    all.retention.start();
    await settle();
    expect(all.letters).toEqual({ ...nothing, known: 4_000 });
    expect(all.told).toContainEqual([
      'deadLettersOverLimit',
      { octets: 4_000 * OCTETS, limit: 100 * OCTETS },
    ]);
  });

  it('looks sooner when a tenth of the limit was stored', async () => {
    const { retention, letters } = setUp({ ...nothing }, 1_000 * OCTETS);
    retention.start();
    await settle();
    letters.link = 2_000;
    retention.added(100 * OCTETS);
    await settle();
    expect(letters.link).toBe(2_000);
    retention.added(1);
    await settle();
    expect(letters.link).toBe(1_000);
    await retention.stop();
  });

  it('does nothing any more once it was stopped', async () => {
    const { retention, told, timers } = setUp({ ...nothing });
    await retention.stop();
    retention.start();
    expect(timers).toEqual([]);
    expect(told).toEqual([]);
  });
});
