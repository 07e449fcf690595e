import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEmbeddedStore } from '../embedded-store.js';
import type { EmbeddedStore } from '../store.js';
import type { SeenCounter } from './replay-counters.repository.js';

const RECEIVED = Date.UTC(2026, 4, 6);
const LARGEST = 0xffff_ffff;

/** A first start makes a database. */
const START_MS = 60_000;

let folder: string;
let store: EmbeddedStore;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replay-counters-'));
  store = await openEmbeddedStore(folder);
}, START_MS);

afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

function scope(n: number): string {
  return n.toString(16).padStart(32, 'f');
}

function frame(n: number): string {
  return `01975c9e-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
}

function seen(of: number, counter: number, by: number, receivedAt = RECEIVED): SeenCounter {
  return { scope: scope(of), counter, frameId: frame(by), receivedAt };
}

describe('invocation counters that were accepted', () => {
  it('stay with the frame that brought them first', async () => {
    await store.counters.add([seen(1, 7, 1), seen(1, 7, 2), seen(1, LARGEST, 3)]);
    const holders = await store.counters.claim([
      seen(1, 7, 4),
      seen(1, 0, 5),
      seen(1, 0, 6),
      seen(2, 7, 6),
      seen(1, LARGEST, 3),
    ]);
    expect(holders).toEqual([frame(1), frame(5), frame(5), frame(6), frame(3)]);
  });

  it('are given back from the largest on, with the time of the latest frame', async () => {
    await store.counters.add([
      seen(3, 10, 1, RECEIVED + 5),
      seen(3, 12, 2, RECEIVED + 9),
      seen(3, 11, 3, RECEIVED + 7),
    ]);
    const [newest, ...more] = await store.counters.newest([scope(3), scope(99)], 2);
    expect(more).toEqual([]);
    expect(newest).toMatchObject({ scope: scope(3), receivedAt: RECEIVED + 9 });
    expect(newest?.seen.toSorted((a, b) => a.counter - b.counter)).toEqual([
      { counter: 11, frameId: frame(3) },
      { counter: 12, frameId: frame(2) },
    ]);
  });

  it('leave when they are old, but for the largest of each key', async () => {
    const old = RECEIVED - 1_000;
    await store.counters.add([seen(4, 1, 1, old), seen(4, 2, 2, old), seen(4, 3, 3, old)]);
    await store.counters.add([seen(4, 4, 4), seen(5, 1, 5, old)]);
    expect(await store.counters.prune(new Date(RECEIVED), 2)).toBe(2);
    const left = await store.counters.newest([scope(4), scope(5)], 64);
    const counters = left.flatMap((each) => each.seen.map(({ counter }) => counter));
    expect(counters.toSorted((a, b) => a - b)).toEqual([1, 3, 4]);
  });
});
