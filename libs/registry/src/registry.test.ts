import { inspect } from 'node:util';
import { parseConfiguration } from '@dlms-telemetry/options';
import { describe, expect, it } from 'vitest';
import { normalAddress } from './address.js';
import { createRegistry, isRegistryRefusal } from './index.js';
import type { Candidate, Query, RegistryRefusal } from './index.js';

const KEY = '000102030405060708090A0B0C0D0E0F';
const OTHER_KEY = 'F0F1F2F3F4F5F6F7F8F9FAFBFCFDFEFF';
const TITLE = '4B464D1020000001';
const OTHER_TITLE = '4B464D1020000002';

function find(options: object, query: Partial<Query> & { title?: string } = {}) {
  const section = { DeviceType: 'DlmsPushServer', Port: 4059, ...options };
  const { configuration } = parseConfiguration(JSON.stringify({ Meters: section }), {
    env: {},
    readFile: () => '',
  });
  const { title = '', ...rest } = query;
  return createRegistry(configuration).find({
    receptor: 'Meters',
    systemTitle: Uint8Array.from(title.match(/../gu) ?? [], (pair) => Number.parseInt(pair, 16)),
    isProtected: true,
    remoteAddress: '10.0.0.1',
    receivedAt: 0,
    ...rest,
  });
}

function serials(result: readonly Candidate[] | RegistryRefusal): unknown {
  return isRegistryRefusal(result) ? result.code : result.map(({ serial }) => serial ?? 'section');
}

const user = (Serial: string, more: object) => ({ Serial, BlockCipherKey: KEY, ...more });

describe('with EnableIpLookup false', () => {
  it('users are found by their title, else the section serves if it has a key', () => {
    const Users = [user('one', { SystemTitle: TITLE })];
    expect(serials(find({ Users }, { title: TITLE }))).toEqual(['one']);
    expect(serials(find({ Users }, { title: OTHER_TITLE }))).toBe('security.unknown-title');
    expect(serials(find({ Users, BlockCipherKey: KEY }, { title: OTHER_TITLE }))).toEqual([
      'section',
    ]);
  });

  it('a refusal names the title', () => {
    expect(find({}, { title: TITLE })).toMatchObject({
      code: 'security.unknown-title',
      message: expect.stringContaining(TITLE) as string,
    });
  });

  it('the address decides among users that share a title', () => {
    const Users = [
      user('one', { SystemTitle: TITLE, Ip: '10.0.0.2' }),
      user('two', { SystemTitle: TITLE, Ip: '10.0.0.1', BlockCipherKey: OTHER_KEY }),
    ];
    expect(serials(find({ Users }, { title: TITLE }))).toEqual(['two', 'one']);
  });

  it('without a title the user of the address serves, else the section', () => {
    const Users = [user('one', { SystemTitle: TITLE, Ip: '10.0.0.1' })];
    expect(serials(find({ Users }))).toEqual(['one']);
    expect(serials(find({ Users }, { remoteAddress: '10.0.0.9' }))).toEqual(['section']);
    expect(serials(find({ Users }, { remoteAddress: '10.0.0.9', isProtected: false }))).toEqual([
      'section',
    ]);
  });
});

