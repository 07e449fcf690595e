import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openEmbeddedStore } from '../embedded-store.js';

const ONE = '01975c9e-0000-7000-8000-000000000001';
const OTHER = '01975c9e-0000-7000-8000-000000000002';

it('keeps marks of suspects over a restart until they are cleared', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'suspects-'));
  try {
    let store = await openEmbeddedStore(folder);
    await store.suspects.note([ONE, OTHER]);
    await store.suspects.attempt(ONE);
    await store.suspects.note([ONE]);
    await store.suspects.attempt(ONE);
    await store.suspects.attempt(ONE);
    await store.suspects.withdraw(ONE);
    await store.suspects.decide(OTHER, 'process.timeout');
    await store.close();
    store = await openEmbeddedStore(folder);
    const marks = await store.suspects.find([ONE, OTHER]);
    expect(marks.toSorted((a, b) => a.frameId.localeCompare(b.frameId))).toEqual([
      { frameId: ONE, attempts: 2, decided: null },
      { frameId: OTHER, attempts: 1, decided: 'process.timeout' },
    ]);
    await store.suspects.clear([ONE]);
    expect(await store.suspects.find([ONE])).toEqual([]);
    await store.close();
  } finally {
    await rm(folder, { recursive: true });
  }
}, 60_000);
