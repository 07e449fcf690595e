import { generateKeyPairSync } from 'node:crypto';
import { inspect } from 'node:util';
import { fromHex, toHex } from '@dlms-telemetry/dlms';
import { readPrivateKey } from '@dlms-telemetry/dlms-node';
import { describe, expect, it } from 'vitest';
import { codeOf, interpreterWith } from './test-interpreter.js';
import {
  BOTH,
  ciphered,
  CLIENT_TITLE,
  glo,
  inWrapper,
  meterOf,
  octets,
  OTHER_TITLE,
  PLAIN,
  signed,
  TITLE,
} from './test-pushes.js';

const METERS = [meterOf(0), meterOf(1), meterOf(2)] as const;
const [ZERO, ONE, TWO] = METERS;
const AGREED = ['C(1e,1s)', 'C(0e,2s)'] as const;
const CHOICES = ['global-unicast', 'global-broadcast', 'wrapped', 'known'] as const;
/** Self-signed for these tests, on P-256, for any use. */
const CERTIFICATE =
  '-----BEGIN CERTIFICATE-----\nMIIBhzCCAS2gAwIBAgIUdTzsBoQngDmelVh8uFGIVS7IyaEwCgYIKoZIzj0EAwIwGzEZMBcGA1UEAwwQNEI0NjREMTAyMDAwMDAwMTAgFw0yNjExMjUwMjExMzBaGA8yMTI2MTEwMTAyMTEzMFowGzEZMBcGA1UEAwwQNEI0NjREMTAyMDAwMDAwMTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABBoAjpQK2uv4qjexKJNKPqhJsUPa6rxnJL6OF59Q0vpRSLvE5A91in8LNDA9DwPbiKg9tcOTbVt/MEgf/UVjvLqjTTBLMB0GA1UdDgQWBBTCxIHfs30MLCi6oIwbQTlh7b5arzAfBgNVHSMEGDAWgBTCxIHfs30MLCi6oIwbQTlh7b5arzAJBgNVHRMEAjAAMAoGCCqGSM49BAMCA0gAMEUCIQDwY9hzxS7/7trjt50VMPcwOjPjbeX125E0cioG9roO4gIgU3nua9nXRrqHuiGTUG9dcF+TyXffxPEifn/WvAf1dFo=\n-----END CERTIFICATE-----\n';
const CERTIFIED_KEY = 'd57ade30dd42c1d1f7f6dace6817bf2fa11d8e0a9ca6be716c70553de7ee712f';

const CASES = METERS.flatMap((meter) =>
  [...CHOICES, ...(meter.suite === 0 ? [] : AGREED)].map((choice) => ({
    meter,
    choice,
    suite: meter.suite,
  })),
);

const code = (options: object, apdu: Uint8Array) =>
  codeOf(interpreterWith(options).interpret(inWrapper(apdu)));