describe('with EnableIpLookup true', () => {
  const look = (Users: object[], query?: Parameters<typeof find>[1]) =>
    serials(find({ EnableIpLookup: true, Users, BlockCipherKey: KEY }, query));

  it('the user of the source address is taken, whatever the spelling of the address', () => {
    const Users = [user('one', { Ip: '10.0.0.1' }), user('six', { Ip: '2001:DB8:0::1' })];
    expect(look(Users, { remoteAddress: '::ffff:10.0.0.1' })).toEqual(['one']);
    expect(look(Users, { remoteAddress: '2001:db8::0:1' })).toEqual(['six']);
  });

  it('the title decides among users of one address', () => {
    const Users = [
      user('one', { Ip: '10.0.0.1', SystemTitle: OTHER_TITLE }),
      user('any', { Ip: '10.0.0.1' }),
      user('two', { Ip: '10.0.0.1', SystemTitle: TITLE }),
    ];
    expect(look(Users, { title: TITLE })).toEqual(['two', 'any', 'one']);
  });

  it('a user without an address is found by its title; nobody else is let in', () => {
    const Users = [
      user('roams', { SystemTitle: TITLE }),
      user('fixed', { SystemTitle: OTHER_TITLE, Ip: '10.0.0.2' }),
    ];
    expect(look(Users, { title: TITLE })).toEqual(['roams']);
    expect(look(Users, { title: OTHER_TITLE })).toBe('source.unknown-ip');
    expect(look(Users, { isProtected: false })).toBe('source.unknown-ip');
    expect(look([user('off', { Ip: '10.0.0.1', Enabled: false })])).toBe('source.unknown-ip');
  });

  it('an address goes before a range, a longer range before a shorter', () => {
    const Users = [
      user('eight', { Ip: '10.0.0.0/8' }),
      user('all', { Ip: '0.0.0.0/0' }),
      user('sixteen', { Ip: '10.0.99.99/16' }),
      user('exact', { Ip: '10.0.0.1' }),
    ];
    expect(look(Users)).toEqual(['exact', 'sixteen', 'eight', 'all']);
    expect(look(Users, { remoteAddress: '10.1.0.1' })).toEqual(['eight', 'all']);
    expect(look(Users, { remoteAddress: '11.0.0.1' })).toEqual(['all']);
    expect(look(Users, { remoteAddress: '::1' })).toBe('source.unknown-ip');
    expect(look(Users, { remoteAddress: 'no address' })).toBe('source.unknown-ip');
  });

  it('ranges of IPv6 and of IPv4 in IPv6 are found bit for bit', () => {
    const Users = [
      user('six', { Ip: '2001:db8:8000::/33' }),
      user('mapped', { Ip: '::ffff:192.168.0.0/112' }),
      user('odd', { Ip: '172.16.0.0/12' }),
    ];
    expect(look(Users, { remoteAddress: '2001:db8:8000::5' })).toEqual(['six']);
    expect(look(Users, { remoteAddress: '2001:db8:ffff::5' })).toEqual(['six']);
    expect(look(Users, { remoteAddress: '2001:db8:7fff::5' })).toBe('source.unknown-ip');
    expect(look(Users, { remoteAddress: '192.168.7.7' })).toEqual(['mapped']);
    expect(look(Users, { remoteAddress: '::ffff:172.31.1.1' })).toEqual(['odd']);
    expect(look(Users, { remoteAddress: '172.32.1.1' })).toBe('source.unknown-ip');
  });

  it('an address whose users all have another title still gives them, after who has the title', () => {
    const Users = [
      user('other', { Ip: '10.0.0.1', SystemTitle: OTHER_TITLE }),
      user('range', { Ip: '10.0.0.0/24', SystemTitle: TITLE }),
      user('roams', { SystemTitle: TITLE }),
    ];
    expect(look(Users, { title: TITLE })).toEqual(['range', 'roams', 'other']);
    expect(look(Users.slice(0, 1), { title: TITLE })).toEqual(['other']);
  });

  it('at most four candidates are given', () => {
    const Users = Array.from({ length: 6 }, (_, index) =>
      user(`u${index}`, { Ip: '10.0.0.1', SystemTitle: `4B464D102000000${index}` }),
    );
    expect(look(Users)).toHaveLength(4);
  });
});

describe('among users that share a title', () => {
  it('the nearer address decides, then who may send from anywhere', () => {
    const Users = [
      user('elsewhere', { SystemTitle: TITLE, Ip: '10.9.0.0/16' }),
      user('anywhere', { SystemTitle: TITLE }),
      user('range', { SystemTitle: TITLE, Ip: '10.0.0.0/16' }),
      user('exact', { SystemTitle: TITLE, Ip: '10.0.0.1' }),
      user('fifth', { SystemTitle: TITLE, Ip: '10.8.0.1' }),
    ];
    expect(serials(find({ Users }, { title: TITLE }))).toEqual([
      'exact',
      'range',
      'anywhere',
      'elsewhere',
    ]);
  });
});

