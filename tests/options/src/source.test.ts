import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Meter, notification, OTHER_TITLE, PLAIN, TITLE, wrapped } from './meter.js';
import { Site } from './site.js';

const site = new Site();
const meter = new Meter();
const other = new Meter();
const KEYS = meter.only('BlockCipherKey', 'AuthenticationKey');

const lookup = site.receptor({
  EnableIpLookup: true,
  ...KEYS,
  Users: [
    { Ip: '127.0.0.2', Serial: 'two' },
    { Ip: '127.1.0.0/16', Serial: 'range' },
  ],
});
const open = site.receptor({ Users: [{ Ip: '127.0.0.2', Serial: 'two' }] });
const authorised = site.receptor({
  DeviceAuthorization: true,
  Transport: 'Tcp,Udp',
  Users: [
    { ...KEYS, SystemTitle: TITLE, Serial: 'known' },
    { ...KEYS, SystemTitle: OTHER_TITLE, Enabled: false },
  ],
});
const anyone = site.receptor({ ...KEYS });
const titled = site.receptor({
  Users: [
    { ...KEYS, SystemTitle: TITLE, Serial: '1001', Label: 'in the cellar' },
    {
      ...other.only('BlockCipherKey', 'AuthenticationKey'),
      SystemTitle: OTHER_TITLE,
      Serial: '1002',
    },
  ],
});
const disabled = site.receptor({
  EnableIpLookup: true,
  Users: [{ Ip: '127.0.0.2', Enabled: false }, { Ip: '127.0.0.3' }],
});
const addressed = site.receptor({ ClientAddress: 102, ServerAddress: 2 });
const perUser = site.receptor({
  EnableIpLookup: true,
  ServerAddress: 2,
  ClientAddress: 7,
  Users: [
    { Ip: '127.0.0.2', ServerAddress: 1, ClientAddress: 102 },
    { Ip: '127.0.0.3', ClientAddress: 102 },
    { Ip: '127.0.0.4', ServerAddress: 1 },
  ],
});
const credentials = site.receptor({
  EnableIpLookup: true,
  BlockCipherKey: other.options.BlockCipherKey,
  AuthenticationKey: other.options.AuthenticationKey,
  Users: [
    { Ip: '127.0.0.2', ...KEYS },
    { Ip: '127.0.0.3', BlockCipherKey: meter.options.BlockCipherKey },
    { Ip: '127.0.0.4', AuthenticationKey: meter.options.AuthenticationKey },
  ],
});
const levels = site.receptor({
  EnableIpLookup: true,
  ...KEYS,
  Users: [
    { Ip: '127.0.0.2', SecureClient: true },
    { Ip: '127.0.0.3', SecureClient: true, SecureClientSecurity: 'AuthenticationEncryption' },
    { Ip: '127.0.0.4' },
  ],
});

beforeAll(() => site.start(), 60_000);
afterAll(() => site.stop(), 60_000);

const serialOf = async (...sending: Parameters<Site['outcome']>): Promise<unknown> =>
  (await site.outcome(...sending)).reading?.Serial;

describe('who sends', () => {
  it('EnableIpLookup, Ip: only registered addresses and ranges are let in', async () => {
    expect(await serialOf(lookup, PLAIN, { from: '127.0.0.2' })).toBe('two');
    expect(await serialOf(lookup, PLAIN, { from: '127.1.2.3' })).toBe('range');
    expect(await site.code(lookup, PLAIN, { from: '127.0.0.9' })).toBe('source.unknown-ip');
    expect(await site.code(open, PLAIN, { from: '127.0.0.9' })).toBe('reading');
  });

  it('DeviceAuthorization: only registered and enabled meters are let in, over UDP only with a tag', async () => {
    const frame = meter.push();
    expect(await serialOf(authorised, frame)).toBe('known');
    expect(await site.code(anyone, meter.push({ title: '4B464D1020000003' }))).toBe('reading');
    expect(await site.code(authorised, meter.push({ title: '4B464D1020000003' }))).toBe(
      'security.unknown-title',
    );
    expect(await site.code(authorised, meter.push({ title: OTHER_TITLE }))).toBe('source.disabled');
    const untagged = meter.push({ authenticated: false });
    expect(await site.code(authorised, untagged, { transport: 'udp' })).toBe(
      'source.not-authenticated',
    );
    expect(await site.code(authorised, frame, { transport: 'udp' })).toBe('reading');
  });

  it('Users, Serial, SystemTitle: a user is found by its title, and its serial names the meter', async () => {
    expect(await serialOf(titled, meter.push())).toBe('1001');
    expect(await serialOf(titled, other.push({ title: OTHER_TITLE }))).toBe('1002');
    expect(await site.code(titled, meter.push({ title: OTHER_TITLE }))).toBe('security.tag');
  });

  it('Enabled: a disabled user is as one that is not there', async () => {
    expect(await site.code(disabled, PLAIN, { from: '127.0.0.2' })).toBe('source.unknown-ip');
    expect(await site.code(disabled, PLAIN, { from: '127.0.0.3' })).toBe('reading');
  });

  it('ClientAddress, ServerAddress: a push between other addresses is refused', async () => {
    expect(await site.code(addressed, PLAIN)).toBe('source.logical-address');
    expect(await site.code(open, PLAIN)).toBe('reading');
    expect(await site.code(perUser, PLAIN, { from: '127.0.0.2' })).toBe('reading');
    expect(await site.code(perUser, PLAIN, { from: '127.0.0.3' })).toBe('source.logical-address');
    expect(await site.code(perUser, PLAIN, { from: '127.0.0.4' })).toBe('source.logical-address');
  });

  it("BlockCipherKey, AuthenticationKey: a user's go before those of the section, each by itself", async () => {
    expect(await site.code(credentials, meter.push(), { from: '127.0.0.2' })).toBe('reading');
    expect(await site.code(credentials, meter.push(), { from: '127.0.0.3' })).toBe('security.tag');
    expect(await site.code(credentials, meter.push(), { from: '127.0.0.4' })).toBe('security.tag');
  });

  it('SecureClient, SecureClientSecurity: what a user must protect goes before what the section asks for', async () => {
    const untagged = meter.push({ authenticated: false });
    expect(await site.code(levels, PLAIN, { from: '127.0.0.2' })).toBe('security.plain');
    expect(await site.code(levels, untagged, { from: '127.0.0.2' })).toBe('reading');
    expect(await site.code(levels, untagged, { from: '127.0.0.3' })).toBe('security.policy');
    expect(await site.code(levels, PLAIN, { from: '127.0.0.4' })).toBe('reading');
  });

  it('Label: is no part of what is published', async () => {
    const line = await site.outcome(titled, meter.push());
    expect(JSON.stringify(line)).not.toContain('in the cellar');
    expect(await site.code(titled, wrapped(notification(1)))).toBe('reading');
  });
});
