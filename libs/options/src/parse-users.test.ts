import { describe, expect, it } from 'vitest';
import { parseUsers, parseConfiguration, secretUserOptions, UsersError } from './index.js';

const KEY = '000102030405060708090A0B0C0D0E0F';
const TITLE = '4B464D1020000001';

function receptor(options: object = {}) {
  const section = { DeviceType: 'DlmsPushServer', Port: 4059, ...options };
  const { configuration } = parseConfiguration(JSON.stringify({ Meters: section }), {
    env: {},
    readFile: () => '',
  });
  const [first] = configuration.receptors;
  if (first === undefined) throw new Error('no receptor');
  return first;
}

function problemsOf(list: readonly unknown[], options?: object) {
  try {
    parseUsers(list, receptor(options));
  } catch (error) {
    if (error instanceof UsersError) return error.problems;
    throw error;
  }
  throw new Error('the list was taken');
}

describe('a list of users', () => {
  it("is read as leniently as the file: numbers for words, names in another case, the API's 13 fields", () => {
    const { users, warnings } = parseUsers(
      [
        {
          ip: '10.0.0.1',
          Authentication: 'high',
          Password: 'secret',
          ConnectionInterfaceType: 'wrapper',
          UseLogicalNameReferencing: 1,
          ClientAddress: '-1',
          ServerAddress: -1,
          SecureClient: '1',
          BlockCipherKey: KEY,
          SecureClientSecurity: 'AuthenticationEncryption',
          SystemTitle: TITLE,
          AuthenticationKey: KEY,
          SecuritySuite: 0,
        },
      ],
      receptor(),
    );
    expect(users).toMatchObject([
      { Ip: '10.0.0.1', SecureClient: true, SecuritySuite: 'Suite0', Enabled: true },
    ]);
    expect(users[0]?.BlockCipherKey?.reveal()).toHaveLength(16);
    expect(warnings).toEqual([]);
  });

  it('tells every problem of every user at its place, and no key', () => {
    const problems = problemsOf([
      { Ip: '10.0.0.1', BlockCipherKey: KEY },
      { Ip: '10.0.0.300', BlockCipherKey: `${KEY}77`, Seriall: '1' },
      'no user',
      { Label: 'nowhere' },
      { Ip: '10.0.0.1' },
      { SystemTitle: TITLE, NextBlockCipherKey: KEY, SecuritySuite: 'Suite2' },
    ]);
    expect(problems).toEqual([
      { index: 1, field: 'Seriall', message: expect.stringContaining('Serial?') as string },
      { index: 1, field: 'Ip', message: expect.stringContaining('10.0.0.300') as string },
      {
        index: 1,
        field: 'BlockCipherKey',
        message: expect.stringContaining('not shown') as string,
      },
      { index: 1, field: '', message: expect.stringContaining('Ip or a SystemTitle') as string },
      { index: 2, field: '', message: expect.stringContaining('object') as string },
      { index: 2, field: '', message: expect.stringContaining('Ip or a SystemTitle') as string },
      { index: 3, field: '', message: expect.stringContaining('Ip or a SystemTitle') as string },
      { index: 4, field: '', message: expect.stringContaining('same Ip') as string },
      { index: 5, field: 'NextBlockCipherKey', message: expect.stringContaining('32') as string },
    ]);
    expect(JSON.stringify(problems)).not.toContain(KEY);
  });

  it('follows no reference: who adds users may not read the environment', () => {
    const problems = problemsOf([{ Ip: '10.0.0.1', BlockCipherKey: '${ENV:HOME}' }]);
    expect(problems).toMatchObject([{ index: 0, field: 'BlockCipherKey' }]);
  });

  it('warns of a title and a key that two users share', () => {
    const one = { SystemTitle: TITLE, BlockCipherKey: KEY };
    const { warnings } = parseUsers(
      [
        { ...one, Ip: '10.0.0.1' },
        { ...one, Ip: '10.0.0.2' },
      ],
      receptor(),
    );
    expect(warnings).toMatchObject([{ index: 1, field: '' }]);
  });

  it('knows which of its fields are secret', () => {
    expect([...secretUserOptions].sort()).toEqual([
      'AuthenticationKey',
      'BlockCipherKey',
      'BroadcastBlockCipherKey',
      'DedicatedKey',
      'KeyAgreementPrivateKey',
      'MasterKey',
      'NextAuthenticationKey',
      'NextBlockCipherKey',
      'Password',
      'SigningPrivateKey',
    ]);
  });
});
