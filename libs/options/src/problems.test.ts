import { describe, expect, it } from 'vitest';
import { problemLine } from './index.js';
import { problemsOf, receptor, optionsOf } from './test-configuration.js';

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

  it.each([['"LoopBack": true', 'LoopBack']])(
    'is refused for %s, which does not act yet, unless the section is off',
    (option, name) => {
      const [problem] = problemsOf(receptor(option));
      expect(problem).toMatchObject({
        option: name,
        message: expect.stringContaining('is not supported by this version yet') as string,
      });
      expect(problemsOf(receptor(`"Enabled": false, ${option}`))).toEqual([]);
    },
  );

  it('is refused for TLS without a certificate, or without the issuers of those it asks for', () => {
    expect(problemsOf(receptor('"Encryption": "Tls"'))).toMatchObject([
      { option: 'CertificatePath' },
    ]);
    const asking = '"ValidateClientCertificate": true';
    const subject = '"Encryption": "Tls", "CertificateSubjectName": "a"';
    expect(problemsOf(receptor(`${subject}, ${asking}`))).toMatchObject([
      { option: 'ClientCertificateAuthorities' },
    ]);
    expect(problemsOf(receptor(subject))).toEqual([]);
  });

  it('is refused for load balancers that are no addresses', () => {
    expect(problemsOf(receptor('"ProxyProtocolFrom": "10.0.0.1, 10.0.0/8"'))).toMatchObject([
      { option: 'ProxyProtocolFrom' },
    ]);
    expect(optionsOf('"ProxyProtocolFrom": "10.0.0.1, fd00::/8"').ProxyProtocolFrom).toEqual([
      '10.0.0.1',
      'fd00::/8',
    ]);
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
