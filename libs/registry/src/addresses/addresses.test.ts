import { randomUUID } from 'node:crypto';
import { RedisAddresses, RedisConnection, RegistryHints } from '@dlms-telemetry/cache';
import { readCertificate, readPrivateKey, readPublicKey } from '@dlms-telemetry/dlms-node';
import { Counters, createEvents, silentLog } from '@dlms-telemetry/observe';
import { parseConfiguration, type Configuration } from '@dlms-telemetry/options';
import { freshKeyPrefix, freshSchema, ownService, type OwnService } from '@dlms-telemetry/services';
import { openPostgresStore, type Store } from '@dlms-telemetry/store';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { KeyRing, registryEvents, UserDirectory, UsersDesk } from '../index.js';
import { addressLists, readAddressList, writeAddressList } from './address-list.js';
import { AddressPublisher } from './address-publisher.js';
import { SenderAddresses } from './sender-addresses.js';

const KEY = '000102030405060708090A0B0C0D0E0F';
const OTHER_KEY = 'F0F1F2F3F4F5F6F7F8F9FAFBFCFDFEFF';
const PASSWORD = 'open-sesame-4711';
const SECOND = 1_000;
/** A database that is asked for first starts. */
const START_MS = 60_000;

const ring = KeyRing.parse(`one=${'a1'.repeat(32)}`);

/** A clock whose timers go off when the test says so. */
class TestClock {
  time = Date.UTC(2026, 0, 1);
  readonly #timers = new Map<() => void, number>();

  now(): number {
    return this.time;
  }

  setTimer(ms: number, callback: () => void): () => void {
    this.#timers.set(callback, this.time + ms);
    return () => this.#timers.delete(callback);
  }

  pass(ms: number): void {
    this.time += ms;
    for (const [callback, at] of [...this.#timers])
      if (at <= this.time) {
        this.#timers.delete(callback);
        callback();
      }
  }
}

function configurationOf(sections: object): Configuration {
  const sources = { env: {}, readFile: () => '' };
  return parseConfiguration(JSON.stringify(sections), sources).configuration;
}

const SECTION = { DeviceType: 'DlmsPushServer', Port: 0 };

let store: Store;
let drop: () => Promise<void>;
let redisUrl: string;
beforeAll(async () => {
  const schema = await freshSchema();
  store = await openPostgresStore({ url: schema.url });
  drop = async () => {
    await store.close();
    await schema.drop();
  };
  ({ url: redisUrl } = await freshKeyPrefix());
}, START_MS);
afterAll(() => drop());

let clock: TestClock;
let serviceId: string;
let device: string;
let url: string;
const stops: (() => Promise<void>)[] = [];
beforeEach(() => {
  clock = new TestClock();
  serviceId = randomUUID();
  device = `device-${randomUUID()}`;
  url = redisUrl;
});
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
});

const events = createEvents('registry', registryEvents, {
  log: silentLog(),
  counters: new Counters(),
});

async function connect(): Promise<RedisConnection> {
  const redis = new RedisConnection(
    { url, serviceId, name: 'test' },
    { connected: () => undefined, disconnected: () => undefined },
  );
  await redis.start();
  stops.push(() => redis.close());
  return redis;
}

/** A process that has the database, and publishes what it knows. */
async function publisher(): Promise<{
  readonly desk: UsersDesk;
  readonly directory: UserDirectory;
  readonly publisher: AddressPublisher;
  readonly redis: RedisConnection;
}> {
  const redis = await connect();
  const directory = new UserDirectory({ users: store.users, encryption: ring, clock, events });
  await directory.start();
  const desk = new UsersDesk({
    users: store.users,
    encryption: ring,
    receptors: configurationOf({ [device]: SECTION }).receptors,
    keyReaders: {
      publicKey: readPublicKey,
      privateKey: readPrivateKey,
      certificate: readCertificate,
    },
    now: clock.now.bind(clock),
    changed: () => directory.check(),
  });
  const board = new RedisAddresses(redis);
  const published = new AddressPublisher(
    { directory, board, hints: new RegistryHints(redis), clock, events },
    [device],
  );
  await published.start();
  stops.push(
    () => directory.stop(),
    () => published.stop(),
  );
  return { desk, directory, publisher: published, redis };
}

