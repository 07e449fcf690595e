import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigurationError, parseConfiguration, problemLine } from './index.js';
import type { ParsedConfiguration, Problem } from './index.js';

const sources = {
  env: { KEY: '000102030405060708090A0B0C0D0E0F', SERVICE_ID: 'from-environment' },
  readFile(path: string): string {
    if (path === '/run/secrets/password') return 'hidden words\n';
    throw new Error('no such file');
  },
};

function parse(text: string): ParsedConfiguration {
  return parseConfiguration(text, sources);
}

function problemsOf(text: string): readonly Problem[] {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

function receptor(options: string): string {
  return `{ "Meters": { "DeviceType": "DlmsPushServer", "Port": 4059, ${options} } }`;
}

function optionsOf(options: string) {
  const [first] = parse(receptor(options)).configuration.receptors;
  if (first === undefined) throw new Error('no receptor');
  return first.options;
}

/** The specification's own samples (spec: Device configuration options), masked values replaced. */
const SCHEDULED_SAMPLE = `
  "LG_Office": {
    "Enabled": false, "ActionDelay": 20000, "GroupName": "DLMS", "GatewayId": "Landis",
    "DeviceType": "ScheduledDlms", "HostName": "172.16.0.22", "Port": 4059, "ConnTimeout": 8000,
    "MediaTimeout": 10000, "PropertiesDeviceName": "DefaultProperties", "Debug": true,
    "ClientAddress": 16, "ServerAddress": 1, "Priority": "High", "UseLogicalNameReferencing": false,
    "StartProtocol": "Idis", "ConnectionInterfaceType": "HDLC", "TxMaxFrameSize": 128,
    "RxMaxFrameSize": 128, "SecurityLevel": "None", "Password": null, "Authentication": "None",
    "SecureClient": false
  },
  "DefaultProperties": {
    "DeviceType": "DefaultProperties", "GroupName": "DLMS",
    "PropertyMaps": {
      "P3PF": { "ObisCode": "1.0.73.7.0.255", "PropertyName": "P3PF", "AttributeIndex": 2 },
      "FREQUENCY": { "ObisCode": "1.0.14.7.0.255", "PropertyName": "FREQUENCY", "TransformSetId": "Set0" }
    }
  },
  "TransformSets": { "Set0": [{ "multiply": 0.1 }] }`;

const PUSH_SAMPLE = `
  "ServerDevice": {
    "Enabled": true, "DeviceType": "DlmsPushServer", "Debug": true,

    "GroupName": "PushServer", "GatewayId": "something",

    "DeviceGatewayIdProperty": "SerialNumber", "EnableIpLookup": true, "DeviceAuthorization": false,
    "RegisterAsGateway": false, "PropertiesDeviceName": "PushProperties",

    "ClientAddress": -1, "ServerAddress": -1, "Priority": "High", "UseLogicalNameReferencing": true,
    "StartProtocol": "DLMS", "ConnectionInterfaceType": "WRAPPER", "TxMaxFrameSize": 256,
    "RxMaxFrameSize": 256, "SecurityLevel": "None", "Password": 12345, "Authentication": "HighGmac",
    "SecureClient": true, "BlockCipherKey": "000102030405060700010A0B0C0D0E0F",
    "SystemTitle": "400000E5B13F0000", "AuthenticationKey": "000102030405060708090A0B0C0D0E0F",
    "SecuritySuite": "Suite0", "SecureClientSecurity": "AuthenticationEncryption",

    "Address": "Any", "Port": 9052, "Encryption": "None",
    "DroppedClientDetection": "ReadTimeout,DisconnectOtherConnections",
    "DroppedClientTimeoutSecs": 15, "CertificatePath": "/etc/ssl/certs/public.rsa.pfx",
    "CertificatePassword": "",

    "HandleHistoricRecordInterval": 30000, "HistoricRecordBatchingSize": 100,
    "ProcessBoundedCapacity": 150, "ProcessMaxDegreeOfParallelism": 750,
    "BackgroundProcessBoundedCapacity": 500, "BackgroundProcessMaxDegreeOfParallelism": 500,
    "MaxBoundedPacketMultiplier": 4,

    "DropDataLength": 120
  },
  "PushProperties": {
    "DeviceType": "PushDefaultProperties", "GroupName": "Driver",
    "PropertyMaps": {
      "TotalPositiveActiveEnergy": {
        "ObisCode": "1.0.1.8.0.255", "PropertyName": "TotalPositiveActiveEnergy", "AttributeIndex": 2,
        "DlmsObjectType": "Register", "DataIndex": 0, "PushProfileSequenceId": 2
      },
      "SerialNumber": {
        "ObisCode": "0.0.96.1.0.255", "PropertyName": "SerialNumber", "AttributeIndex": 2,
        "DlmsObjectType": "GXData", "DataIndex": 0, "PushProfileSequenceId": 1, "DataType": "string"
      }
    }
  },`;

describe('the samples of the specification', () => {
  it('load as they stand, with the trailing comma that one of them has', () => {
    const { configuration, warnings } = parse(`{ ${SCHEDULED_SAMPLE}, ${PUSH_SAMPLE} }`);
    expect(warnings).toEqual([]);
    expect(configuration.scheduled.map(({ name }) => name)).toEqual(['LG_Office']);
    const [server] = configuration.receptors;
    expect(server).toMatchObject({
      name: 'ServerDevice',
      options: {
        EnableIpLookup: true,
        Port: 9052,
        DropDataLength: 120,
        NoDataTimeout: 5000,
        DroppedClientDetection: ['ReadTimeout', 'DisconnectOtherConnections'],
      },
    });
    expect(server?.options.Password?.reveal()).toBe('12345');
    expect(server?.options.BlockCipherKey?.reveal()).toHaveLength(16);
    expect(configuration.propertyMaps.get('PushProperties')?.maps.SerialNumber).toMatchObject({
      DlmsObjectType: 'Data',
      PushProfileSequenceId: 1,
      DataType: 'string',
    });
  });
});

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

describe('a wrong configuration', () => {
  it('is refused with everything that is wrong, each at its place', () => {
    const lines = problemsOf(`{
      "A": { "DeviceType": "DlmsPushServr" },
      "B": {
        "DeviceType": "DlmsPushServer", "Port": 99999, "Enabld": true,
        "DropDataLength": 5, "PropertiesDeviceName": "Mapz",
        "Users": [{ "Label": "nobody" }]
      },
      "Maps": { "PropertyMaps": { "X": {}, "Y": { "ObisCode": "1.8.0" } } }
    }`).map(problemLine);
    expect(lines).toEqual([
      expect.stringMatching(
        /^2:28 A\.DeviceType: "DlmsPushServr" .* did you mean DlmsPushServer\?$/u,
      ),
      '4:49 B.Port: 99999 is not allowed: a whole number from 0 to 65535',
      '4:56 B.Enabld: is not a known option; did you mean Enabled?',
      '5:27 B.DropDataLength: 5 is not allowed: a whole number from 10 to 32767',
      expect.stringMatching(/^5:54 B\.PropertiesDeviceName: .*one of Maps; did you mean Maps\?$/u),
      expect.stringMatching(/^6:19 B\.Users\.0: must have an Ip or a SystemTitle$/u),
      expect.stringMatching(
        /Maps\.PropertyMaps\.X: must have an ObisCode or a PushProfileSequenceId/u,
      ),
      expect.stringMatching(
        /Maps\.PropertyMaps\.Y\.ObisCode: "1\.8\.0" is not allowed: an OBIS code/u,
      ),
    ]);
  });

  it('never shows a key or a password', () => {
    const secret = 'deadbeefdeadbeef';
    const text = receptor(
      `"BlockCipherKey": "${secret}", "Password": { "x": "${secret}" }, "Users": [{ "SystemTitle": "4B464D1020000001", "AuthenticationKey": "${secret}" }]`,
    );
    const lines = problemsOf(text).map(problemLine).join('\n');
    expect(lines).toContain('BlockCipherKey: (not shown) is not allowed');
    expect(lines).not.toContain(secret);
    const options = optionsOf('"BlockCipherKey": "${ENV:KEY}"');
    expect(JSON.stringify(options)).not.toContain('0001');
    expect(String(options.BlockCipherKey)).toBe('[secret]');
  });

  it('does not show what came from the environment', () => {
    const [problem] = problemsOf(receptor('"Port": "${ENV:KEY}"').replace('"Port": 4059, ', ''));
    expect(problem?.message).toMatch(/^\$\{ENV:KEY\} is not allowed/u);
  });

  it.each([
    ['"Encryption": "Tls"', 'Encryption'],
    ['"DeviceAuthorization": true', 'DeviceAuthorization'],
    ['"ConnectionInterfaceType": "WirelessMBus"', 'ConnectionInterfaceType'],
    ['"Transport": "Tcp,Udp"', 'Transport'],
    ['"ProxyProtocolFrom": "10.0.0.1"', 'ProxyProtocolFrom'],
    ['"LoopBack": true', 'LoopBack'],
    ['"ReplayProtection": "Strict"', 'ReplayProtection'],
  ])('is refused for %s, which does not act yet, unless the section is off', (option, name) => {
    const [problem] = problemsOf(receptor(option));
    expect(problem).toMatchObject({
      option: name,
      message: expect.stringContaining('is not supported by this version yet') as string,
    });
    expect(problemsOf(receptor(`"Enabled": false, ${option}`))).toEqual([]);
  });

  it('is refused when two enabled receptors want one port', () => {
    const two = (first: string, second: string) => `{
      "One": { "DeviceType": "DlmsPushServer", "Port": 4059, ${first} },
      "Two": { "DeviceType": "DlmsPushServer", "Port": 4059, ${second} } }`;
    expect(problemsOf(two('', '')).map(problemLine)).toEqual([
      expect.stringContaining('Two.Port: 4059 is taken by One'),
    ]);
    expect(problemsOf(two('"Enabled": false', ''))).toEqual([]);
    expect(problemsOf(two('"Address": "10.0.0.1"', '"Address": "10.0.0.2"'))).toEqual([]);
    expect(problemsOf(two('"Address": "10.0.0.1"', '"Address": "any"'))).toHaveLength(1);
  });

  it('is refused when keys do not fit the suite, or users stand twice', () => {
    const key = '0'.repeat(64);
    expect(problemsOf(receptor(`"BlockCipherKey": "${key}"`)).map(problemLine)).toEqual([
      expect.stringContaining('BlockCipherKey: has the wrong length for Suite0: 16 octets'),
    ]);
    const user = '{ "Ip": "10.0.0.1", "SystemTitle": "4B464D1020000001" }';
    expect(problemsOf(receptor(`"Users": [${user}, ${user}]`)).map(problemLine)).toEqual([
      expect.stringContaining('Users.1: has the same Ip and SystemTitle as Users.0'),
    ]);
  });

  it('is refused for transform sets that are unknown or would take too long', () => {
    const lines = problemsOf(`{
      "Maps": { "PropertyMaps": { "X": { "ObisCode": "1.0.1.8.0.255", "TransformSetId": "kila" } } },
      "TransformSets": { "kilo": [{ "multiply": 0.001, "add": 1 }, { "match": "(a+)+" }, { "replace": "x" }] }
    }`).map(problemLine);
    expect(lines).toEqual([
      expect.stringContaining(
        'names no transform set: "kila" is not allowed: one of kilo; did you mean kilo?',
      ),
      expect.stringContaining('TransformSets.kilo.0: must have exactly one of'),
      expect.stringContaining('TransformSets.kilo.1: match is not allowed'),
      expect.stringContaining('TransformSets.kilo.2: must have exactly one of'),
    ]);
  });

  it('is refused where it is not JSON, or not an object of sections', () => {
    expect(problemsOf('{ "A": }')[0]).toMatchObject({ line: 1, column: 8 });
    expect(problemsOf('[]')).toHaveLength(1);
    expect(problemsOf('')).not.toHaveLength(0);
    expect(problemsOf('{ "A": 1 }').map(problemLine)).toEqual([
      expect.stringContaining('A: is not a section'),
    ]);
    expect(problemsOf('['.repeat(100_000))).not.toHaveLength(0);
  });

  it('is refused when a name stands twice', () => {
    expect(problemsOf(receptor('"Debug": true, "debug": false')).map(problemLine)).toEqual([
      expect.stringContaining('Meters.Debug: stands twice'),
    ]);
    expect(
      problemsOf('{ "Maps": { "PropertyMaps": {} }, "Maps": { "PropertyMaps": {} } }'),
    ).toHaveLength(1);
  });

  it('tells of references without a value once', () => {
    const lines = problemsOf(
      receptor('"BlockCipherKey": "${ENV:NONE}", "GatewayId": "${FILE:/no}"'),
    );
    expect(lines.map(problemLine)).toEqual([
      expect.stringContaining('BlockCipherKey: the environment has no variable NONE'),
      expect.stringContaining('GatewayId: the file /no cannot be read'),
    ]);
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
