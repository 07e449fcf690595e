import { freshSchema, ownService, type OwnService, type Share } from '@dlms-telemetry/services';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deadLetter, frameId, message } from '../contract/test-rows.js';
import { openPostgresStore, openSolePostgresStore } from '../postgres-store.js';

/** The server may still be starting. */
const START_MS = 60_000;

async function ask(url: string, statement: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(statement);
    return rows.flatMap((row) => Object.values(row));
  } finally {
    await client.end();
  }
}

describe('a store on Postgres', () => {
  let schema: Share;
  beforeAll(async () => {
    schema = await freshSchema();
  }, START_MS);
  afterAll(async () => {
    await schema.drop();
  });

  it('waits for a schema that another process brings up to date, and not for ever', async () => {
    const { url } = schema;
    await expect(openPostgresStore({ url, migrate: false, patienceMs: 0 })).rejects.toMatchObject({
      code: 'store.older-schema',
    });
    const stores = await Promise.all(
      [false, true, true].map((migrate) => openPostgresStore({ url, migrate })),
    );
    const versions = await Promise.all(stores.map((store) => store.users.version()));
    expect(versions).toEqual([0, 0, 0]);
    await Promise.all(stores.map((store) => store.close()));
    await expect(stores[0]?.users.version()).rejects.toMatchObject({ code: 'store.closed' });
  });

  it('is refused on data of a newer version, and where there is no such database', async () => {
    const { url } = schema;
    await ask(url, `insert into schema_migrations values (999, 'later')`);
    for (const migrate of [true, false])
      await expect(openPostgresStore({ url, migrate })).rejects.toMatchObject({
        code: 'store.newer-schema',
      });
    await ask(url, 'delete from schema_migrations where number = 999');
    const other = new URL(url);
    other.pathname = 'no_such_database';
    await expect(openPostgresStore({ url: other.href })).rejects.toMatchObject({
      code: 'store.failed',
    });
  });

  it('tells a value that is refused from a table that is not there', async () => {
    const store = await openPostgresStore(schema);
    await expect(store.deadLetters.add([deadLetter(1, { frameId: 'x' })])).rejects.toMatchObject({
      code: 'store.data',
    });
    await ask(schema.url, 'alter table suspects rename to hidden');
    await expect(store.suspects.find([])).rejects.toMatchObject({ code: 'store.failed' });
    await ask(schema.url, 'alter table hidden rename to suspects');
    expect(await store.suspects.find([])).toEqual([]);
    await store.close();
  });

  it('is for one process where that wants it for itself, and free when that has closed', async () => {
    const first = await openSolePostgresStore(schema);
    await expect(openSolePostgresStore(schema)).rejects.toMatchObject({ code: 'store.locked' });
    await first.close();
    const second = await openSolePostgresStore(schema);
    await second.close();
  });

  it('says so where a session is lost in which something runs, and has another for the next', async () => {
    const store = await openPostgresStore({ ...schema, applicationName: 'lost in use' });
    const blocker = new Client({ connectionString: schema.url });
    await blocker.connect();
    await blocker.query('begin; lock table dead_letters');
    const lost = expect(store.deadLetters.add([deadLetter(7)])).rejects.toMatchObject({
      code: 'store.away',
    });
    const ofOurs = `from pg_stat_activity where application_name = 'lost in use' and state <> 'idle'`;
    await expect.poll(() => ask(schema.url, `select pid ${ofOurs}`)).toHaveLength(1);
    await ask(schema.url, `select pg_terminate_backend(pid) ${ofOurs}`);
    await lost;
    await blocker.end();
    await store.deadLetters.add([deadLetter(7)]);
    expect(await store.deadLetters.list(1)).toMatchObject([{ frameId: frameId(7) }]);
    await store.close();
  });
});

describe('a store on a Postgres that goes away', () => {
  let server: OwnService;
  beforeAll(async () => {
    server = await ownService('postgres', 'postgres-store');
  }, START_MS);
  afterAll(async () => {
    await server.stop();
  });

  it(
    'says so, and goes on with what was committed when the server is back',
    { timeout: START_MS },
    async () => {
      const store = await openPostgresStore({ url: server.url });
      const sole = await openSolePostgresStore({ url: server.url });
      await sole.queue.apply([message(1)], []);
      await server.kill();
      await expect(store.deadLetters.list(1)).rejects.toMatchObject({ code: 'store.away' });
      await expect(sole.queue.apply([message(2)], [])).rejects.toMatchObject({
        code: 'store.away',
      });
      const [opened] = await Promise.all([openPostgresStore({ url: server.url }), server.start()]);
      await opened.close();
      expect(await store.deadLetters.list(1)).toEqual([]);
      await expect
        .poll(
          () =>
            sole.queue.apply([message(2)], []).then(
              () => 'stored',
              () => 'away',
            ),
          {
            timeout: START_MS,
          },
        )
        .toBe('stored');
      expect(await sole.queue.read('a', 0, 9)).toHaveLength(2);
      await Promise.all([store.close(), sole.close()]);
    },
  );

  it(
    'takes its right anew when only that session was lost, and writes nothing before',
    { timeout: START_MS },
    async () => {
      const sole = await openSolePostgresStore({ url: server.url });
      const holder = `select pid from pg_locks where locktype = 'advisory'`;
      const [pid] = await ask(server.url, holder);
      await ask(server.url, `select pg_terminate_backend(${String(pid)})`);
      await expect.poll(async () => (await ask(server.url, holder))[0] ?? pid).not.toBe(pid);
      await expect
        .poll(() =>
          sole.queue.queues().then(
            () => true,
            () => false,
          ),
        )
        .toBe(true);
      await expect(openSolePostgresStore({ url: server.url })).rejects.toMatchObject({
        code: 'store.locked',
      });
      await sole.close();
    },
  );
});
