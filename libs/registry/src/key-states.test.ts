import { parseConfiguration } from '@dlms-telemetry/options';
import { describe, expect, it } from 'vitest';
import { createRegistry, isRegistryRefusal, type Registry } from './index.js';
import { SharedAddresses } from './shared-addresses.js';
import type { StoredKey, StoredUser } from './users/stored-user.js';

const OLD = '00'.repeat(16);
const KEY = '11'.repeat(16);
const NEXT = '22'.repeat(16);
const TITLE = '4B464D1020000001';
const OTHER_TITLE = '4B464D1020000002';

function configurationWith(options: object) {
  const section = { DeviceType: 'DlmsPushServer', Port: 4059, ...options };
  const sources = { env: {}, readFile: () => '' };
  return parseConfiguration(JSON.stringify({ Meters: section }), sources).configuration;
}

function octets(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}

interface Asked {
  readonly title?: string;
  readonly from?: string;
  readonly at?: number;
}

function ask(registry: Registry, { title = TITLE, from = '10.0.0.1', at = 1_000 }: Asked = {}) {
  return registry.find({
    receptor: 'Meters',
    systemTitle: octets(title),
    isProtected: true,
    remoteAddress: from,
    receivedAt: at,
  });
}

/** The first digit of each candidate's block cipher key. */
function keys(registry: Registry, asked?: Asked): string {
  const found = ask(registry, asked);
  if (isRegistryRefusal(found)) return found.code;
  return found
    .map((candidate) => candidate.keys.reveal().blockCipherKey?.[0]?.toString(16) ?? '-')
    .join(' ');
}

function key(state: StoredKey['state'], value: string, more: Partial<StoredKey> = {}): StoredKey {
  return { name: 'BlockCipherKey', state, value, validFrom: 0, retiredAt: undefined, ...more };
}

function stored(id: string, more: Partial<StoredUser> = {}): StoredUser {
  const { ip, systemTitle = TITLE, enabled = true } = more;
  return {
    id,
    device: 'Meters',
    ip,
    systemTitle,
    enabled,
    options: { SystemTitle: systemTitle, Enabled: enabled, ...(ip !== undefined && { Ip: ip }) },
    keys: [key('active', KEY)],
    ...more,
  };
}

describe('users of the store', () => {
  it('are found as those of the file are, and after them where nothing else decides', () => {
    const Users = [{ SystemTitle: TITLE, BlockCipherKey: OLD }];
    const configuration = configurationWith({ Users });
    expect(keys(createRegistry(configuration, [stored('a')]))).toBe('0 11');
    const atAddress = stored('a', { ip: '10.0.0.1' });
    expect(keys(createRegistry(configuration, [atAddress]))).toBe('11 0');
    expect(keys(createRegistry(configuration, [atAddress]), { from: '10.0.0.2' })).toBe('0 11');
  });

  it('EnableIpLookup: are found by address or range, or by title where they have none', () => {
    const configuration = configurationWith({ EnableIpLookup: true });
    const registry = createRegistry(configuration, [
      stored('range', { ip: '10.0.0.0/8', keys: [key('active', OLD)] }),
      stored('exact', { ip: '10.0.0.1' }),
      stored('anywhere', { systemTitle: OTHER_TITLE, keys: [key('active', NEXT)] }),
    ]);
    expect(keys(registry)).toBe('11 0');
    expect(keys(registry, { title: OTHER_TITLE, from: '192.0.2.1' })).toBe('22');
    expect(keys(registry, { from: '192.0.2.1' })).toBe('source.unknown-ip');
  });

  it('change, are disabled and come back while others look them up', () => {
    const registry = createRegistry(configurationWith({}), []);
    expect(keys(registry)).toBe('security.unknown-title');
    registry.update([stored('a', { ip: '10.0.0.1' })]);
    expect(keys(registry)).toBe('11');
    registry.update([stored('a', { systemTitle: OTHER_TITLE, keys: [key('active', NEXT)] })]);
    expect(keys(registry)).toBe('security.unknown-title');
    expect(keys(registry, { title: OTHER_TITLE })).toBe('22');
    registry.update([stored('a', { enabled: false })]);
    expect(keys(registry, { title: OTHER_TITLE })).toBe('security.unknown-title');
    registry.update([stored('a'), { ...stored('b'), device: 'unknown' }]);
    expect(keys(registry)).toBe('11');
  });

  it('DeviceAuthorization: a disabled one is refused as such', () => {
    const configuration = configurationWith({ DeviceAuthorization: true });
    const registry = createRegistry(configuration, [stored('a', { enabled: false })]);
    expect(keys(registry)).toBe('source.disabled');
  });

  it('ClientAddress, ServerAddress: are asked for while any user has them', () => {
    const registry = createRegistry(configurationWith({}), []);
    const asking = stored('a', { options: { SystemTitle: TITLE, ServerAddress: 1 } });
    expect(registry.asksForAddresses('Meters')).toBe(false);
    registry.update([asking]);
    expect(registry.asksForAddresses('Meters')).toBe(true);
    registry.update([{ ...asking, options: { SystemTitle: TITLE } }]);
    expect(registry.asksForAddresses('Meters')).toBe(false);
  });
});

