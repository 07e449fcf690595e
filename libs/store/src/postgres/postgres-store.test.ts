import { freshSchema, type Share } from '@dlms-telemetry/services';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPostgresStore } from '../postgres-store.js';

/** The server may still be starting. */
const START_MS = 60_000;

describe('a store on Postgres', () => {
  let schema: Share;
  beforeAll(async () => {
    schema = await freshSchema();
  }, START_MS);
  afterAll(async () => {
    await schema.drop();
  });

  it('has its schema brought up to date by one of the processes that start at the same time', async () => {
    const stores = await Promise.all(
      [true, true, false].map((migrate) => openPostgresStore({ url: schema.url, migrate })),
    );
    const versions = await Promise.all(stores.map((store) => store.users.version()));
    expect(versions).toEqual([0, 0, 0]);
    await Promise.all(stores.map((store) => store.close()));
  });
});