describe('keys of the section and of users', () => {
  it.each(CASES)('open general-ciphering by $choice in suite $suite', ({ meter, choice }) => {
    const apdu = ciphered(meter, choice);
    expect(code(meter.options, apdu)).toBe('readings');
    const { SecuritySuite, ...keys } = meter.options;
    const user = { ...keys, SecuritySuite, SystemTitle: TITLE };
    expect(code({ Users: [user] }, apdu)).toBe('readings');
    expect(code({ Users: [{ ...user, SystemTitle: OTHER_TITLE }] }, apdu)).toBe(
      'security.unknown-title',
    );
  });

  it.each([ONE, TWO])(
    'open general-signing, alone and with ciphering, in suite $suite',
    (meter) => {
      for (const apdu of [
        signed(meter),
        signed(meter, ciphered(meter, 'wrapped')),
        ciphered(meter, 'C(1e,1s)', { plain: signed(meter) }),
        glo(meter, { plain: signed(meter) }),
      ])
        expect(code(meter.options, apdu)).toBe('readings');
    },
  );

  it.each(METERS)('open global, broadcast and dedicated ciphering in suite $suite', (meter) => {
    const broadcast = { ...BOTH, broadcast: true };
    expect(code(meter.options, glo(meter))).toBe('readings');
    expect(code(meter.options, glo(meter, { control: broadcast }))).toBe('readings');
    expect(code(meter.options, glo(meter, { type: 'general-ded-ciphering' }))).toBe('readings');
  });

  it('each refuse what needs them when they are missing, and name what is missing', () => {
    const { options } = ONE;
    const without = (name: keyof typeof options, apdu: Uint8Array) => {
      const rest = Object.entries(options).filter(([key]) => key !== name);
      const result = interpreterWith(Object.fromEntries(rest)).interpret(inWrapper(apdu));
      return result.type === 'refused' ? [result.refusal.code, result.refusal.message] : [];
    };
    const noKey = (what: string) => ['security.no-key', expect.stringContaining(what) as string];
    expect(without('MasterKey', ciphered(ONE, 'wrapped'))).toEqual(noKey('master key'));
    expect(without('ServerSigningPublicKey', signed(ONE))).toEqual(noKey('signing public key'));
    const onePass = ciphered(ONE, 'C(1e,1s)');
    expect(without('KeyAgreementPrivateKey', onePass)).toEqual(noKey('key agreement key'));
    const fixed = ciphered(ONE, 'C(0e,2s)');
    expect(without('ServerKeyAgreementPublicKey', fixed)).toEqual(noKey('key agreement public'));
  });

  it('of a wrong signer, or to unwrap with, let the next candidate try', () => {
    const stranger = meterOf(1);
    const users = (...meters: { readonly options: object }[]) => ({
      Users: meters.map(({ options }, index) => ({
        ...options,
        SystemTitle: TITLE,
        Ip: `10.1.0.${index}`,
      })),
    });
    for (const apdu of [signed(ONE), ciphered(ONE, 'wrapped'), ciphered(ONE, 'C(1e,1s)')]) {
      expect(code(users(stranger, ONE), apdu)).toBe('readings');
      expect(code(users(stranger), apdu)).toMatch(/^security\.(?:signature|key-unwrap)$/u);
    }
  });

  it('may be PEM', () => {
    const ours = generateKeyPairSync('ec', {
      namedCurve: 'P-256',
      privateKeyEncoding: { format: 'pem', type: 'pkcs8' },
      publicKeyEncoding: { format: 'pem', type: 'spki' },
    });
    const signer = {
      ...ONE,
      keys: { signingPrivateKey: readPrivateKey(ours.privateKey).privateKey },
    };
    expect(code({ ServerSigningPublicKey: ours.publicKey }, signed(signer))).toBe('readings');
  });
});

describe('the certificate of a meter', () => {
  const keys = {
    signingPrivateKey: octets(CERTIFIED_KEY),
    keyAgreementPrivateKey: octets(CERTIFIED_KEY),
  };
  const certified = { ...ONE, keys: { ...ONE.keys, ...keys } };
  const { ServerSigningPublicKey, ServerKeyAgreementPublicKey, ...others } = ONE.options;
  const section = { ...others, ServerCertificate: CERTIFICATE };

  it('ServerCertificate: gives the keys that its usage allows; a public key goes before it', () => {
    for (const apdu of [signed(certified), ciphered(certified, 'C(0e,2s)')]) {
      expect(code(section, apdu)).toBe('readings');
      expect(code(others, apdu)).toBe('security.no-key');
      expect(
        code({ ...section, ServerSigningPublicKey, ServerKeyAgreementPublicKey }, apdu),
      ).toMatch(/^security\.(?:signature|tag)$/u);
    }
  });

  it('of a user goes before the public key of the section', () => {
    const Users = [{ SystemTitle: TITLE, ServerCertificate: CERTIFICATE }];
    expect(code({ ...ONE.options, Users }, signed(certified))).toBe('readings');
  });
});

