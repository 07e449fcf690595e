import { freshSchema } from '@dlms-telemetry/services';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SPECIFICATION_USERS } from '../openapi/samples.js';
import { TestApi } from '../test-api.js';
import { takenUsersAnswer } from './users.schemas.js';

/** What is documented, and nothing beside it: not even a sealed key leaves the store. */
const answer = takenUsersAnswer.strict();

/** The body of the specification, octet for octet. */
const ADD = `{
    "users": [
        {
            "Ip": "127.0.0.1",
            "Authentication": "HighGmac",
            "Password" : "12345",
            "ConnectionInterfaceType" : "WRAPPER",
            "UseLogicalNameReferencing" : 1,
            "ClientAddress" : -1,
            "ServerAddress" : -1,
            "SecureClient" : 1,
            "BlockCipherKey" : "000102030405060708090A0B0C0D0E0F",
            "SecureClientSecurity" : "AuthenticationEncryption",
            "SystemTitle" : "45444D6B31304D30",
            "AuthenticationKey" : "000102030405060708090A0B0C0D0E0F",
            "SecuritySuite" : "Suite0"
        },
        {
            "Ip": "127.55.6.1",
            "Authentication": "HighGmac",
            "Password" : "12345",
            "ConnectionInterfaceType" : "WRAPPER",
            "UseLogicalNameReferencing" : 1,
            "ClientAddress" : -1,
            "ServerAddress" : -1,
            "SecureClient" : 1,
            "BlockCipherKey" : "000102030405060708090A0B0C0D0E0F",
            "SecureClientSecurity" : "AuthenticationEncryption",
            "SystemTitle" : "45444D6B31304D30",
            "AuthenticationKey" : "000102030405060708090A0B0C0D0E0F",
            "SecuritySuite" : "Suite0"
        }
    ]
}
`;
const DELETE = `{
    "ips": [
        "127.0.0.1",
        "127.55.6.1"
    ]
}
`;

const KEY = '7C21E0D4936A5B8F0E1D2C3B4A596877';
const OTHER_KEY = '9F8E7D6C5B4A39281706F5E4D3C2B1A0';
const PASSWORD = 'correct horse battery';
const TITLE = '4B464D1020000001';
const MORE_TIME = 60_000;

let api: TestApi;
let key: string;
let viewer: string;

beforeAll(async () => {
  api = await TestApi.open(await freshSchema(), {
    Meters: { DeviceType: 'DlmsPushServer', Port: 0 },
    Others: { DeviceType: 'DlmsPushServer', Port: 0, Users: [{ Ip: '192.0.2.9' }] },
    Pages: { DeviceType: 'DlmsPushServer', Port: 0 },
  });
  key = await api.key('configurator');
  viewer = await api.key('viewer');
}, MORE_TIME);
afterAll(() => api.close());

const users = (device: string, path = ''): string => `/api/Users/Dlms/${device}${path}`;

describe("the specification's calls", () => {
  it('add its users as printed, and delete them as printed', async () => {
    const added = await api.call('POST', users('Meters', '/Add'), { key, text: ADD });
    expect(added).toMatchObject({ status: 200, body: { added: 2, updated: 0, unchanged: 0 } });
    const again = await api.call('POST', users('Meters', '/Add'), { key, text: ADD });
    expect(again.body).toMatchObject({ added: 0, updated: 0, unchanged: 2 });
    for (const { body } of [added, again]) expect(() => answer.parse(body)).not.toThrow();
    const deleted = await api.call('POST', users('Meters', '/Delete'), { key, text: DELETE });
    expect(deleted).toMatchObject({ status: 200, body: { deleted: 2, warnings: [] } });
    const twice = await api.call('DELETE', users('Meters', '/Delete'), { key, text: DELETE });
    expect(twice).toMatchObject({ status: 200, body: { deleted: 0 } });
    expect(twice.body.warnings).toHaveLength(2);
    expect(JSON.parse(ADD)).toEqual(SPECIFICATION_USERS);
  });

  it('are found in any case of letters: paths, devices and fields', async () => {
    const body = { USERS: [{ ip: '127.0.0.2', blockcipherkey: KEY, SystemTitle: TITLE }] };
    const added = await api.call('POST', '/API/users/dlms/METERS/add', { key, body });
    expect(added).toMatchObject({ status: 200, body: { added: 1 } });
    expect(added.body.users).toMatchObject([{ Ip: '127.0.0.2', SystemTitle: TITLE }]);
    const removal = { key, body: { IPS: ['127.0.0.2'] } };
    const deleted = await api.call('DELETE', '/api/Users/DLMS/meters/DELETE', removal);
    expect(deleted).toMatchObject({ status: 200, body: { deleted: 1 } });
  });
});

