import { timingSafeEqual } from 'node:crypto';
import { Counters, createEvents, silentLog } from '@dlms-telemetry/observe';
import { freshSchema } from '@dlms-telemetry/services';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminEvents } from '../events.js';
import { TestApi } from '../test-api.js';
import { Access } from './access.js';
import { mintKey } from './api-key.js';

const MORE_TIME = 60_000;
const LIST = '/api/Users/Dlms/Meters';
const ADD = `${LIST}/Add`;
const USERS = { users: [{ Ip: '10.0.0.1' }] };

let api: TestApi;
let administrator: string;

beforeAll(async () => {
  // One proxy: this machine.
  api = await TestApi.open(await freshSchema(), undefined, {
    trustedProxies: ['127.0.0.1'],
    requestsAMinute: 100,
    failuresAMinute: 3,
  });
  administrator = await api.key('administrator');
}, MORE_TIME);
afterAll(() => api.close());

/** Each test comes from an address of its own: limits hold by address. */
let tests = 0;
const fromNowhere = (): Record<string, string> => ({ 'X-Forwarded-For': `192.0.2.${++tests}` });

describe('a request is refused', () => {
  it('with 401 without a key, with one that is none, past its time or revoked', async () => {
    const headers = fromNowhere();
    const get = async (key: string | undefined) => {
      const { status, body } = await api.call('GET', LIST, { key, headers: fromNowhere() });
      return [status, body.code];
    };
    expect(await api.call('GET', LIST, { headers })).toMatchObject({
      status: 401,
      body: { code: 'access.no-key', title: 'Who asks is not known', status: 401 },
    });
    const wrongSecret = `${administrator.slice(0, -2)}00`;
    for (const key of ['x', mintKey().key, wrongSecret])
      expect(await get(key)).toEqual([401, 'access.bad-key']);
    const expired = await api.key('viewer', { expiresAt: new Date(Date.now() - 1) });
    expect(await get(expired)).toEqual([401, 'access.expired']);
    const revoked = await api.key('viewer');
    const path = `/api/ApiKeys/${revoked.split('_')[1] ?? ''}`;
    await api.call('DELETE', path, { key: administrator, headers });
    expect(await get(revoked)).toEqual([401, 'access.revoked']);
  });

  it('with 403 for less than the role it takes, and for another service', async () => {
    const call = { headers: fromNowhere(), body: USERS };
    for (const role of ['viewer', 'operator'] as const) {
      const key = await api.key(role);
      const refused = await api.call('POST', ADD, { ...call, key });
      expect(refused).toMatchObject({ status: 403, body: { code: 'access.role' } });
      expect(refused.body.detail).toContain('configurator');
      const { headers } = call;
      expect(await api.call('GET', LIST, { key, headers })).toMatchObject({ status: 200 });
    }
    const configurator = await api.key('configurator');
    for (const path of ['/api/ApiKeys', '/api/Audit'])
      expect(
        await api.call('GET', path, { key: configurator, headers: call.headers }),
      ).toMatchObject({ status: 403, body: { code: 'access.role' } });
    for (const serviceId of ['', 'another'])
      expect(await api.call('POST', ADD, { ...call, key: administrator, serviceId })).toMatchObject(
        { status: 403, body: { code: 'access.service-id' } },
      );
  });

  it('with 403 from an address that the key may not come from, as a trusted proxy names it', async () => {
    const key = await api.key('viewer', { allowedAddresses: ['198.51.100.0/24', '2001:db8::/32'] });
    const from = async (address: string) => {
      const headers = { 'X-Forwarded-For': address };
      const { status, body } = await api.call('GET', LIST, { key, headers });
      return body.code ?? status;
    };
    expect(await from('198.51.100.7')).toBe(200);
    expect(await from('2001:db8::7')).toBe(200);
    expect(await from('::ffff:198.51.100.7')).toBe(200);
    expect(await from('203.0.113.7')).toBe('access.address');
    // What the sender itself puts in front is not believed.
    expect(await from('198.51.100.7, 203.0.113.7')).toBe('access.address');
  });

  it('with 429 and Retry-After when a key asks too often, or an address tries too many keys', async () => {
    const key = await api.key('viewer');
    const headers = fromNowhere();
    const statuses = new Set<number>();
    for (let n = 0; n < 100; n++)
      statuses.add((await api.call('GET', LIST, { key, headers })).status);
    expect([...statuses]).toEqual([200]);
    const late = await api.call('GET', LIST, { key, headers });
    expect(late).toMatchObject({ status: 429, body: { code: 'access.too-often' } });
    expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(0);

    const guessing = fromNowhere();
    const tries: unknown[] = [];
    for (let n = 0; n < 4; n++) {
      const { key: guess } = mintKey();
      tries.push((await api.call('GET', LIST, { key: guess, headers: guessing })).body.code);
    }
    const bad = 'access.bad-key';
    expect(tries).toEqual([bad, bad, bad, 'access.too-often']);
    const blocked = { key: administrator, headers: guessing };
    expect(await api.call('GET', LIST, blocked)).toMatchObject({ status: 429 });
  });
});