describe('ClientSystemTitle', () => {
  it('takes part in the agreement on a key where the APDU names no recipient', () => {
    const named = ciphered(ONE, 'C(0e,2s)', { control: { authenticated: false, encrypted: true } });
    const unnamed = octets(toHex(named).replace(`08${CLIENT_TITLE.toLowerCase()}`, '00'));
    expect(unnamed).toHaveLength(named.length - 8);
    expect(code(ONE.options, unnamed)).toBe('readings');
    const { ClientSystemTitle, ...others } = ONE.options;
    expect(ClientSystemTitle).toBe(CLIENT_TITLE);
    expect(code(others, unnamed)).toMatch(/^security\./u);
  });
});

describe('the least protection', () => {
  const strict = { SecurityLevel: 'AuthenticationEncryption' };
  const SIGNATURE = { SecurityLevel: 'Authentication' };

  it('is met by all layers together: signed and encrypted is both', () => {
    const encrypted = { authenticated: false, encrypted: true };
    const { options } = ONE;
    expect(code({ ...options, ...strict }, signed(ONE))).toBe('security.policy');
    expect(code({ ...options, ...SIGNATURE }, signed(ONE))).toBe('readings');
    for (const apdu of [
      signed(ONE, ciphered(ONE, 'wrapped')),
      ciphered(ONE, 'wrapped', { control: encrypted, plain: signed(ONE) }),
      glo(ONE, { control: encrypted, plain: signed(ONE) }),
    ])
      expect(code({ ...options, ...strict }, apdu)).toBe('readings');
    const weak = ciphered(ONE, 'wrapped', { control: encrypted });
    expect(code({ ...options, ...strict }, weak)).toBe('security.policy');
    expect(code({ ...options, ...SIGNATURE }, weak)).toBe('security.policy');
  });

  it('is the same for a frame whose shape is known', () => {
    const interpreter = interpreterWith({ ...ONE.options, ...strict });
    const weak = glo(ONE, { control: { authenticated: false, encrypted: true } });
    for (let time = 0; time < 3; time += 1) {
      expect(codeOf(interpreter.interpret(inWrapper(glo(ONE))))).toBe('readings');
      expect(codeOf(interpreter.interpret(inWrapper(weak)))).toBe('security.policy');
      expect(codeOf(interpreter.interpret(inWrapper(PLAIN)))).toBe('security.plain');
    }
  });
});

describe('no key', () => {
  it('stands in what comes of a frame, whether it is read or refused', () => {
    const shown: string[] = [];
    for (const meter of METERS) {
      const stranger = meterOf(meter.suite);
      const apdus = [
        glo(meter),
        glo(meter, { control: { ...BOTH, broadcast: true } }),
        glo(meter, { type: 'general-ded-ciphering' }),
        signed(meter.suite === 0 ? ONE : meter),
        ciphered(meter, 'wrapped'),
        ...(meter.suite === 0 ? [] : AGREED.map((choice) => ciphered(meter, choice))),
      ];
      for (const options of [
        meter.options,
        stranger.options,
        {
          BlockCipherKey: meter.options.BlockCipherKey,
          SecuritySuite: meter.options.SecuritySuite,
        },
      ])
        for (const apdu of apdus) {
          const result = interpreterWith(options).interpret(inWrapper(apdu));
          shown.push(JSON.stringify(result), inspect(result, { depth: 20, showHidden: true }));
        }
      for (const { options } of [meter, stranger])
        for (const key of Object.entries(options).filter(([name]) => name.endsWith('Key')))
          for (const form of formsOf(key[1])) expect(shown.join('\n')).not.toContain(form);
      shown.length = 0;
    }
    expect(ZERO.options.BlockCipherKey).toHaveLength(32);
  });
});

/** The beginning of a key in the ways in which it could be printed. */
function formsOf(hex: string): readonly string[] {
  const key = fromHex(hex)?.subarray(0, 8) ?? octets('00');
  const beginning = Buffer.from(key);
  const text = beginning.toString('hex');
  return [
    text,
    text.toUpperCase(),
    beginning.toString('base64').slice(0, 10),
    key.join(','),
    key.join(', '),
    (text.match(/../gu) ?? []).join(' '),
  ];
}
