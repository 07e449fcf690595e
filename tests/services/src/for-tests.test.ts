import { freshKeyPrefix, freshSchema, freshVhost, ownService } from '@dlms-telemetry/services';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { afterAll, describe, expect, it } from 'vitest';

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(sql);
  await client.end();
  return rows.flatMap((row) => Object.values(row));
}

describe('services for tests', () => {
  it('give each test file a vhost of its own', { timeout: 60_000 }, async () => {
    const [one, other] = [await freshVhost(), await freshVhost()];
    expect(new URL(one.url).pathname).not.toBe(new URL(other.url).pathname);
    await one.drop();
    await other.drop();
    await expect(one.drop()).rejects.toThrow('404');
  });

  it('give each test file a schema of its own', { timeout: 60_000 }, async () => {
    const [one, other] = [await freshSchema(), await freshSchema()];
    await ask(one.url, 'create table t as select 1 as n');
    expect(await ask(one.url, 'select n from t')).toEqual([1]);
    await expect(ask(other.url, 'select n from t')).rejects.toThrow('does not exist');
    await one.drop();
    await other.drop();
  });

  it('give each test file keys of its own', { timeout: 60_000 }, async () => {
    const [one, other] = [await freshKeyPrefix(), await freshKeyPrefix()];
    const redis = new Redis(one.url);
    await redis.mset(`${one.prefix}a`, '1', `${other.prefix}a`, '2');
    await one.drop();
    expect(await redis.mget(`${one.prefix}a`, `${other.prefix}a`)).toEqual([null, '2']);
    await other.drop();
    redis.disconnect();
  });

  describe('of its own', () => {
    afterAll(async () => {
      await (await ownService('postgres', 'for-tests')).stop();
    });

    it('can be killed and come back with what was committed', { timeout: 60_000 }, async () => {
      const own = await ownService('postgres', 'for-tests');
      await ask(own.url, 'create table kept as select 7 as n');
      await own.kill();
      await expect(ask(own.url, 'select 1')).rejects.toThrow('ECONNREFUSED');
      await own.start();
      expect(await ask(own.url, 'select n from kept')).toEqual([7]);
    });
  });
});
