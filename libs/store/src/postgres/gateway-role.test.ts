import { freshSchema, type Share } from '@dlms-telemetry/services';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { frameId } from '../contract/test-rows.js';
import { openBacklogWriter } from '../postgres-backlog-writer.js';
import { openPostgresStore } from '../postgres-store.js';
import type { Store } from '../store.js';
import type { BacklogRow } from '../tables/backlog-writer.js';
import { grantGatewayRole } from './gateway-role.js';

/** The server may still be starting. */
const START_MS = 60_000;
const INSUFFICIENT_PRIVILEGE = '42501';

function row(n: number): BacklogRow {
  return {
    ...{ firstFrameId: frameId(n), receptor: 'north', cause: 'broker', count: 1 },
    ...{ receivedAt: Date.UTC(2026, 4, 6), envelope: Uint8Array.of(n) },
  };
}

describe('the role of gateways', () => {
  let schema: Share;
  let store: Store;
  let role: string;
  let gatewayUrl: string;
  beforeAll(async () => {
    schema = await freshSchema();
    store = await openPostgresStore({ url: schema.url });
    const own = new URL(schema.url);
    role = `gateway_${(own.searchParams.get('options') ?? '').split('=').at(-1) ?? ''}`;
    own.username = role;
    own.password = 'pass word';
    gatewayUrl = own.href;
    await grantGatewayRole(schema.url, { role, password: 'pass word' });
  }, START_MS);
  afterAll(async () => {
    await store.close();
    await schema.drop();
    await asOwner(`drop role ${role}`);
  });

  async function asOwner(statement: string): Promise<void> {
    const client = new Client({ connectionString: schema.url });
    await client.connect();
    await client.query(statement);
    await client.end();
  }

  async function asGateway(statement: string): Promise<string> {
    const client = new Client({ connectionString: gatewayUrl });
    await client.connect();
    try {
      await client.query(statement);
      return 'done';
    } catch (error) {
      return String((error as { code?: unknown }).code);
    } finally {
      await client.end();
    }
  }

  it('may add to the backlog, also what is there already', async () => {
    const writer = openBacklogWriter({ url: gatewayUrl });
    expect(await writer.ready()).toBe(true);
    await writer.backlog.add([row(1), row(2)]);
    await writer.backlog.add([row(2), row(3)]);
    await writer.close();
    expect(await writer.ready()).toBe(false);
    const limit = { envelopes: 10, frames: 10 };
    expect(await store.backlog.oldest('north', 'broker', limit)).toHaveLength(3);
  });

  it('may do nothing else with the backlog', async () => {
    for (const statement of [
      'select * from backlog',
      'select count(*) from backlog',
      `update backlog set receptor = 'south'`,
      'delete from backlog',
      'truncate backlog',
      'drop table backlog',
      'begin; lock table backlog in access exclusive mode',
      `insert into backlog select * from backlog on conflict (first_frame_id) do nothing`,
    ])
      expect([statement, await asGateway(statement)]).toEqual([statement, INSUFFICIENT_PRIVILEGE]);
  });

  it('is closed out of every other table, and makes none', async () => {
    const names = await tables();
    expect(names.length).toBeGreaterThan(10);
    for (const name of names)
      for (const statement of [
        `select * from ${name}`,
        `insert into ${name} default values`,
        `delete from ${name}`,
      ])
        expect([statement, await asGateway(statement)]).toEqual([
          statement,
          INSUFFICIENT_PRIVILEGE,
        ]);
    expect(await asGateway('create table mine ()')).toBe(INSUFFICIENT_PRIVILEGE);
    expect(await asGateway('create role other')).toBe(INSUFFICIENT_PRIVILEGE);
  });

  it('loses what it was granted beside, when it is granted again', async () => {
    await asOwner(`grant select on users to ${role}`);
    expect(await asGateway('select from users')).toBe('done');
    await grantGatewayRole(schema.url, { role });
    expect(await asGateway('select from users')).toBe(INSUFFICIENT_PRIVILEGE);
  });

  async function tables(): Promise<string[]> {
    const client = new Client({ connectionString: schema.url });
    await client.connect();
    const { rows } = await client.query<{ name: string }>(
      `select relname as name from pg_class where relnamespace = current_schema()::regnamespace
        and relkind in ('r', 'p') and relname <> 'backlog'`,
    );
    await client.end();
    return rows.map(({ name }) => name);
  }
});
