import { describe, expect, it } from 'vitest';
import { runCommand } from '../test-io.js';
import { linesOf, vectorOf, vectorsOf } from '../test-vectors.js';

/** A field as it is written. */
interface Field {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly raw?: string;
  readonly meaning?: string;
  readonly secret?: boolean;
  readonly parts?: readonly Field[];
  readonly refused?: { readonly code: string };
}

interface Layer {
  readonly layer: string;
  readonly name: string;
  readonly length: number;
  readonly fields: readonly Field[];
}

const EVN = vectorOf('austria', 'at-evn-example');
const EVN_KEY = EVN.security?.ek ?? '';
const TERMINAL = { isTerminal: true, env: { NO_COLOR: '1' } };
const PLAIN = '0f80000001000203090601000108 00ff0600003039 02020fff161e';

function isLayer(line: object): line is Layer {
  return 'layer' in line;
}

function leaves(fields: readonly Field[]): Field[] {
  return fields.flatMap((field) => (field.parts === undefined ? [field] : leaves(field.parts)));
}

describe('dlms explain', () => {
  it('writes a line a layer, in which the leaves are all octets', async () => {
    const ran = await runCommand(['explain', '-', '--block-cipher-key', EVN_KEY], {
      stdin: linesOf(EVN),
    });
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
    const layers = ran.lines.filter(isLayer);
    expect(layers).toHaveLength(ran.lines.length);
    expect(layers.map(({ layer, name }) => `${layer} ${name}`)).toEqual([
      'link WiredMBus',
      'apdu general-glo-ciphering',
      'plain data-notification',
    ]);
    for (const { fields, length } of layers)
      expect(
        leaves(fields)
          .map(({ raw }) => raw ?? '')
          .join(''),
      ).toHaveLength(2 * length);
    expect(
      leaves(layers[0]?.fields ?? [])
        .map(({ raw }) => raw)
        .join(''),
    ).toBe(linesOf(EVN).replaceAll('\n', '').toLowerCase());
  });

  it('explains what it cannot open, says why, and ends with 1', async () => {
    const ran = await runCommand(['explain', '-'], { stdin: linesOf(EVN) });
    expect(ran.exitCode).toBe(1);
    const layers = ran.lines.filter(isLayer);
    expect(layers.map(({ layer }) => layer)).toEqual(['link', 'apdu']);
    const refused = layers.flatMap(({ fields }) => leaves(fields)).filter((leaf) => leaf.refused);
    expect(refused).toEqual([
      expect.objectContaining({
        name: 'ciphered text',
        refused: expect.objectContaining({ code: 'security.no-key' }) as unknown,
      }),
    ]);
    expect(ran.lines.at(-1)).toMatchObject({ refused: { code: 'security.no-key' } });
  });

  it.each(['negative', 'austria', 'han-nordic', 'switzerland', 'wrapper-udp'])(
    'ends as dlms decode does (%s)',
    async (group) => {
      for (const vector of vectorsOf(group)) {
        const { ek, ak } = vector.security ?? {};
        const world = {
          stdin: linesOf(vector),
          env: { DLMS_BLOCK_CIPHER_KEY: ek ?? '', DLMS_AUTHENTICATION_KEY: ak ?? '' },
        };
        const [decoded, explained] = [
          await runCommand(['decode', '-'], world),
          await runCommand(['explain', '-'], world),
        ];
        expect([vector.id, explained.exitCode]).toEqual([vector.id, decoded.exitCode]);
      }
    },
  );

  it('shows octets, names and meanings on a terminal', async () => {
    const ran = await runCommand(['explain', PLAIN], TERMINAL);
    expect(ran.exitCode).toBe(0);
    expect(ran.stdout).toMatch(/^APDU: data-notification, 27 octets\n/);
    expect(ran.stdout).toContain('   0  0f                       apdu-tag  data-notification\n');
    expect(ran.stdout).toContain(
      'element 2  1.0.1.8.0.255, Active energy import (+A), total = 1234.5 Wh\n',
    );
    for (const line of ran.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
  });

  it('shows a refusal below its octets', async () => {
    const ran = await runCommand(['explain', '0f8000000100ee00'], TERMINAL);
    expect(ran.exitCode).toBe(1);
    expect(ran.stdout).toMatch(/ 6 {2}ee +type.*\n +refused: .* \(apdu\.unknown-type\)\n/);
  });

  it('says so when no frame carries an APDU', async () => {
    const empty = '7ea008030293b2237e';
    const ran = await runCommand(['explain', empty]);
    expect(ran.exitCode).toBe(1);
    expect(ran.lines).toHaveLength(2);
    expect(ran.lines[1]).toHaveProperty('refused.layer', 'link');
    const text = await runCommand(['explain', empty], TERMINAL);
    expect(text.stdout).toContain('(link.');
  });

  it('is coloured on a terminal, unless NO_COLOR is set or the terminal has none', async () => {
    const coloured = await runCommand(['explain', PLAIN], { isTerminal: true });
    expect(coloured.stdout).toContain('\u001b[36m');
    for (const env of [{ NO_COLOR: '1' }, { TERM: 'dumb' }]) {
      const plain = await runCommand(['explain', PLAIN], { isTerminal: true, env });
      expect(plain.stdout).not.toContain('\u001b');
    }
    const json = await runCommand(['explain', PLAIN, '--json'], { isTerminal: true });
    expect(json.lines).toHaveLength(2);
  });

  it('lets no control character of a meter through to the terminal', async () => {
    const text = '0f8000000100 0a04 1b5b324a';
    const ran = await runCommand(['explain', text], TERMINAL);
    expect(ran.exitCode).toBe(0);
    expect(ran.stdout).not.toContain('\u001b');
  });

  it('takes keys and the interface type from a configuration', async () => {
    const SystemTitle = EVN.security?.systemTitle;
    const config = {
      Meters: {
        DeviceType: 'DlmsPushServer',
        ConnectionInterfaceType: 'WiredMBus',
        Port: 4059,
        Users: [
          { Serial: 'other', Ip: '127.0.0.1', SystemTitle, BlockCipherKey: '00'.repeat(16) },
          { Serial: 'one', Ip: '10.0.0.2', SystemTitle, BlockCipherKey: EVN_KEY },
        ],
      },
    };
    const ran = await runCommand(['explain', '-', '--config', 'meters.json'], {
      stdin: linesOf(EVN),
      files: { 'meters.json': JSON.stringify(config) },
    });
    expect(ran.stderr).toBe('');
    expect(ran.lines.filter(isLayer).map(({ layer }) => layer)).toEqual(['link', 'apdu', 'plain']);
    expect(ran.exitCode).toBe(0);
  });

  it('shows neither a key given nor one that stands in an APDU', async () => {
    const ran = await runCommand(['explain', '-', '--block-cipher-key', EVN_KEY], {
      stdin: linesOf(EVN),
    });
    expect(ran.stdout.toLowerCase()).not.toContain(EVN_KEY.toLowerCase());
    const dedicated = '000102030405060708090a0b0c0d0e0f';
    const initiate = `01 01 10 ${dedicated} 00 00 06 5f1f0400001e1dffff`.replaceAll(' ', '');
    const frame = `000100010010${(initiate.length / 2).toString(16).padStart(4, '0')}${initiate}`;
    for (const args of [[frame], [initiate]])
      for (const world of [{}, TERMINAL]) {
        const shown = await runCommand(['explain', ...args], world);
        const hex = shown.stdout.replaceAll(' ', '');
        expect(hex).toContain('dedicated-key');
        expect(hex).not.toContain(dedicated.slice(0, 12));
      }
  });

  it.each([
    [['explain', '7e0'], 'an odd number of hex digits'],
    [['explain', '-'], 'there is no octet in it'],
    [['explain', '7e', '--receptor', 'Meters'], 'give --config too'],
    [['explain', '7e', '--config', 'c.json', '--system-title', '00'], 'of the configuration'],
    [['explain', '7e', '--block-cipher-key', '@nowhere'], 'there is no such file'],
  ])('ends with 2 for %j', async (args, reason) => {
    const ran = await runCommand(args);
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toContain(reason);
  });
});
