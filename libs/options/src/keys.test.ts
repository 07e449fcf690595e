import { describe, expect, it } from 'vitest';
import { ConfigurationError, parseConfiguration, problemLine } from './index.js';
import { receptor, sources } from './test-configuration.js';

const KEY = '00'.repeat(16);
const LONG_KEY = '00'.repeat(32);

/** Reads `P-256 ...` and `P-384 ...`. */
function read(text: string): { readonly curve: string } {
  const [curve = ''] = text.split(' ');
  if (!curve.startsWith('P-')) throw new Error('neither PEM nor hex');
  return { curve };
}

function linesOf(options: string): readonly string[] {
  try {
    const keys = { publicKey: read, privateKey: read, certificate: read };
    parseConfiguration(receptor(options), { ...sources, keys });
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems.map(problemLine);
    throw error;
  }
}

describe('a key on a curve', () => {
  it.each([
    'SigningPrivateKey',
    'KeyAgreementPrivateKey',
    'ServerCertificate',
    'ServerSigningPublicKey',
    'ServerKeyAgreementPublicKey',
  ])('in %s must be readable and fit the suite, and is never shown', (name) => {
    expect(linesOf(`"${name}": "P-256 x"`)).toEqual([]);
    expect(linesOf(`"SecuritySuite": 2, "${name}": "P-384 x"`)).toEqual([]);
    expect(linesOf(`"SecuritySuite": 1, "${name}": "P-384 x"`)).toEqual([
      expect.stringContaining(`Meters.${name}: is a key on P-384, where Suite1 has keys on P-256`),
    ]);
    const [line] = linesOf(`"Users": [{ "Ip": "10.0.0.1", "${name}": "hidden" }]`);
    expect(line).toMatch(new RegExp(`^1:\\d+ Meters\\.Users\\.0\\.${name}: .*cannot be read`, 'u'));
    expect(line).not.toContain('hidden');
  });
});

describe('a symmetric key', () => {
  it.each([
    'BlockCipherKey',
    'AuthenticationKey',
    'BroadcastBlockCipherKey',
    'MasterKey',
    'DedicatedKey',
  ])('in %s has the length of the suite', (name) => {
    expect(linesOf(`"${name}": "${KEY}"`)).toEqual([]);
    expect(linesOf(`"SecuritySuite": "Suite2", "${name}": "${LONG_KEY}"`)).toEqual([]);
    expect(linesOf(`"${name}": "${LONG_KEY}"`)).toHaveLength(1);
    expect(linesOf(`"SecuritySuite": "Suite2", "${name}": "${KEY}"`)).toHaveLength(1);
  });

  it('of the section is no key for a user of another suite', () => {
    const user = (more: string) =>
      `"BlockCipherKey": "${KEY}", "Users": [{ "Ip": "10.0.0.1", "SecuritySuite": 2${more} }]`;
    expect(linesOf(user(''))).toEqual([
      expect.stringMatching(
        /Users\.0\.SecuritySuite: Suite2 needs keys of 32 octets.*BlockCipher/u,
      ),
    ]);
    expect(linesOf(user(`, "BlockCipherKey": "${LONG_KEY}"`))).toEqual([]);
  });
});

describe('users that share a title', () => {
  const warningsOf = (section: string, ...keys: string[]) => {
    const users = keys.map(
      (key, at) => `{ "Ip": "10.0.0.${at}", "SystemTitle": "4B464D1020000001" ${key} }`,
    );
    return parseConfiguration(receptor(`${section} "Users": [${users.join()}]`), sources).warnings;
  };
  const own = (octet: string) => `, "BlockCipherKey": "${octet.repeat(16)}"`;

  it('are warned of when they share the key too, their own or that of the section', () => {
    expect(warningsOf('', own('01'), own('02'), own('01')).map(({ option }) => option)).toEqual([
      'Users.2',
    ]);
    expect(warningsOf(`"BlockCipherKey": "${KEY}",`, '', '')).toHaveLength(1);
    expect(warningsOf('', '', '', own('01'))).toEqual([]);
  });
});

describe('the Ip of a user', () => {
  it.each(['10.0.0.1', '10.0.0.0/8', '::1', '2001:DB8::/32', '::ffff:10.0.0.1', '0.0.0.0/0'])(
    'may be %s',
    (ip) => {
      expect(linesOf(`"Users": [{ "Ip": "${ip}" }]`)).toEqual([]);
    },
  );

  it.each(['10.0.0.256', '10.0.0/8', '10.0.0.0/33', '::/129', '1::2::3', 'meter', ''])(
    'may not be %s',
    (ip) => {
      expect(linesOf(`"Users": [{ "Ip": "${ip}" }]`)[0]).toContain('10.20.0.0/16');
    },
  );
});
