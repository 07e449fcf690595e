import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCertificate, readPrivateKey, readPublicKey } from '@dlms-telemetry/dlms-node';
import { Counters, createEvents, silentLog } from '@dlms-telemetry/observe';
import { parseConfiguration, UsersError } from '@dlms-telemetry/options';
import { openEmbeddedStore, type AuditRow, type Store } from '@dlms-telemetry/store';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  KeyRing,
  registryEvents,
  unsealUsers,
  UserDirectory,
  UsersDesk,
  type ChangedUser,
  type StoredUser,
} from '../index.js';

const KEY = '000102030405060708090A0B0C0D0E0F';
const OTHER_KEY = 'F0F1F2F3F4F5F6F7F8F9FAFBFCFDFEFF';
const TITLE = '4B464D1020000001';
const OTHER_TITLE = '4B464D1020000002';

const ring = KeyRing.parse(`one=${'a1'.repeat(32)}`);

/** A new database takes its time on a busy machine. */
const TIME_LIMIT = 60_000;

let folder: string;
let store: Store;
let tests = 0;
let device = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'users-changes-'));
  store = await openEmbeddedStore(folder);
}, TIME_LIMIT);
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  device = `device-${++tests}`;
});

function deskOf(options: object = {}): UsersDesk {
  const section = { DeviceType: 'DlmsPushServer', Port: 0, ...options };
  const sources = { env: {}, readFile: () => '' };
  const { configuration } = parseConfiguration(JSON.stringify({ [device]: section }), sources);
  return new UsersDesk({
    users: store.users,
    encryption: ring,
    receptors: configuration.receptors,
    keyReaders: {
      publicKey: readPublicKey,
      privateKey: readPrivateKey,
      certificate: readCertificate,
    },
    now: () => 1_000,
  });
}

async function idOf(desk: UsersDesk, user: object): Promise<string> {
  const { users } = await desk.take(device, [user]);
  return users[0]?.id ?? '';
}

async function keysNow(): Promise<string[]> {
  const { users } = await unsealUsers(await store.users.ofDevice(device), ring);
  return users.flatMap(({ keys }) =>
    keys.map(({ state, name, value }) => `${state} ${name} ${value}`),
  );
}

async function problemsOf(attempt: Promise<unknown>): Promise<string[]> {
  const error: unknown = await attempt.catch((reason: unknown) => reason);
  if (!(error instanceof UsersError)) throw error;
  return error.problems.map(({ index, field }) => `${index ?? ''} ${field}`);
}

function noteOf(changed: readonly ChangedUser[]): AuditRow {
  return {
    ...{ keyId: 'k', keyLabel: 'test', action: 'users.change', object: device },
    ...{ address: null, outcome: 'done', code: null },
    detail: { changed: changed.map(({ change, fields }) => ({ change, fields })) },
  };
}

async function audited() {
  const rows = await store.audit.list({ object: device, limit: 10 });
  return rows.map(({ detail }) => detail.changed);
}

describe('a deletion', () => {
  it('takes every user of an address, and by title only those without one', async () => {
    const desk = deskOf();
    await desk.importUsers(device, [
      { Ip: '10.0.0.1', SystemTitle: TITLE },
      { Ip: '10.0.0.1', SystemTitle: OTHER_TITLE },
      { Ip: '10.0.0.2', SystemTitle: TITLE },
      { SystemTitle: TITLE },
    ]);
    const { users } = await desk.delete(device, { ips: ['::ffff:10.0.0.1'] });
    expect(users.map(({ ip, change }) => `${ip ?? ''} ${change}`)).toEqual([
      '10.0.0.1 deleted',
      '10.0.0.1 deleted',
    ]);
    await desk.delete(device, { systemTitles: [TITLE.toLowerCase()] });
    const left = await desk.list(device);
    expect(left).toMatchObject([{ Ip: '10.0.0.2', SystemTitle: TITLE }]);
  });

  it('says what is not there, and what stays in the file', async () => {
    const desk = deskOf({ Users: [{ Ip: '10.0.0.7' }] });
    const { users, warnings } = await desk.delete(device, { ips: ['10.0.0.7', '10.0.0.8'] });
    expect(users).toEqual([]);
    expect(warnings).toEqual([
      'Ip 10.0.0.7: a user of the configuration file stays',
      'Ip 10.0.0.8: there is no such user',
    ]);
  });

  it('names every address and title that is none, and deletes nothing', async () => {
    const desk = deskOf();
    await desk.importUsers(device, [{ Ip: '10.0.0.1' }]);
    const which = { ips: ['10.0.0.1', '10.0.0.256', 7], systemTitles: ['4B46'] };
    expect(await problemsOf(desk.delete(device, which))).toEqual([
      '1 ips',
      '2 ips',
      '0 systemTitles',
    ]);
    expect(await desk.list(device)).toHaveLength(1);
  });

  it('is told to a process that knew the user, which forgets it', async () => {
    const desk = deskOf();
    const id = await idOf(desk, { Ip: '10.0.0.1' });
    const directory = new UserDirectory({
      users: store.users,
      encryption: ring,
      clock: { now: () => 0, setTimer: () => () => undefined },
      events: createEvents('registry', registryEvents, {
        log: silentLog(),
        counters: new Counters(),
      }),
    });
    const told: StoredUser[] = [];
    await directory.start();
    directory.onUsers((changed) => told.push(...changed));
    await desk.deleteOne(device, id);
    await directory.check();
    expect(told).toMatchObject([{ id, device, ip: '10.0.0.1', deleted: true, enabled: false }]);
    expect(directory.users.some((user) => user.id === id)).toBe(false);
    await directory.stop();
  });
});

