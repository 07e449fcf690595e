import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCertificate, readPrivateKey, readPublicKey } from '@dlms-telemetry/dlms-node';
import { Counters, createEvents, silentLog } from '@dlms-telemetry/observe';
import { parseConfiguration, UsersError } from '@dlms-telemetry/options';
import { openEmbeddedStore, type Store } from '@dlms-telemetry/store';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  KeyRing,
  registryEvents,
  reseal,
  unsealUsers,
  UserDirectory,
  UsersDesk,
  type KeyEncryption,
  type StoredUser,
  type UserDirectoryPorts,
} from '../index.js';

const KEY = '000102030405060708090A0B0C0D0E0F';
const NEXT = 'F0F1F2F3F4F5F6F7F8F9FAFBFCFDFEFF';
const PASSWORD = 'correct horse battery';
const TITLE = '4B464D1020000001';
const OTHER_TITLE = '4B464D1020000002';

const ring = KeyRing.parse(`one=${'a1'.repeat(32)}`);

/** A new database takes its time on a busy machine. */
const TIME_LIMIT = 60_000;

// One store for all: each test has a receptor of its own.
let folder: string;
let store: Store;
let tests = 0;
let device = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'users-'));
  store = await openEmbeddedStore(folder);
}, TIME_LIMIT);
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  device = `device-${++tests}`;
});

function deskOf(options: object = {}, encryption: KeyEncryption = ring, now = 1_000): UsersDesk {
  const section = { DeviceType: 'DlmsPushServer', Port: 0, ...options };
  const sources = { env: {}, readFile: () => '' };
  const { configuration } = parseConfiguration(JSON.stringify({ [device]: section }), sources);
  return new UsersDesk({
    users: store.users,
    encryption,
    receptors: configuration.receptors,
    keyReaders: {
      publicKey: readPublicKey,
      privateKey: readPrivateKey,
      certificate: readCertificate,
    },
    now: () => now,
  });
}

async function unsealed(encryption: KeyEncryption = ring): Promise<readonly StoredUser[]> {
  return (await unsealUsers(await store.users.ofDevice(device), encryption)).users;
}

/** `active BlockCipherKey 00`: state, name and first digits of each key of the only user. */
async function keysNow(): Promise<string[]> {
  const [user] = await unsealed();
  return (user?.keys ?? []).map(
    ({ state, name, value }) => `${state} ${name} ${value.slice(0, 2)}`,
  );
}

