import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { message } from './contract/test-rows.js';
import { EmbeddedDatabase } from './embedded/embedded-database.js';
import { openEmbeddedStore } from './embedded-store.js';
import type { EmbeddedStore } from './store.js';

describe('the embedded store', () => {
  let folder: string;
  let store: EmbeddedStore;
  let copies = 0;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'store-'));
    store = await openEmbeddedStore(folder);
  }, 60_000);
  afterAll(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });

  it('asks the disk exactly once for each commit', async () => {
    await store.queue.apply([message(20)], []);
    const before = await store.statistics();
    for (let id = 21; id < 31; id++) await store.queue.apply([message(id)], [id - 1]);
    const after = await store.statistics();
    expect(after.fileSyncs - before.fileSyncs).toBe(10);
    await store.queue.apply([], [30]);
  });

  it('refuses a second user of its folder', async () => {
    await expect(openEmbeddedStore(folder)).rejects.toMatchObject({ code: 'store.locked' });
  });

  it('has after a kill what was committed', async () => {
    await store.queue.apply([message(40)], []);
    const copy = await copyAsAfterKill();
    const second = await openEmbeddedStore(copy);
    expect(await second.queue.read('a', 0, 10)).toHaveLength(1);
    await second.close();
    await expect(second.queue.apply([message(41)], [])).rejects.toMatchObject({
      code: 'store.closed',
    });
  }, 20_000);

  it('refuses data of a newer version and files that are no database', async () => {
    const copy = await copyAsAfterKill();
    const database = await EmbeddedDatabase.open(join(copy, 'database'));
    const later = "insert into schema_migrations (number, name) values (999, 'later')";
    await database.transaction([{ sql: later, parameters: [] }]);
    await database.close();
    await expect(openEmbeddedStore(copy)).rejects.toMatchObject({ code: 'store.newer-schema' });

    await writeFile(join(copy, 'database', 'global', 'pg_control'), 'not a control file');
    await expect(openEmbeddedStore(copy)).rejects.toMatchObject({ code: 'store.failed' });
    await expect(
      openEmbeddedStore(join(copy, 'database', 'PG_VERSION', 'x')),
    ).rejects.toMatchObject({ code: 'store.data-folder' });
  }, 20_000);

  it('ends, with the reason, when Postgres has to give up', async () => {
    const copy = await copyAsAfterKill();
    const broken = await openEmbeddedStore(copy);
    await rm(join(copy, 'database', 'pg_wal'), { recursive: true });
    const large = new Uint8Array(8_000_000);
    const writes = [50, 51, 52, 53].map((id) =>
      broken.queue.apply([message(id, { body: large })], []),
    );
    const results = await Promise.allSettled(writes);
    expect(results.at(-1)).toMatchObject({ reason: { code: 'store.failed' } });
    expect(await broken.failed).toMatchObject({
      code: 'store.failed',
      message: expect.stringContaining('PANIC') as string,
    });
    await broken.close();
  }, 20_000);

  /** The files as they are, with the lock of a process that is no more. */
  async function copyAsAfterKill(): Promise<string> {
    const copy = join(folder, `copy-${copies++}`);
    await cp(join(folder, 'database'), join(copy, 'database'), { recursive: true });
    const dead = { pid: process.pid, started: 'another boot 17', token: 'x' };
    await writeFile(join(copy, 'lock'), JSON.stringify(dead));
    return copy;
  }
});
