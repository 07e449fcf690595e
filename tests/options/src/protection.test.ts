import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Meter, PLAIN, TITLE } from './meter.js';
import { Site } from './site.js';

const site = new Site();
const ZERO = new Meter(0);
const ONE = new Meter(1);
const TWO = new Meter(2);
const KEYS = ZERO.only('BlockCipherKey', 'AuthenticationKey');

const all = site.receptor({ ...ONE.options });
const two = site.receptor({ ...TWO.options });
const plainUser = (options: Readonly<Record<string, string>>, suite = 'Suite1'): string =>
  site.receptor({ Users: [{ SystemTitle: TITLE, SecuritySuite: suite, ...options }] });
const lacking = (...names: readonly string[]): { section: string; user: string } => ({
  section: site.receptor({ ...ONE.without(...names) }),
  user: plainUser(ONE.without(...names)),
});
const whole = { user: plainUser(ONE.options) };
const without = {
  master: lacking('MasterKey'),
  broadcast: lacking('BroadcastBlockCipherKey'),
  dedicated: lacking('DedicatedKey'),
  agreement: lacking('KeyAgreementPrivateKey'),
  peer: lacking('ServerKeyAgreementPublicKey'),
  signer: lacking('ServerSigningPublicKey'),
  title: lacking('ClientSystemTitle'),
};
const none = site.receptor({});
const wrongBlock = site.receptor({ ...KEYS, BlockCipherKey: '00'.repeat(16) });
const wrongAuthentication = site.receptor({ ...KEYS, AuthenticationKey: '00'.repeat(16) });
const keys = site.receptor(KEYS);
const title = site.receptor({ ...KEYS, SystemTitle: TITLE });
const titleOfUser = site.receptor({
  EnableIpLookup: true,
  Users: [{ Ip: '127.0.0.2', SystemTitle: TITLE, ...KEYS }],
});
const secure = site.receptor({ ...KEYS, SecureClient: true });
const strict = site.receptor({
  ...KEYS,
  SecureClient: true,
  SecureClientSecurity: 'Authentication',
});
const level = site.receptor({ ...KEYS, SecurityLevel: 'AuthenticationEncryption' });
const suite2Key = site.receptor(TWO.only('SecuritySuite', 'BlockCipherKey', 'AuthenticationKey'));

beforeAll(() => site.start(), 60_000);
afterAll(() => site.stop(), 60_000);