describe('an import', () => {
  it('adds, updates and leaves alone by address and title together', async () => {
    const desk = deskOf();
    const one = { Ip: '10.0.0.1', SystemTitle: TITLE, BlockCipherKey: KEY, Label: 'one' };
    const roaming = { SystemTitle: OTHER_TITLE, Serial: '2', ClientAddress: 16 };
    expect(await desk.importUsers(device, [one, roaming])).toEqual({
      ...{ added: 2, updated: 0, unchanged: 0 },
      warnings: [],
    });
    const again = [
      { ...one, Ip: '::ffff:10.0.0.1' },
      { ...roaming, Serial: '3' },
    ];
    expect(await desk.importUsers(device, again)).toMatchObject({
      added: 0,
      updated: 1,
      unchanged: 1,
    });
    const version = await store.users.version();
    expect(await desk.importUsers(device, again)).toMatchObject({ updated: 0, unchanged: 2 });
    expect(await store.users.version()).toBe(version);

    const further = { Ip: '10.0.0.1', SystemTitle: OTHER_TITLE };
    const result = await desk.importUsers(device, [further]);
    expect(result).toMatchObject({ added: 1, updated: 0 });
    expect(result.warnings).toEqual([
      expect.stringMatching(/^user 1, Ip: 10\.0\.0\.1 .*further user/u),
    ]);
  });

  it('is taken whole or not at all', async () => {
    const desk = deskOf();
    const users = [{ Ip: '10.0.0.1' }, { Ip: '10.0.0.2', BlockCipherKey: '77' }, { Label: 'x' }];
    const error: unknown = await desk.importUsers(device, users).catch((reason: unknown) => reason);
    if (!(error instanceof UsersError)) throw new Error('the users were taken');
    expect(error.problems).toMatchObject([
      { index: 1, field: 'BlockCipherKey' },
      { index: 2, field: '' },
    ]);
    expect(await desk.list(device)).toEqual([]);
  });

  it('is refused for what is no receptor of the configuration', async () => {
    const desk = deskOf();
    const unknown = {
      code: 'users.unknown-device',
      message: expect.stringContaining(device) as string,
    };
    await expect(desk.importUsers('elsewhere', [])).rejects.toMatchObject(unknown);
    await expect(desk.list('elsewhere')).rejects.toMatchObject(unknown);
  });

  it('that others overtake is worked out anew', async () => {
    const desk = deskOf();
    const users = Array.from({ length: 4 }, (_, n) => ({ Ip: `10.0.0.${n}`, BlockCipherKey: KEY }));
    await Promise.all(users.map((user) => desk.importUsers(device, [user])));
    expect(await unsealed()).toHaveLength(4);
  });

  it('keeps a former key for the frames received before, and warns of one that is given up', async () => {
    const user = { SystemTitle: TITLE, BlockCipherKey: KEY };
    await deskOf().importUsers(device, [user]);
    await deskOf({}, ring, 2_000).importUsers(device, [{ ...user, BlockCipherKey: NEXT }]);
    expect(await keysNow()).toEqual(['active BlockCipherKey F0', 'previous BlockCipherKey 00']);
    const [stored] = await unsealed();
    expect(stored?.keys.map(({ validFrom, retiredAt }) => [validFrom, retiredAt])).toEqual([
      [2_000, undefined],
      [1_000, 2_000],
    ]);
    const { warnings } = await deskOf({}, ring, 3_000).importUsers(device, [
      { SystemTitle: TITLE },
    ]);
    expect(warnings).toEqual([expect.stringMatching(/^user 1, BlockCipherKey: /u)]);
    expect(await keysNow()).toEqual(['previous BlockCipherKey F0', 'previous BlockCipherKey 00']);
  });

  it('gives and takes back the key that comes next, and takes back nothing that has come about', async () => {
    const user = { SystemTitle: TITLE, BlockCipherKey: KEY };
    const changing = { ...user, NextBlockCipherKey: NEXT };
    const desk = deskOf();
    await desk.importUsers(device, [changing]);
    expect(await keysNow()).toEqual(['active BlockCipherKey 00', 'next BlockCipherKey F0']);
    expect(await desk.importUsers(device, [changing])).toMatchObject({ unchanged: 1 });
    await desk.importUsers(device, [user]);
    expect(await keysNow()).toEqual(['active BlockCipherKey 00']);

    await desk.importUsers(device, [changing]);
    const [stored] = await unsealed();
    await store.users.promote(stored?.id ?? '', 2_000);
    expect(await desk.importUsers(device, [changing])).toMatchObject({ unchanged: 1 });
    expect(await keysNow()).toEqual(['active BlockCipherKey F0', 'previous BlockCipherKey 00']);
  });

  it('of the key that was to come next puts that into use', async () => {
    const user = { SystemTitle: TITLE, BlockCipherKey: KEY };
    await deskOf().importUsers(device, [{ ...user, NextBlockCipherKey: NEXT }]);
    await deskOf({}, ring, 2_000).importUsers(device, [{ ...user, BlockCipherKey: NEXT }]);
    expect(await keysNow()).toEqual(['active BlockCipherKey F0', 'previous BlockCipherKey 00']);
  });
});

describe('a list of users', () => {
  it('shows file and store without any secret', async () => {
    const desk = deskOf({ Users: [{ Ip: '10.0.0.9', Password: PASSWORD }] });
    await desk.importUsers(device, [
      { SystemTitle: TITLE, BlockCipherKey: KEY, Password: PASSWORD, ServerAddress: 1 },
    ]);
    const listed = await desk.list(device);
    expect(listed).toMatchObject([
      { source: 'file', Ip: '10.0.0.9', keys: [{ name: 'Password', state: 'active' }] },
      {
        source: 'store',
        SystemTitle: TITLE,
        ServerAddress: 1,
        Enabled: true,
        keys: [{ name: 'BlockCipherKey' }, { name: 'Password' }],
      },
    ]);
    expect(JSON.stringify(listed)).not.toMatch(new RegExp(`${KEY}|${PASSWORD}`, 'iu'));
  });
});

