import { describe, expect, it } from 'vitest';
import { runCommand } from '../test-io.js';
import { linesOf, vectorOf } from '../test-vectors.js';

const KEY = '36C66639E48A8CA4D6BC8B282A793BBB';
const GOOD = `{
  // Comments are fine.
  "Meters": {
    "DeviceType": "DlmsPushServer",
    "ConnectionInterfaceType": "WiredMBus",
    "PropertiesDeviceName": "Maps",
    "Port": 4059,
    "Users": [{ "SystemTitle": "4B464D6750000009", "Serial": "1001", "BlockCipherKey": "${KEY}" }],
  },
  "Maps": {
    "DeviceType": "PushDefaultProperties",
    "PropertyMaps": {
      "ActiveEnergyImport": { "ObisCode": "1.0.1.8.0.255" },
      "VoltageL1": { "ObisCode": "1.0.32.7.0.255" },
    },
  },
}`;
const BAD = GOOD.replace('4059', '"many"')
  .replace('"Serial"', '"Serail"')
  .replace(KEY, KEY.slice(2));

describe('dlms config check', () => {
  it('ends with 0 for a good file', async () => {
    const ran = await runCommand(['config', 'check', 'meters.json'], {
      files: { 'meters.json': GOOD },
    });
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ran.stdout).toMatch(/^meters\.json: fine, 1 DlmsPushServer/);
  });

  it('prints every problem with its place, no key, and ends with 1', async () => {
    const ran = await runCommand(['config', 'check', 'meters.json'], {
      files: { 'meters.json': BAD },
    });
    expect(ran.exitCode).toBe(1);
    const lines = ran.stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/^meters\.json:7:\d+ Meters\.Port: /);
    expect(lines[1]).toContain('Serial');
    expect(ran.stdout).not.toContain(KEY.slice(4, 20));
  });

  it('does so in JSON when asked', async () => {
    const files = { 'meters.json': BAD, 'good.json': GOOD };
    const bad = await runCommand(['config', 'check', 'meters.json', '--json'], { files });
    expect(bad.lines).toHaveLength(3);
    expect(bad.lines[0]).toMatchObject({ problem: { section: 'Meters', option: 'Port', line: 7 } });
    const good = await runCommand(['config', 'check', 'good.json', '--json'], { files });
    expect(good.lines).toEqual([{ fine: { receptors: 1, scheduled: 0, propertyMaps: 1 } }]);
  });

  it('ends with 2 when there is no such file', async () => {
    const ran = await runCommand(['config', 'check', 'meters.json']);
    expect(ran).toMatchObject({
      exitCode: 2,
      stderr: 'dlms: meters.json: there is no such file\n',
    });
  });
});

describe('dlms config schema', () => {
  it('prints a JSON Schema', async () => {
    const ran = await runCommand(['config', 'schema']);
    expect(ran.exitCode).toBe(0);
    expect(JSON.parse(ran.stdout)).toHaveProperty('$schema');
  });
});

describe('dlms decode --config', () => {
  const frame = linesOf(vectorOf('austria', 'at-evn-example'));
  const decode = (args: readonly string[], config = GOOD) =>
    runCommand(['decode', '-', '--config', 'meters.json', ...args], {
      stdin: frame,
      files: { 'meters.json': config },
    });

  it('writes the lines of npm start', async () => {
    const ran = await decode(['--receptor', 'Meters']);
    expect(ran.exitCode).toBe(0);
    expect(ran.lines).toHaveLength(2);
    expect(Object.keys(ran.lines[0] ?? {})).toEqual([
      'routingKey',
      'reading',
      'frameId',
      'receptor',
    ]);
    expect(ran.lines[0]).toMatchObject({
      routingKey: '1001.ACTIVEENERGYIMPORT:DlmsPushServer|Meters',
      reading: { Serial: '1001', Measure: 'ActiveEnergyImport', Unit: 'Wh', Value: 12937 },
      receptor: 'Meters',
    });
    expect(ran.lines[1]).toMatchObject({ reading: { Measure: 'VoltageL1', Value: 233.7 } });
  });

  it('takes the only receptor when none is named', async () => {
    expect((await decode([])).lines).toHaveLength(2);
  });

  it('writes why there is no reading, with what npm start says of it', async () => {
    const ran = await decode(['--from', '10.1.2.3'], GOOD.replace('4B464D67', '4B464D68'));
    expect(ran.exitCode).toBe(1);
    expect(ran.lines).toEqual([
      {
        refused: {
          code: 'security.unknown-title',
          message: expect.any(String) as unknown,
          layer: 'security',
          offset: null,
          receptor: 'Meters',
          remoteAddress: '10.1.2.3',
          frameId: expect.any(String) as unknown,
        },
      },
    ]);
  });

  it('shows readings as a table on a terminal', async () => {
    const { stdout } = await runCommand(['decode', '-', '--config', 'meters.json'], {
      stdin: frame,
      files: { 'meters.json': GOOD },
      isTerminal: true,
    });
    expect(stdout).toMatch(/1001 +VoltageL1 +233\.7 {2}V/);
  });

  it('ends with 2 for a receptor that is not there, with 1 for a configuration with errors', async () => {
    const other = await decode(['--receptor', 'Other']);
    expect(other.exitCode).toBe(2);
    expect(other.stderr).toBe('dlms: there is no receptor "Other", there are Meters\n');
    const bad = await decode([], BAD);
    expect(bad.exitCode).toBe(1);
    expect(bad.stderr).toContain('meters.json:7:');
  });
});