describe('with DeviceAuthorization', () => {
  const look = (Users: object[], query?: Parameters<typeof find>[1], more = {}) =>
    serials(find({ DeviceAuthorization: true, Users, BlockCipherKey: KEY, ...more }, query));
  const byAddress = { EnableIpLookup: true };

  it('nobody is let in who is not registered, whatever key the section has', () => {
    const Users = [user('one', { SystemTitle: TITLE })];
    expect(look(Users, { title: TITLE })).toEqual(['one']);
    expect(look(Users, { title: OTHER_TITLE })).toBe('security.unknown-title');
    expect(look(Users)).toBe('source.unknown-ip');
    expect(look(Users, { isProtected: false })).toBe('source.unknown-ip');
    expect(look(Users, { title: OTHER_TITLE }, byAddress)).toBe('source.unknown-ip');
    expect(look([])).toBe('source.unknown-ip');
  });

  it('a user of the address lets in what has no title, or the same', () => {
    const Users = [user('one', { Ip: '10.0.0.0/24', SystemTitle: TITLE })];
    for (const mode of [{}, byAddress]) {
      expect(look(Users, {}, mode)).toEqual(['one']);
      expect(look(Users, { title: TITLE }, mode)).toEqual(['one']);
      expect(look(Users, { title: OTHER_TITLE }, mode)).toBe('source.title-differs');
    }
    const untitled = [user('any', { Ip: '10.0.0.1' })];
    expect(look(untitled, { title: TITLE })).toEqual(['any']);
    expect(look(untitled, { title: TITLE }, byAddress)).toEqual(['any']);
  });

  it('a disabled user is refused as such, though a range or another address would let it in', () => {
    const off = { Enabled: false };
    const range = user('range', { Ip: '10.0.0.0/8' });
    for (const mode of [{}, byAddress]) {
      expect(look([user('off', { SystemTitle: TITLE, ...off })], { title: TITLE }, mode)).toBe(
        'source.disabled',
      );
      expect(look([range, user('off', { Ip: '10.0.0.1', ...off })], {}, mode)).toBe(
        'source.disabled',
      );
      expect(
        look([range, user('off', { SystemTitle: TITLE, ...off })], { title: TITLE }, mode),
      ).toBe('source.disabled');
    }
    const neighbours = [
      user('off', { Ip: '10.0.0.1', SystemTitle: OTHER_TITLE, ...off }),
      user('on', { Ip: '10.0.0.1', SystemTitle: TITLE }),
    ];
    expect(look(neighbours, { title: TITLE }, byAddress)).toEqual(['on']);
    expect(look(neighbours, { title: OTHER_TITLE }, byAddress)).toBe('source.disabled');
  });
});

describe('a candidate', () => {
  it('takes from the section what the user lacks', () => {
    const result = find(
      {
        AuthenticationKey: OTHER_KEY,
        SecurityLevel: 'Encryption',
        SecureClient: true,
        SecureClientSecurity: 'Authentication',
        Users: [user('one', { SystemTitle: TITLE })],
      },
      { title: TITLE },
    );
    if (isRegistryRefusal(result)) throw new Error(result.message);
    const [candidate] = result;
    expect(candidate?.keys.reveal().blockCipherKey?.[1]).toBe(0x01);
    expect(candidate?.keys.reveal().authenticationKey?.[0]).toBe(0xf0);
    expect(candidate?.minimum).toEqual({ secured: true, authenticated: true, encrypted: true });
  });

  it('never shows its keys', () => {
    const result = find({ BlockCipherKey: KEY, AuthenticationKey: OTHER_KEY });
    const shown = `${inspect(result, { depth: 9, showHidden: true })} ${JSON.stringify(result)}`;
    expect(shown).toContain('[secret]');
    expect(shown).not.toMatch(/240, 241|f0, f1|0001|\b0, 1, 2/u);
  });
});

describe('an address', () => {
  it.each([
    ['::FFFF:1.2.3.4', '1.2.3.4'],
    ['::1', '0:0:0:0:0:0:0:1'],
    ['::', '0:0:0:0:0:0:0:0'],
    ['fe80::0001%eth0', 'fe80:0:0:0:0:0:0:1'],
    ['2001:0DB8:0000:0000:0000:0000:0000:0001', '2001:db8:0:0:0:0:0:1'],
    ['64:ff9b::1.2.3.4', '64:ff9b:0:0:0:0:102:304'],
    ['meter', 'meter'],
  ])('%s has one spelling', (text, normal) => {
    expect(normalAddress(text)).toBe(normal);
  });
});