describe('protection', () => {
  it('SecurityLevel: an APDU with less protection is refused', async () => {
    expect(await site.code(level, ZERO.push())).toBe('reading');
    expect(await site.code(level, ZERO.push({ encrypted: false }))).toBe('security.policy');
    expect(await site.code(level, PLAIN)).toBe('security.plain');
    expect(await site.code(keys, PLAIN)).toBe('reading');
  });

  it('SecureClient, SecureClientSecurity: plain APDUs are refused, and what is below the level', async () => {
    expect(await site.code(secure, PLAIN)).toBe('security.plain');
    expect(await site.code(secure, ZERO.push({ authenticated: false }))).toBe('reading');
    expect(await site.code(strict, ZERO.push({ authenticated: false }))).toBe('security.policy');
    expect(await site.code(strict, ZERO.push({ encrypted: false }))).toBe('reading');
  });

  it('BlockCipherKey, AuthenticationKey: both are needed, and told apart when one is wrong', async () => {
    const messageOf = async (receptor: string): Promise<unknown> =>
      (await site.outcome(receptor, ZERO.push())).refused?.message;
    expect(await site.code(keys, ZERO.push())).toBe('reading');
    expect(await site.code(none, ZERO.push())).toBe('security.unknown-title');
    expect(await messageOf(wrongBlock)).not.toBe(await messageOf(wrongAuthentication));
    expect(await site.code(wrongBlock, ZERO.push())).toBe('security.tag');
  });

  it('SystemTitle: serves where the APDU carries none', async () => {
    const untitled = (): Uint8Array => ZERO.push({ sendSystemTitle: false });
    expect(await site.code(keys, untitled())).toBe('security.no-title');
    expect(await site.code(title, untitled())).toBe('reading');
    expect(await site.code(title, ZERO.push({ title: '4B464D1020000003' }))).toBe('reading');
    expect(await site.code(titleOfUser, untitled(), { from: '127.0.0.2' })).toBe('reading');
  });

  it('SecuritySuite: says how long keys are, and which curve', async () => {
    expect(await site.code(suite2Key, TWO.push())).toBe('reading');
    expect(await site.code(two, TWO.pushBy('C(1e,1s)'))).toBe('reading');
    expect(await site.code(two, TWO.signed())).toBe('reading');
    expect(await site.code(whole.user, ONE.pushBy('C(1e,1s)'))).toBe('reading');
  });

  it('BroadcastBlockCipherKey: opens what is ciphered with the broadcast key', async () => {
    const frame = (): Uint8Array => ONE.push({ broadcast: true });
    expect(await site.code(all, frame())).toBe('reading');
    expect(await site.code(whole.user, frame())).toBe('reading');
    expect(await site.code(without.broadcast.section, frame())).toBe('security.no-key');
    expect(await site.code(without.broadcast.user, frame())).toBe('security.no-key');
  });

  it('DedicatedKey: opens dedicated ciphering', async () => {
    const frame = (): Uint8Array => ONE.push({ type: 'general-ded-ciphering' });
    expect(await site.code(all, frame())).toBe('reading');
    expect(await site.code(whole.user, frame())).toBe('reading');
    expect(await site.code(without.dedicated.section, frame())).toBe('security.no-key');
    expect(await site.code(without.dedicated.user, frame())).toBe('security.no-key');
  });

  it('MasterKey: unwraps the key that an APDU carries', async () => {
    expect(await site.code(all, ONE.pushBy('wrapped'))).toBe('reading');
    expect(await site.code(whole.user, ONE.pushBy('wrapped'))).toBe('reading');
    expect(await site.code(without.master.section, ONE.pushBy('wrapped'))).toBe('security.no-key');
    expect(await site.code(without.master.user, ONE.pushBy('wrapped'))).toBe('security.no-key');
  });

  it('KeyAgreementPrivateKey: takes part in agreeing on a key', async () => {
    const frame = (): Uint8Array => ONE.pushBy('C(1e,1s)');
    expect(await site.code(all, frame())).toBe('reading');
    expect(await site.code(without.agreement.section, frame())).toBe('security.no-key');
    expect(await site.code(without.agreement.user, frame())).toBe('security.no-key');
  });

  it("ServerKeyAgreementPublicKey: is the meter's part where its key is static", async () => {
    const frame = (): Uint8Array => ONE.pushBy('C(0e,2s)');
    expect(await site.code(all, frame())).toBe('reading');
    expect(await site.code(whole.user, frame())).toBe('reading');
    expect(await site.code(without.peer.section, frame())).toBe('security.no-key');
    expect(await site.code(without.peer.user, frame())).toBe('security.no-key');
  });

  it('ServerSigningPublicKey: verifies signatures', async () => {
    expect(await site.code(all, ONE.signed())).toBe('reading');
    expect(await site.code(whole.user, ONE.signed())).toBe('reading');
    expect(await site.code(without.signer.section, ONE.signed())).toBe('security.no-key');
    expect(await site.code(without.signer.user, ONE.signed())).toBe('security.no-key');
  });

  it('ClientSystemTitle: enters the agreement where the APDU does not name its recipient', async () => {
    const frame = (): Uint8Array => ONE.pushToNobody('C(0e,2s)');
    expect(await site.code(all, frame())).toBe('reading');
    expect(await site.code(whole.user, frame())).toBe('reading');
    expect(await site.code(without.title.section, frame())).not.toBe('reading');
    expect(await site.code(without.title.user, frame())).not.toBe('reading');
  });
});