/** A process that has Redis alone. */
async function gateway(options: object = {}): Promise<SenderAddresses> {
  const redis = await connect();
  const { receptors } = configurationOf({ [device]: { ...SECTION, ...options } });
  const senders = new SenderAddresses(
    { source: new RedisAddresses(redis), hints: new RegistryHints(redis), clock, events },
    receptors,
  );
  await senders.start();
  stops.push(() => senders.stop());
  return senders;
}

const user = (Ip: string | undefined, more: object = {}): object => ({
  ...(Ip !== undefined && { Ip }),
  ...{ BlockCipherKey: KEY, AuthenticationKey: OTHER_KEY, Password: PASSWORD },
  ...more,
});

describe('a gateway', () => {
  it('EnableIpLookup: refuses an address that nobody has, and obeys a change when it is told of it', async () => {
    const { desk } = await publisher();
    const senders = await gateway({ EnableIpLookup: true });
    expect(senders.isUnknown(device, '10.0.0.1')).toBe(true);
    const told = new Promise<string>((resolve) => {
      senders.onChange(resolve);
    });
    await desk.take(device, [user('10.0.0.1'), user('10.1.0.0/16')]);
    // No second passes: the hint has told it.
    expect(await told).toBe(device);
    expect(senders.isUnknown(device, '10.0.0.1')).toBe(false);
    expect(senders.isUnknown(device, '::ffff:10.1.2.3')).toBe(false);
    expect(senders.isUnknown(device, '10.2.0.1')).toBe(true);
  });

  it('EnableIpLookup: judges nobody where it is not the address that tells, or a user has none', async () => {
    const { desk, publisher: published } = await publisher();
    await desk.take(device, [user('10.0.0.1')]);
    await published.publish();
    expect((await gateway({ EnableIpLookup: false })).isUnknown(device, '10.9.9.9')).toBe(false);
    const senders = await gateway({ EnableIpLookup: true });
    expect(senders.isUnknown(device, '10.9.9.9')).toBe(true);
    await desk.take(device, [user(undefined, { SystemTitle: '4B464D1020000001' })]);
    await published.publish();
    await senders.check();
    expect(senders.isUnknown(device, '10.9.9.9')).toBe(false);
  });

  it('DeviceAuthorization: leaves a disabled user to the decoder, which says so', async () => {
    const { desk, publisher: published } = await publisher();
    await desk.take(device, [user('10.0.0.1', { Enabled: false }), user('10.0.0.2')]);
    await published.publish();
    const options = { EnableIpLookup: true };
    expect((await gateway(options)).isUnknown(device, '10.0.0.1')).toBe(true);
    const strict = await gateway({ ...options, DeviceAuthorization: true });
    expect(strict.isUnknown(device, '10.0.0.1')).toBe(false);
    expect(strict.isUnknown(device, '10.0.0.3')).toBe(true);
  });

  it('knows addresses that several users share, of the file and of the store', async () => {
    const { desk, publisher: published } = await publisher();
    await desk.take(device, [user('10.0.0.1'), user('10.0.0.2'), user('10.3.0.0/24')]);
    await published.publish();
    const title = '4B464D1020000009';
    const senders = await gateway({ Users: [{ Ip: '10.0.0.2', SystemTitle: title }] });
    expect([...senders.sharedOf(device)].sort()).toEqual(['10.0.0.2', '10.3.0.0/24']);
    senders.configure(configurationOf({ [device]: SECTION }).receptors);
    expect(senders.sharedOf(device)).toEqual(['10.3.0.0/24']);
    senders.configure([]);
    expect(senders.sharedOf(device)).toEqual([]);
  });

  it('EnableIpLookup: learns of a receptor that has come, whose list nobody had published', async () => {
    const { publisher: published } = await publisher();
    const senders = await gateway({ EnableIpLookup: true });
    const other = `other-${randomUUID()}`;
    const section = { ...SECTION, EnableIpLookup: true };
    senders.configure(configurationOf({ [device]: section, [other]: section }).receptors);
    await senders.check();
    expect(senders.isUnknown(other, '10.0.0.1')).toBe(false);
    await published.configure([device, other]);
    await senders.check();
    expect(senders.isUnknown(other, '10.0.0.1')).toBe(true);
  });

  it('looks each second where no hint came', async () => {
    const { desk, directory, redis } = await publisher();
    const senders = await gateway({ EnableIpLookup: true });
    // As a process whose hint was lost would.
    await desk.take(device, [user('10.0.0.7')]);
    await directory.check();
    await new RedisAddresses(redis).publish(
      directory.version,
      new Map(
        [...addressLists(directory.users)].map(([name, list]) => [name, writeAddressList(list)]),
      ),
    );
    clock.pass(SECOND);
    await vi.waitFor(() => {
      expect(senders.isUnknown(device, '10.0.0.7')).toBe(false);
    });
  });
});