describe('keys of a user of the store', () => {
  const changed = stored('a', {
    keys: [
      key('active', KEY, { validFrom: 500 }),
      key('next', NEXT),
      key('previous', OLD, { retiredAt: 500 }),
    ],
  });

  it('that come next are tried after those in use, and tell who used them', () => {
    const found = ask(createRegistry(configurationWith({}), [changed]));
    if (isRegistryRefusal(found)) throw new Error(found.code);
    expect(found.map(({ match }) => match)).toEqual([undefined, { userId: 'a', key: 'next' }]);
  });

  it('that were in use before open only frames received before the change', () => {
    const registry = createRegistry(configurationWith({}), [changed]);
    expect(keys(registry, { at: 499 })).toBe('11 22 0');
    expect(keys(registry, { at: 500 })).toBe('11 22');
    expect(keys(registry, { at: 501 })).toBe('11 22');
    expect(keys(registry, { at: 0 })).toBe('11 22 0');
  });

  it('that were in use together are tried together', () => {
    const registry = createRegistry(configurationWith({ BlockCipherKey: 'AA'.repeat(16) }), [
      stored('a', {
        keys: [
          key('active', KEY, { validFrom: 500 }),
          key('previous', OLD, { retiredAt: 500, validFrom: 100 }),
          key('active', '55'.repeat(16), { name: 'AuthenticationKey', validFrom: 300 }),
          key('previous', '44'.repeat(16), { name: 'AuthenticationKey', retiredAt: 300 }),
        ],
      }),
    ]);
    const found = ask(registry, { at: 50 });
    if (isRegistryRefusal(found)) throw new Error(found.code);
    const pairs = found.map((candidate) => {
      const { blockCipherKey, authenticationKey } = candidate.keys.reveal();
      return [blockCipherKey?.[0], authenticationKey?.[0]];
    });
    expect(pairs).toEqual([
      [0x11, 0x55],
      [0, 0x44],
      [0, 0x55],
    ]);
  });

  it('of all users together are four at most, those in use first', () => {
    const users = ['a', 'b', 'c'].map((id, at) => ({
      ...stored(id, { ip: `10.0.0.${at + 1}` }),
      keys: [key('active', `${at + 1}0`.repeat(16)), key('next', `${at + 1}1`.repeat(16))],
    }));
    expect(keys(createRegistry(configurationWith({}), users))).toBe('10 20 30 11');
  });
});

describe('NextBlockCipherKey, NextAuthenticationKey', () => {
  it('NextBlockCipherKey, NextAuthenticationKey: a user of the file takes them up in memory, once proven', () => {
    const Users = [
      {
        SystemTitle: TITLE,
        BlockCipherKey: KEY,
        AuthenticationKey: KEY,
        NextBlockCipherKey: NEXT,
        NextAuthenticationKey: '33'.repeat(16),
      },
    ];
    const registry = createRegistry(configurationWith({ Users }));
    const found = ask(registry);
    if (isRegistryRefusal(found)) throw new Error(found.code);
    const [active, next] = found;
    if (active === undefined || next === undefined) throw new Error('too few');
    expect(next.keys.reveal()).toMatchObject({
      blockCipherKey: octets(NEXT),
      authenticationKey: octets('33'.repeat(16)),
    });
    expect([active.match, next.match]).toEqual([undefined, undefined]);

    registry.proven('Meters', active, 700);
    expect(keys(registry)).toBe('11 22');
    registry.proven('Meters', next, 700);
    expect(keys(registry)).toBe('22');
    expect(keys(registry, { at: 699 })).toBe('22 11');
    registry.proven('Meters', next, 900);
    expect(keys(registry, { at: 800 })).toBe('22');
  });
});

it('addresses are shared by several enabled users, of file and store, and as ranges', () => {
  const Users = [{ Ip: '10.0.0.1' }, { Ip: '10.1.0.0/16' }, { Ip: '10.0.0.9', Enabled: false }];
  const shared = new SharedAddresses(configurationWith({ Users }));
  expect(shared.of('Meters')).toEqual(['10.1.0.0/16']);
  const one = stored('a', { ip: '10.0.0.1' });
  expect(shared.update([one])).toEqual(['Meters']);
  expect(shared.of('Meters')).toEqual(['10.0.0.1', '10.1.0.0/16']);
  expect(shared.update([{ ...one, keys: [] }])).toEqual([]);
  expect(shared.update([{ ...one, enabled: false }])).toEqual(['Meters']);
  expect(shared.of('Meters')).toEqual(['10.1.0.0/16']);
});