describe('promotion', () => {
  it('of a next key happens once, whoever asks for it', async () => {
    const keys = { BlockCipherKey: KEY, AuthenticationKey: KEY, NextBlockCipherKey: NEXT };
    await deskOf().importUsers(device, [{ SystemTitle: TITLE, ...keys }]);
    const id = (await unsealed())[0]?.id ?? '';
    const version = await store.users.version();
    const asked = await Promise.all([2_000, 2_001].map((at) => store.users.promote(id, at)));
    expect(asked).toEqual([true, false]);
    expect(await store.users.version()).toBe(version + 1);
    expect(await keysNow()).toEqual([
      'active AuthenticationKey 00',
      'active BlockCipherKey F0',
      'previous BlockCipherKey 00',
    ]);
    expect((await unsealed())[0]?.keys[2]?.retiredAt).toBe(2_000);
  });

  it('of a key with none before it leaves none behind, and old keys are forgotten in the end', async () => {
    await deskOf().importUsers(device, [{ SystemTitle: TITLE, NextBlockCipherKey: NEXT }]);
    const id = (await unsealed())[0]?.id ?? '';
    expect(await store.users.promote(id, 2_000)).toBe(true);
    expect(await keysNow()).toEqual(['active BlockCipherKey F0']);
    await deskOf({}, ring, 3_000).importUsers(device, [{ SystemTitle: TITLE }]);
    await store.users.forgetPrevious(3_000);
    expect(await keysNow()).toEqual(['previous BlockCipherKey F0']);
    await store.users.forgetPrevious(3_001);
    expect(await keysNow()).toEqual([]);
  });
});

describe('sealing anew', () => {
  const newer = KeyRing.parse(`two=${'b2'.repeat(32)},one=${'a1'.repeat(32)}`);
  const alone = KeyRing.parse(`two=${'b2'.repeat(32)}`);
  const users = Array.from({ length: 10 }, (_, n) => ({ Ip: `10.0.0.${n}`, BlockCipherKey: KEY }));
  const never = new AbortController().signal;

  it('goes on where it was ended, loses nothing, and leaves what was changed meanwhile', async () => {
    await deskOf().importUsers(device, users);
    const ended = new AbortController();
    let batches = 0;
    const dying = {
      sealedOtherwise: store.users.sealedOtherwise.bind(store.users),
      reseal: async (values: Parameters<Store['users']['reseal']>[0]) => {
        if (++batches === 2) throw new Error('killed');
        return await store.users.reseal(values);
      },
    };
    await expect(reseal(dying, newer, ended.signal, 3)).rejects.toThrow('killed');
    // Half old, half new: all open under both keys, and not all under the new one alone.
    expect(await unsealed(newer)).toHaveLength(10);
    expect((await unsealed(alone)).length).toBeLessThan(10);

    const [stale] = await store.users.sealedOtherwise(newer.prefix, 1);
    expect((await reseal(store.users, newer, never, 3)).unreadable).toBe(0);
    expect(await unsealed(alone)).toHaveLength(10);
    expect(await reseal(store.users, newer, never, 3)).toEqual({ resealed: 0, unreadable: 0 });
    const { id = '', sealed = new Uint8Array() } = stale ?? {};
    const late = { keyId: id, from: sealed, to: new Uint8Array([1]) };
    expect(await store.users.reseal([late])).toBe(0);
    expect(await unsealed(alone)).toHaveLength(10);
    await reseal(
      store.users,
      KeyRing.parse(`one=${'a1'.repeat(32)},two=${'b2'.repeat(32)}`),
      never,
    );
  });

  it('leaves alone what does not open', async () => {
    await deskOf({}, KeyRing.parse(`lost=${'c3'.repeat(32)}`)).importUsers(
      device,
      users.slice(0, 2),
    );
    expect(await reseal(store.users, newer, never, 3)).toMatchObject({ unreadable: 2 });
    const { users: readable, unreadable } = await unsealUsers(
      await store.users.ofDevice(device),
      newer,
    );
    expect(readable).toEqual([]);
    expect(unreadable.map(({ error }) => error.code)).toEqual(
      Array(2).fill('key-ring.unknown-key'),
    );
    // Imported again under a key that is there, they open.
    await deskOf().importUsers(device, users.slice(0, 2));
    expect(await keysOfAll()).toEqual([['active'], ['active']]);
  });

  async function keysOfAll() {
    const rows = await store.users.ofDevice(device);
    return rows.map(({ keys }) =>
      keys.filter(({ state }) => state !== 'previous').map(({ state }) => state),
    );
  }
});