describe('a list of users', () => {
  it('is refused whole, with every error at its place', async () => {
    const body = {
      users: [
        { Ip: '10.0.0.1', BlockCipherKey: `${KEY}00` },
        { Ip: '10.0.0', Adress: 1 },
        { Ip: '10.0.0.3' },
      ],
    };
    const { status, body: problem } = await api.call('POST', users('Meters', '/Add'), {
      key,
      body,
    });
    expect(status).toBe(422);
    expect(problem).toMatchObject({
      code: 'users.invalid',
      type: 'urn:dlms-telemetry:users.invalid',
    });
    expect((problem.errors as { place: string }[]).map(({ place }) => place)).toEqual([
      '/users/0/BlockCipherKey',
      '/users/1/Adress',
      '/users/1/Ip',
      '/users/1', // nothing is left by which it could be known
    ]);
    const listed = await api.call('GET', users('Meters'), { key: viewer });
    expect(listed.body).toMatchObject({ total: 0 });
  });

  it('comes as CSV too, with the lines of what is wrong', async () => {
    const headers = { 'Content-Type': 'text/csv; charset=utf-8' };
    const wrong = 'Ip;Serial;BlockCipherKey\n10.1.0.1;1;\n10.1.0.2;2;00\n';
    const call = { key, headers, text: wrong };
    const refused = await api.call('POST', users('Meters', '/Import'), call);
    expect(refused.body).toMatchObject({
      status: 422,
      errors: [{ place: '/users/1/BlockCipherKey', line: 3 }],
    });
    const text = `Ip;Serial;BlockCipherKey\n10.1.0.1;1;\n10.1.0.2;2;${KEY}\n`;
    const added = await api.call('POST', users('Meters', '/Import'), { key, headers, text });
    expect(added).toMatchObject({ status: 200, body: { added: 2 } });
    const body = { ips: ['10.1.0.1', '10.1.0.2'] };
    await api.call('POST', users('Meters', '/Delete'), { key, body });
  });

  it.each([
    ['that is no JSON', `{"users":[{"BlockCipherKey":"${KEY}" 1}]}`, 'users.unreadable'],
    ['without users', '{"devices":[]}', 'users.unreadable'],
    ['that is nested too deeply', '['.repeat(100_000), 'users.unreadable'],
  ])('%s is refused with 400', async (_, text, code) => {
    const answer = await api.call('POST', users('Meters', '/Add'), { key, text });
    expect(answer).toMatchObject({ status: 400, body: { code } });
  });

  it('warns of a further user behind an address, and of users that the file has', async () => {
    const add = (body: object) => api.call('POST', users('Others', '/Add'), { key, body });
    await add({ users: [{ Ip: '10.2.0.1', SystemTitle: TITLE }] });
    const { body } = await add({ users: [{ Ip: '10.2.0.1' }, { Ip: '192.0.2.9' }] });
    expect(body.warnings).toMatchObject([
      expect.stringContaining('registered with another SystemTitle'),
      expect.stringContaining('stands in the configuration file'),
    ]);
    const file = await api.call('GET', `${users('Others')}?source=file`, { key: viewer });
    expect(file.body).toMatchObject({ total: 1, users: [{ source: 'file', Ip: '192.0.2.9' }] });
  });
});