describe('what is published', () => {
  it('is never overwritten by who is behind', async () => {
    const addresses = new RedisAddresses(await connect());
    const list = (ip: string) => new Map([[device, ip]]);
    expect(await addresses.publish(7, list('seven'))).toBe(7);
    expect(await addresses.publish(6, list('six'))).toBe(7);
    expect(await addresses.publish(7, list('another seven'))).toBe(7);
    expect(await addresses.lists([device, 'other'])).toEqual(['seven', undefined]);
    expect(await addresses.publish(8, list('seven'))).toBe(8);
    // Unchanged, it need not be read again.
    expect(await addresses.versions([device])).toEqual({ version: 8, changed: [7] });
    expect(await addresses.publish(9, new Map([['other', 'nine']]))).toBe(9);
    expect(await addresses.versions([device, 'other'])).toEqual({
      version: 9,
      changed: [undefined, 9],
    });
    expect([await addresses.confirm(9), await addresses.confirm(3)]).toEqual([9, 9]);
  });

  it('is announced by its version before its lists are there, for who misses the hint', async () => {
    const redis = await connect();
    const addresses = new RedisAddresses(redis);
    expect(await addresses.version()).toBeUndefined();
    await new RegistryHints(redis).give(4);
    await new RegistryHints(redis).give(3);
    expect(await addresses.version()).toBe(4);
    expect(await addresses.confirm(4)).toBeUndefined();
    expect(await addresses.publish(4, new Map([[device, 'four']]))).toBe(4);
    expect(await addresses.publish(5, new Map([[device, 'five']]))).toBe(5);
    expect(await addresses.version()).toBe(5);
  });

  it('is published again a second after Redis was emptied', async () => {
    const { desk, publisher: published, redis } = await publisher();
    await desk.take(device, [user('10.0.0.1')]);
    await published.publish();
    const senders = await gateway({ EnableIpLookup: true });
    await redis.do((client) => client.del(redis.keys.addresses));
    await senders.check();
    expect(senders.isUnknown(device, '10.0.0.1')).toBe(false);
    expect(senders.isUnknown(device, '10.0.0.2')).toBe(true);
    await published.publish();
    expect(await new RedisAddresses(redis).version()).toBeGreaterThan(0);
    await desk.take(device, [user('10.0.0.2')]);
    await published.publish();
    await senders.check();
    expect(senders.isUnknown(device, '10.0.0.2')).toBe(false);
  });

  it('has no key in it, nor has anything else in Redis', async () => {
    const { desk, publisher: published, redis } = await publisher();
    const next = { NextBlockCipherKey: '0F0E0D0C0B0A09080706050403020100' };
    await desk.take(device, [user('10.0.0.1', { SystemTitle: '4B464D1020000001', ...next })]);
    await published.publish();
    await gateway();
    const all: string[] = [];
    const prefix = redis.keys.addresses.replace('addresses', '');
    await redis.do(async (client) => {
      for await (const keys of client.scanStream({ match: `${prefix}*` }))
        for (const key of keys as string[])
          all.push(key, JSON.stringify(await client.hgetall(key)), await client.dump(key));
    });
    const everything = all.join('\n').toUpperCase();
    expect(everything).toContain('10.0.0.1');
    for (const secret of [KEY, OTHER_KEY, PASSWORD, next.NextBlockCipherKey])
      for (const written of [secret, Buffer.from(secret, 'hex').toString('base64')])
        expect(everything).not.toContain(written.toUpperCase() || 'nothing was written');
  });

  it('is passed over where it is written in a way that is not known', () => {
    for (const text of [
      '',
      'x',
      '[]',
      '[2,[0,0],[]]',
      '[1,[0],[]]',
      '[1,[0,-1],[]]',
      '[1,[0,0],[["a",1]]]',
    ])
      expect(readAddressList(text)).toBeUndefined();
    const list = { addresses: [['10.0.0.1', 1, 0] as const], anywhere: [0, 2] as const };
    expect(readAddressList(writeAddressList(list))).toEqual(list);
  });
});