describe('the directory of a process', () => {
  function directoryOf(users: UserDirectoryPorts['users']) {
    const timers: (() => void)[] = [];
    const counters = new Counters();
    const directory = new UserDirectory({
      users,
      encryption: ring,
      clock: {
        now: () => 5_000,
        setTimer: (_, callback) => {
          timers.push(callback);
          return () => undefined;
        },
      },
      events: createEvents('registry', registryEvents, { log: silentLog(), counters }),
    });
    const told: string[][] = [];
    directory.onUsers((changed) => told.push(changed.map(({ id }) => id)));
    return { directory, told, counters, timers };
  }

  it('knows all users at the start, then those that change, and promotes a key once', async () => {
    await forgetUnreadable();
    const desk = deskOf();
    await desk.importUsers(device, [{ Ip: '10.0.0.1' }]);
    const { directory, told, counters, timers } = directoryOf(store.users);
    await directory.start();
    expect(told).toHaveLength(1);
    const known = directory.users.length;
    await directory.check();
    expect(told).toHaveLength(1);

    const user = { SystemTitle: TITLE, BlockCipherKey: KEY, NextBlockCipherKey: NEXT };
    await desk.importUsers(device, [user]);
    timers.at(-1)?.();
    await directory.check();
    const id = (await store.users.ofDevice(device))[1]?.id ?? '';
    expect(told.slice(1)).toEqual([[id]]);
    expect(directory.users).toHaveLength(known + 1);

    await Promise.all([directory.promote(id), directory.promote(id)]);
    expect(counters.total('registry_keys_promoted_total')).toBe(1);
    const promoted = directory.users.find((one) => one.id === id);
    expect(promoted?.keys.map(({ state }) => state)).toEqual(['active', 'previous']);
    await directory.stop();
  });

  it('keeps what it knows while the store is away, and goes on afterwards', async () => {
    await forgetUnreadable();
    let away = false;
    const { directory, told, counters } = directoryOf({
      version: () => (away ? Promise.reject(new Error('away')) : store.users.version()),
      changedAfter: (version) => store.users.changedAfter(version),
      deletedAfter: (version) => store.users.deletedAfter(version),
      promote: () => Promise.reject(new Error('away')),
    });
    await directory.start();
    const known = directory.users.length;
    away = true;
    await deskOf().importUsers(device, [{ Ip: '10.0.0.1' }]);
    await directory.check();
    await directory.promote('0191f2c4-0000-7000-8000-000000000001');
    expect(directory.users).toHaveLength(known);
    expect(counters.total('registry_users_unavailable_total')).toBe(1);
    expect(counters.total('registry_promotions_failed_total')).toBe(1);
    away = false;
    await directory.check();
    expect(directory.users).toHaveLength(known + 1);
    expect(told.at(-1)).toHaveLength(1);
    await directory.stop();
  });

  it('does not start while a key-encryption key is missing', async () => {
    await deskOf({}, KeyRing.parse(`lost=${'c3'.repeat(32)}`)).importUsers(device, [
      { SystemTitle: TITLE, BlockCipherKey: KEY },
    ]);
    const { directory } = directoryOf(store.users);
    await expect(directory.start()).rejects.toMatchObject({ code: 'key-ring.unknown-key' });
    await forgetUnreadable();
  });

  /** Replaces what other tests have left sealed under keys that are not here. */
  async function forgetUnreadable(): Promise<void> {
    const left = await store.users.sealedOtherwise(ring.prefix, 1_000);
    await store.users.reseal(
      left.map(({ id: keyId, sealed: from, ...place }) => ({
        ...{ keyId, from },
        to: ring.seal(place, randomBytes(16).toString('hex').toUpperCase()),
      })),
    );
  }
});

it('no key or password stands in the files of the database', async () => {
  const secret = randomBytes(16).toString('hex').toUpperCase();
  const password = `word-${secret.toLowerCase()}`;
  await deskOf().importUsers(device, [
    { Ip: '10.0.0.1', Label: 'found-in-the-clear', BlockCipherKey: secret, Password: password },
  ]);
  const forms = [secret, secret.toLowerCase(), password].map((text) => Buffer.from(text));
  forms.push(Buffer.from(secret, 'hex'));
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  let foundLabel = false;
  for (const file of files.filter((entry) => entry.isFile())) {
    const octets = await readFile(join(file.parentPath, file.name));
    for (const form of forms) expect(octets.includes(form)).toBe(false);
    foundLabel ||= octets.includes('found-in-the-clear');
  }
  expect(foundLabel).toBe(true);
});