describe('one user', () => {
  it('is shown, changed, disabled, enabled and deleted', async () => {
    const body = {
      users: [{ Ip: '10.3.0.1', Label: 'old', Password: PASSWORD, BlockCipherKey: KEY }],
    };
    const added = await api.call('POST', users('Meters', '/Add'), { key, body });
    const [{ id }] = added.body.users as [{ id: string }];
    const path = users('Meters', `/${id}`);
    const patch = { label: 'new', NextBlockCipherKey: OTHER_KEY };
    const changed = await api.call('PATCH', path, { key, body: patch });
    expect(changed.body).toMatchObject({ updated: 1, users: [{ id, change: 'updated' }] });
    const disabled = await api.call('POST', `${path}/Disable`, { key });
    expect(disabled).toMatchObject({ status: 200, body: { updated: 1 } });
    const shown = await api.call('GET', path, { key: viewer });
    expect(shown.body).toMatchObject({ Ip: '10.3.0.1', Label: 'new', Enabled: false });
    expect(shown.body.keys).toMatchObject([
      { name: 'BlockCipherKey', state: 'active' },
      { name: 'BlockCipherKey', state: 'next' },
      { name: 'Password', state: 'active' },
    ]);
    await api.call('POST', `${path}/Enable`, { key });
    expect((await api.call('GET', path, { key: viewer })).body).toMatchObject({ Enabled: true });
    expect(await api.call('DELETE', path, { key })).toMatchObject({ body: { deleted: 1 } });
    expect(await api.call('GET', path, { key: viewer })).toMatchObject({
      status: 404,
      body: { code: 'users.unknown-user' },
    });
  });

  it('is refused a change of what it is known by, at its place', async () => {
    const body = { users: [{ Ip: '10.3.0.2' }] };
    const added = await api.call('POST', users('Meters', '/Add'), { key, body });
    const [{ id }] = added.body.users as [{ id: string }];
    const patched = await api.call('PATCH', users('Meters', `/${id}`), {
      key,
      body: { Ip: '10.3.0.3' },
    });
    expect(patched).toMatchObject({ status: 422, body: { errors: [{ place: '/Ip' }] } });
    await api.call('DELETE', users('Meters', `/${id}`), { key });
  });
});

it('users are listed page by page and by what is asked', async () => {
  const list = Array.from({ length: 5 }, (_, index) => ({
    ...{ Ip: `10.4.0.${index + 1}`, Serial: String(index) },
    ...{ Label: index % 2 === 0 ? 'even' : 'odd' },
  }));
  await api.call('POST', users('Pages', '/Add'), { key, body: { users: list } });
  const seen: unknown[] = [];
  let next: unknown;
  do {
    const cursor = typeof next === 'string' ? `&cursor=${next}` : '';
    const path = `${users('Pages')}?text=EVEN&limit=2${cursor}`;
    const { body } = await api.call('GET', path, { key: viewer });
    expect(body.total).toBe(3);
    seen.push(...(body.users as { Serial: string }[]).map(({ Serial }) => Serial));
    ({ next } = body);
  } while (next !== undefined);
  expect(seen.toSorted()).toEqual(['0', '2', '4']);
  const wrong = await api.call('GET', `${users('Pages')}?limit=0&cursor=x&nothing=1`, {
    key: viewer,
  });
  expect(wrong).toMatchObject({ status: 422, body: { code: 'request.invalid' } });
  const cursor = await api.call('GET', `${users('Pages')}?cursor=x`, { key: viewer });
  expect(cursor).toMatchObject({ status: 422, body: { errors: [{ place: 'cursor' }] } });
});

it('a device that is not in the configuration is 404, for every call', async () => {
  const id = '0191f2c4-7f30-4a5e-9a3e-0c7d1f0b7a11';
  const calls = [
    ['POST', '/Add', { users: [{ Ip: '10.0.0.1' }] }],
    ['POST', '/Delete', { ips: ['10.0.0.1'] }],
    ['GET', '', undefined],
    ['GET', `/${id}`, undefined],
    ['PATCH', `/${id}`, {}],
    ['DELETE', `/${id}`, undefined],
    ['POST', `/${id}/Disable`, undefined],
  ] as const;
  for (const [method, path, body] of calls) {
    const answer = await api.call(method, users('Nobody', path), { key, body });
    expect(answer).toMatchObject({ status: 404, body: { code: 'users.unknown-device' } });
  }
});

it('no key or password stands in an answer, in the audit log or in the log', async () => {
  const rows = await api.store.audit.list({ limit: 1_000 });
  expect(rows.length).toBeGreaterThan(10);
  const everything = [...api.answers, JSON.stringify(rows), await api.log()].join('\n');
  expect(everything).toContain('BlockCipherKey');
  const octets = [KEY, OTHER_KEY, '000102030405060708090A0B0C0D0E0F'];
  const secrets = [...octets, ...octets.map((hex) => hex.toLowerCase()), PASSWORD, key, viewer];
  for (const secret of secrets) expect(everything.includes(secret)).toBe(false);
});