describe('a directory that is told the version', () => {
  it('asks the store when the version is another, every five seconds, and each second while it is told nothing', async () => {
    const version = vi.spyOn(store.users, 'version');
    let told: number | undefined | Error;
    const directory = new UserDirectory({
      ...{ users: store.users, encryption: ring, clock, events },
      announced: () => (told instanceof Error ? Promise.reject(told) : Promise.resolve(told)),
    });
    await directory.start();
    stops.push(() => directory.stop());
    const asked = async (): Promise<number> => {
      const before = version.mock.calls.length;
      clock.pass(SECOND);
      for (let n = 0; n < 5; n++) await new Promise((resolve) => setImmediate(resolve));
      await directory.settled();
      return version.mock.calls.length - before;
    };
    told = directory.version;
    expect([await asked(), await asked(), await asked(), await asked()]).toEqual([0, 0, 0, 0]);
    expect(directory.checkedAt).toBe(clock.now());
    expect([await asked(), await asked()]).toEqual([1, 0]);
    told = directory.version + 1;
    expect(await asked()).toBe(1);
    told = undefined;
    expect(await asked()).toBe(1);
    told = new Error('away');
    expect([await asked(), await asked()]).toEqual([1, 1]);
    version.mockRestore();
  });
});

describe('a gateway whose Redis dies', () => {
  let service: OwnService;
  beforeAll(async () => {
    service = await ownService('redis', 'addresses');
  });
  afterAll(() => service.kill());

  it('goes on with what it knew, and obeys as soon as Redis is back', async () => {
    url = service.url;
    const { desk, publisher: published, redis } = await publisher();
    await desk.take(device, [user('10.0.0.1')]);
    await published.publish();
    const senders = await gateway({ EnableIpLookup: true });
    await service.kill();
    await vi.waitFor(() => {
      expect(redis.connected).toBe(false);
    });
    await desk.take(device, [user('10.0.0.2')]);
    await published.publish();
    await senders.check();
    expect(senders.isUnknown(device, '10.0.0.1')).toBe(false);
    expect(senders.isUnknown(device, '10.0.0.2')).toBe(true);

    const told = new Promise((resolve) => {
      senders.onChange(resolve);
    });
    await service.start();
    await vi.waitFor(() => {
      expect(redis.connected).toBe(true);
    }, START_MS);
    await published.publish();
    clock.pass(SECOND);
    await told;
    expect(senders.isUnknown(device, '10.0.0.2')).toBe(false);
  });

  it('judges nobody before it has ever known anything', async () => {
    url = service.url;
    await service.stop();
    const senders = await gateway({ EnableIpLookup: true });
    expect(senders.isUnknown(device, '10.0.0.1')).toBe(false);
    await service.start();
  });
});
