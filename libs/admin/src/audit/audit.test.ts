import { freshSchema } from '@dlms-telemetry/services';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestApi } from '../test-api.js';

const MORE_TIME = 60_000;
const ADD = '/api/Users/Dlms/Meters/Add';
const KEY = '3B9AC9FF4E2D1C0B8A796857463524A1';

let api: TestApi;
let schema: Awaited<ReturnType<typeof freshSchema>>;
let administrator: string;
let configurator: string;
let viewer: string;

beforeAll(async () => {
  schema = await freshSchema();
  api = await TestApi.open(schema);
  administrator = await api.key('administrator');
  configurator = await api.key('configurator');
  viewer = await api.key('viewer');
}, MORE_TIME);
afterAll(() => api.close());

async function audited(query = ''): Promise<Record<string, unknown>[]> {
  const { body } = await api.call('GET', `/api/Audit${query}`, { key: administrator });
  return body.entries as Record<string, unknown>[];
}

describe('the audit log', () => {
  it('tells who did what, from where, and which fields have changed, without what is in them', async () => {
    const body = { users: [{ Ip: '10.0.0.1', Label: 'one', BlockCipherKey: KEY }] };
    await api.call('POST', ADD, { key: configurator, body });
    const [entry] = await audited('?action=users.add');
    expect(entry).toMatchObject({
      keyId: configurator.split('_')[1],
      keyLabel: 'a configurator',
      action: 'users.add',
      object: 'Meters',
      address: '127.0.0.1',
      outcome: 'done',
      detail: {
        added: 1,
        users: [
          { Ip: '10.0.0.1', change: 'added', fields: ['Label', 'Enabled', 'BlockCipherKey'] },
        ],
      },
    });
    expect(JSON.stringify(entry)).not.toContain(KEY);
  });

  it('tells what was refused: for want of a role, of a service, and for what was wrong in it', async () => {
    const body = { users: [{ Ip: '10.0.0.1' }] };
    await api.call('POST', ADD, { key: viewer, body });
    await api.call('POST', ADD, { key: configurator, body, serviceId: 'another' });
    await api.call('POST', ADD, { key: configurator, body: { users: [{ Ip: 'x' }] } });
    await api.call('POST', '/api/Users/Dlms/Nobody/Add', { key: configurator, body });
    await api.call('POST', ADD, { key: configurator, text: '{' });
    const entries = await audited('?outcome=refused&limit=5');
    expect(entries.map(({ action, object, code }) => [action, object, code])).toEqual([
      ['users.add', 'Meters', 'users.unreadable'],
      ['users.add', 'Nobody', 'users.unknown-device'],
      ['users.add', 'Meters', 'users.invalid'],
      ['access', `POST ${ADD}`, 'access.service-id'],
      ['access', `POST ${ADD}`, 'access.role'],
    ]);
  });

  it('is read page by page, by key, action, object and time', async () => {
    const all = await audited('?limit=1000');
    const first = await api.call('GET', '/api/Audit?limit=2', { key: administrator });
    const next = String(first.body.next);
    expect(await audited(`?before=${next}&limit=1000`)).toEqual(all.slice(2));
    const keyId = viewer.split('_')[1] ?? '';
    expect(await audited(`?keyId=${keyId}`)).toHaveLength(1);
    expect(await audited('?object=Nobody')).toHaveLength(1);
    expect(await audited('?until=2020-01-01T00:00:00Z')).toEqual([]);
    const wrong = await api.call('GET', '/api/Audit?from=then', { key: administrator });
    expect(wrong).toMatchObject({ status: 422, body: { errors: [{ place: 'from' }] } });
  });

  it.each([
    ["update audit set action = 'nothing'"],
    ['delete from audit'],
    ['truncate audit'],
    ["insert into audit (id, action, outcome, detail) values (1, 'a', 'done', '{}')"],
  ])('takes no change by anybody: %s', async (sql) => {
    const before = await audited('?limit=1000');
    const client = new Client({ connectionString: schema.url });
    await client.connect();
    await expect(client.query(sql)).rejects.toThrow();
    await client.end();
    expect(await audited('?limit=1000')).toEqual(before);
  });

  it('has what an administrator did with keys', async () => {
    const body = { label: 'Billing', role: 'viewer' };
    const made = await api.call('POST', '/api/ApiKeys', { key: administrator, body });
    const { id, key } = made.body as { id: string; key: string };
    await api.call('DELETE', `/api/ApiKeys/${id}`, { key: administrator });
    const entries = await audited(`?object=${id}`);
    expect(entries.map(({ action, detail }) => [action, detail])).toEqual([
      ['api-keys.revoke', { label: 'Billing' }],
      [
        'api-keys.create',
        { label: 'Billing', role: 'viewer', allowedAddresses: [], expiresAt: null },
      ],
    ]);
    expect(JSON.stringify(entries)).not.toContain(key.slice(-64));
  });
});

it('a change whose audit row cannot be stored is not made', async () => {
  const client = new Client({ connectionString: schema.url });
  await client.connect();
  await client.query(
    "alter table audit add constraint closed check (action <> 'users.add') not valid",
  );
  const users = [{ Ip: '10.0.0.99' }];
  const refused = await api.call('POST', ADD, { key: configurator, body: { users } });
  expect(refused.status).toBeGreaterThanOrEqual(400);
  const listed = await api.call('GET', '/api/Users/Dlms/Meters?ip=10.0.0.99', { key: viewer });
  expect(listed.body).toMatchObject({ total: 0 });
  await client.query('alter table audit drop constraint closed');
  await client.end();
});
