import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseConfiguration, problemLine } from './index.js';
import { sources, parse, problemsOf, receptor, optionsOf } from './test-configuration.js';

describe('a configuration as operators write it', () => {
  it('may have comments and trailing commas', () => {
    const text =
      '{ // meters\n "Meters": { /* push */ "DeviceType": "DlmsPushServer", "Port": 1, }, }';
    expect(parse(text).configuration.receptors).toHaveLength(1);
  });

  it('may have numbers as texts, texts as numbers and 1 for true', () => {
    const options = optionsOf(
      '"DropDataLength": "512", "Enabled": "1", "Debug": 1, "Password": 90071992547409931, "SecuritySuite": 0',
    );
    expect(options).toMatchObject({
      DropDataLength: 512,
      Enabled: true,
      Debug: true,
      SecuritySuite: 'Suite0',
    });
    expect(options.Password?.reveal()).toBe('90071992547409931');
  });

  it('may have names and words in another case', () => {
    const options = optionsOf(
      '"connectioninterfacetype": "wrapper", "SECURITYLEVEL": "encryption"',
    );
    expect(options).toMatchObject({
      ConnectionInterfaceType: 'WRAPPER',
      SecurityLevel: 'Encryption',
    });
  });

  it.each([
    ['EnableIPLookup', 'true', 'EnableIpLookup', true],
    ['GatewayID', '"north"', 'GatewayId', 'north'],
    ['System Title', '"4B464D1020000001"', 'SystemTitle', expect.any(Uint8Array)],
    ['CertficatePath', '"/x.pfx"', 'CertificatePath', '/x.pfx'],
  ])('may write %s, with a warning', (variant, value, name, expected) => {
    const { configuration, warnings } = parse(receptor(`"${variant}": ${value}`));
    expect(configuration.receptors[0]?.options).toHaveProperty(name, expected);
    expect(warnings.map(problemLine)).toEqual([
      expect.stringContaining(`Meters.${variant}: is read as ${name}`),
    ]);
  });

  it('may type SecureClientSecurity as a bool and call Suite2 Suite3', () => {
    expect(
      optionsOf('"SecureClient": true, "SecureClientSecurity": true').SecureClientSecurity,
    ).toBe('AuthenticationEncryption');
    expect(optionsOf('"SecureClientSecurity": "false"').SecureClientSecurity).toBe('None');
    const { configuration, warnings } = parse(receptor('"SecuritySuite": "Suite3"'));
    expect(configuration.receptors[0]?.options.SecuritySuite).toBe('Suite2');
    expect(warnings.map(problemLine)).toEqual([
      expect.stringContaining('Suite3 is read as Suite2'),
    ]);
  });

  it('takes values from the environment and from files', () => {
    const options = optionsOf(
      '"BlockCipherKey": "${ENV:KEY}", "Password": "${FILE:/run/secrets/password}"',
    );
    expect(options.BlockCipherKey?.reveal()[15]).toBe(0x0f);
    expect(options.Password?.reveal()).toBe('hidden words');
  });

  it('treats null as left out', () => {
    expect(optionsOf('"DropDataLength": null, "GatewayId": null')).toMatchObject({
      DropDataLength: 32767,
    });
  });

  it('names the service in the file, else in the environment', () => {
    expect(parse('{}').configuration.serviceId).toBe('from-environment');
    expect(parse('{ "ServiceId": "mine" }').configuration.serviceId).toBe('mine');
    expect(parseConfiguration('{}', { ...sources, env: {} }).configuration.serviceId).toBe('dlms');
  });

  it('gives a map its own name as PropertyName, and an element count as a list', () => {
    const { configuration } = parse(
      '{ "Maps": { "PropertyMaps": { "Power": { "ObisCode": "1-0:1.7.0*255", "ElementCount": 9 } } } }',
    );
    expect(configuration.propertyMaps.get('Maps')?.maps.Power).toMatchObject({
      PropertyName: 'Power',
      AttributeIndex: 2,
      DataIndex: 0,
      ElementCount: [9],
    });
  });
});

describe('what is accepted with a warning', () => {
  it('is an enabled scheduled receptor, a level without SecureClient, and a shared key', () => {
    const key = '"BlockCipherKey": "${ENV:KEY}", "SystemTitle": "4B464D1020000001"';
    const { warnings } = parse(`{
      "Dial": { "DeviceType": "ScheduledDlms", "HostName": "h", "Port": 1, "PropertiesDeviceName": "Maps" },
      "Maps": { "PropertyMaps": {} },
      "Push": { "DeviceType": "DlmsPushServer", "Port": 1, "SecureClientSecurity": "Encryption",
        "Users": [{ "Ip": "10.0.0.1", ${key} }, { "Ip": "10.0.0.2", ${key} }] }
    }`);
    expect(warnings.map(({ section, option }) => [section, option])).toEqual([
      ['Dial', ''],
      ['Push', 'SecureClientSecurity'],
      ['Push', 'Users.1'],
    ]);
  });
});

describe('any text', () => {
  it('is a configuration, or refused with problems at places in it', () => {
    const json = fc.json({ maxDepth: 4 });
    const section = fc
      .json()
      .map(
        (inner) =>
          `{ "Meters": { "DeviceType": "DlmsPushServer", "Users": ${inner}, "Port": ${inner} } }`,
      );
    const maps = fc
      .json()
      .map(
        (inner) =>
          `{ "Maps": { "PropertyMaps": { "A": ${inner}, "B": { "ElementCount": ${inner} } } }, "TransformSets": { "s": ${inner}, "t": [${inner}] } }`,
      );
    fc.assert(
      fc.property(fc.oneof(fc.string(), json, section, maps), (text) => {
        for (const { message, line = 1 } of problemsOf(text)) {
          expect(message).not.toBe('');
          expect(line).toBeLessThanOrEqual(text.split('\n').length);
        }
      }),
    );
  });
});