describe('keys', () => {
  it('are made, shown once, listed without themselves and revoked by an administrator', async () => {
    const call = { key: administrator, headers: fromNowhere() };
    const body = { label: 'Billing', role: 'configurator', allowedAddresses: ['192.0.2.0/24'] };
    const made = await api.call('POST', '/api/ApiKeys', { ...call, body });
    expect(made).toMatchObject({ status: 201, body: { label: 'Billing', role: 'configurator' } });
    const { id, key } = made.body as { id: string; key: string };
    const added = await api.call('POST', ADD, { key, headers: fromNowhere(), body: USERS });
    expect(added).toMatchObject({ status: 200, body: { added: 1 } });

    const listed = await api.call('GET', '/api/ApiKeys', call);
    const [own] = (listed.body.apiKeys as { id: string }[]).filter((one) => one.id === id);
    expect(own).toMatchObject({ label: 'Billing', createdBy: administrator.split('_')[1] });
    expect(listed.text).not.toContain(key);
    expect(listed.text).not.toContain('hash');

    const revoked = await api.call('DELETE', `/api/ApiKeys/${id}`, call);
    expect(revoked).toMatchObject({ status: 200, body: { id } });
    expect(revoked.body).toHaveProperty('revokedAt');
    const late = await api.call('POST', ADD, { key, headers: fromNowhere(), body: USERS });
    expect(late).toMatchObject({ status: 401 });
    const nobody = await api.call('DELETE', '/api/ApiKeys/0000000000000000', call);
    expect(nobody).toMatchObject({ status: 404, body: { code: 'access.unknown-key' } });
  });

  it('are refused with every field that cannot be taken', async () => {
    const call = { key: administrator, headers: fromNowhere() };
    const body = { label: ' ', role: 'root', allowedAddresses: ['10.0.0'], expires: 'soon' };
    const { status, body: problem } = await api.call('POST', '/api/ApiKeys', { ...call, body });
    expect(status).toBe(422);
    expect((problem.errors as { place: string }[]).map(({ place }) => place).toSorted()).toEqual([
      '/allowedAddresses/0',
      '/expires',
      '/label',
      '/role',
    ]);
  });
});

describe('a key', () => {
  const BEGIN = Date.UTC(2026, 0, 1);
  function accessTo(equal: (a: Uint8Array, b: Uint8Array) => boolean) {
    const clock = { now: BEGIN };
    const used: string[] = [];
    const access = new Access(
      { serviceId: 's' },
      {
        apiKeys: {
          find: (id) => api.store.apiKeys.find(id),
          used: (id, at, from) => {
            used.push(`${at - BEGIN} ${from}`);
            return api.store.apiKeys.used(id, at, from);
          },
        },
        limiter: { take: () => Promise.resolve({ allowed: true, retryAfterMs: 0 }) },
        events: createEvents('admin', adminEvents, {
          log: silentLog(),
          counters: new Counters(),
        }),
        now: () => clock.now,
        equal,
      },
    );
    return { access, used, clock };
  }
  const from = (key: string) => ({ key, serviceId: 's', address: '192.0.2.200' });

  it('is compared by its whole hash in constant time, one that nobody has too', async () => {
    const compared: number[] = [];
    const { access } = accessTo((a, b) => {
      compared.push(a.length, b.length);
      return timingSafeEqual(a, b);
    });
    await access.authenticate(from(administrator));
    const wrongs = [`${administrator.slice(0, -1)}x`, mintKey().key, 'x', ''];
    for (const wrong of wrongs)
      await expect(access.authenticate(from(wrong))).rejects.toMatchObject({
        code: 'access.bad-key',
      });
    expect(compared).toEqual(Array.from({ length: 2 * (1 + wrongs.length) }, () => 32));
  });

  it('has its last use noted, at most once a minute', async () => {
    const { access, used, clock } = accessTo(timingSafeEqual);
    const key = await api.key('viewer');
    for (const passed of [0, 1, 59_999, 60_000]) {
      clock.now = BEGIN + passed;
      await access.authenticate(from(key));
    }
    await access.stop();
    expect(used).toEqual(['0 192.0.2.200', '60000 192.0.2.200']);
    const kept = await api.store.apiKeys.find(key.split('_')[1] ?? '');
    expect(kept?.lastUsedFrom).toBe('192.0.2.200');
  });
});