describe('a change of one user', () => {
  it('replaces what is given, takes away what is null, and leaves all else', async () => {
    const desk = deskOf();
    const id = await idOf(desk, {
      ...{ Ip: '10.0.0.1', SystemTitle: TITLE, Serial: '7', Label: 'old' },
      ...{ BlockCipherKey: KEY, ClientAddress: 16 },
    });
    const { users } = await desk.patch(device, id, { label: 'new', Serial: null });
    expect(users).toMatchObject([{ id, change: 'updated', fields: ['Serial', 'Label'] }]);
    const user = await desk.get(device, id);
    expect(user).toMatchObject({ Label: 'new', ClientAddress: 16, keys: [{ state: 'active' }] });
    expect(user).not.toHaveProperty('Serial');
    expect(await keysNow()).toEqual([`active BlockCipherKey ${KEY}`]);
  });

  it('gives a key its place in the history of keys', async () => {
    const desk = deskOf();
    const id = await idOf(desk, { Ip: '10.0.0.1', BlockCipherKey: KEY });
    await desk.patch(device, id, { BlockCipherKey: OTHER_KEY });
    expect(await keysNow()).toEqual([
      `active BlockCipherKey ${OTHER_KEY}`,
      `previous BlockCipherKey ${KEY}`,
    ]);
  });

  it('cannot change what a user is known by; every problem is told', async () => {
    const desk = deskOf();
    const id = await idOf(desk, { Ip: '10.0.0.1', SystemTitle: TITLE });
    const same = { Ip: '::ffff:10.0.0.1', SystemTitle: TITLE.toLowerCase() };
    expect(await desk.patch(device, id, same)).toMatchObject({ unchanged: 1 });
    const other = { Ip: '10.0.0.2', SystemTitle: null };
    expect(await problemsOf(desk.patch(device, id, other))).toEqual(['0 Ip', '0 SystemTitle']);
    expect(await problemsOf(desk.patch(device, id, { BlockCipherKey: '00' }))).toEqual([
      '0 BlockCipherKey',
    ]);
  });

  it('disables and enables a user without a look at the rest of it', async () => {
    const desk = deskOf();
    const id = await idOf(desk, { Ip: '10.0.0.1', BlockCipherKey: KEY });
    await desk.setEnabled(device, id, false);
    expect(await desk.get(device, id)).toMatchObject({ Enabled: false, keys: [{}] });
    const again = await desk.setEnabled(device, id, false);
    expect(again).toMatchObject([{ change: 'unchanged' }]);
  });

  it('of a user that is not there is refused', async () => {
    const id = '0191f2c4-0000-7000-8000-000000000001';
    const unknown = { code: 'users.unknown-user' };
    await expect(deskOf().patch(device, id, {})).rejects.toMatchObject(unknown);
    await expect(deskOf().deleteOne(device, id)).rejects.toMatchObject(unknown);
  });
});

describe('the audit log', () => {
  it('has a row of each change, with names of fields, and none where nothing changes', async () => {
    const desk = deskOf();
    const users = [{ Ip: '10.0.0.1', Label: 'one', BlockCipherKey: KEY }];
    await desk.take(device, users, noteOf);
    await desk.take(device, users, noteOf);
    await desk.delete(device, { ips: ['10.0.0.1'] }, noteOf);
    expect(await audited()).toEqual([
      [{ change: 'deleted', fields: [] }],
      [{ change: 'added', fields: ['Label', 'Enabled', 'BlockCipherKey'] }],
    ]);
  });
});

describe('a page', () => {
  it('follows the one before it, and all that agree with the selection come once', async () => {
    const desk = deskOf();
    for (const octet of [1, 2, 3, 4, 5])
      await desk.importUsers(device, [{ Ip: `10.0.0.${octet}`, Label: `Meter ${octet % 2}` }]);
    const seen: unknown[] = [];
    let next: Parameters<UsersDesk['page']>[2];
    do {
      const page = await desk.page(device, { text: 'METER 1' }, next, 2);
      expect(page.total).toBe(3);
      seen.push(...page.users.map(({ Ip }) => Ip));
      next = page.next;
    } while (next !== undefined);
    expect(seen).toEqual(['10.0.0.1', '10.0.0.3', '10.0.0.5']);
  });
});
