import { describe, expect, it } from 'vitest';
import { runCommand } from '../test-io.js';
import { linesOf, vectorOf, vectorsOf } from '../test-vectors.js';
import type { Vector } from '../test-vectors.js';

/** Fields of expected values that are no part of a line, and those that the payload does not hold where a note says so. */
const NOT_IN_A_LINE = new Set(['unitName', 'dateTime', 'note']);
const FROM_OUTSIDE = new Set(['obis', 'scaler', 'unit']);

const decodable = ['han-nordic', 'austria', 'switzerland', 'wrapper-udp'].flatMap((group) =>
  vectorsOf(group)
    .filter(({ expected }) => expected.values !== undefined)
    .map((vector) => [vector.id, vector] as const),
);

function keyArguments({ security }: Vector): string[] {
  return [
    ...(security?.ek ? ['--block-cipher-key', security.ek] : []),
    ...(security?.ak ? ['--authentication-key', security.ak] : []),
  ];
}

function isInLine(vector: Vector, name: string): boolean {
  if (NOT_IN_A_LINE.has(name)) return false;
  const note = vector.expected.valuesNote ?? '';
  return !(FROM_OUTSIDE.has(name) && /not from the payload|no OBIS codes/.test(note));
}

describe('dlms decode', () => {
  it.each(decodable)('gives the expected values of %s', async (_, vector) => {
    const { expected, security, apdu } = vector;
    const ran = await runCommand(['decode', '-', ...keyArguments(vector)], {
      stdin: linesOf(vector),
    });
    // The push that was begun anew is told as a refusal of its first blocks.
    const restarted = vector.id === 'ch-lg-e450-gbt-restart';
    expect(ran).toMatchObject({ exitCode: restarted ? 1 : 0, stderr: '' });
    const [header, ...values] = ran.lines.filter((line) => !('refused' in line));
    expect(header).toMatchObject({
      apdu,
      systemTitle: security?.systemTitle ?? null,
      invocationCounter: security?.invocationCounter ?? null,
    });
    if (expected.dateTime)
      expect(header).toHaveProperty('dateTime', expect.objectContaining(expected.dateTime));
    expect(values).toHaveLength(expected.values?.length ?? 0);
    for (const [i, value] of (expected.values ?? []).entries()) {
      const fields = Object.entries(value).filter(([name]) => isInLine(vector, name));
      expect(values[i]).toMatchObject(Object.fromEntries(fields));
    }
  });

  it('writes a line for the APDU, then one a value with every name', async () => {
    const vector = vectorOf('austria', 'at-evn-example');
    const ran = await runCommand(['decode', '-', ...keyArguments(vector)], {
      stdin: linesOf(vector),
    });
    const [header, first, voltage] = [ran.lines[0], ran.lines[1], ran.lines[6]] as object[];
    expect(Object.keys(header ?? {})).toEqual([
      'apdu',
      'systemTitle',
      'invocationCounter',
      'dateTime',
    ]);
    expect(first).toEqual({
      path: [0],
      obis: null,
      classId: null,
      attribute: null,
      dataIndex: null,
      type: 'octet-string',
      raw: '07e5091b01092f0f00ff8880',
      scaler: null,
      unit: null,
      value: null,
      text: '2021-09-27T09:47:15.00',
    });
    expect(voltage).toMatchObject({ obis: '1.0.32.7.0.255', raw: 2337, value: 233.7 });
  });

  it('takes keys from a file or from the environment', async () => {
    const vector = vectorOf('switzerland', 'at-lg-e450-gbt-auth-enc');
    const { ek, ak } = { ...vector.security };
    const ran = await runCommand(['decode', '-', '--block-cipher-key', '@ek.txt'], {
      stdin: linesOf(vector),
      files: { 'ek.txt': `${ek ?? ''}\n` },
      env: { DLMS_AUTHENTICATION_KEY: ak ?? '' },
    });
    expect(ran.exitCode).toBe(0);
    expect(ran.lines).toHaveLength(1 + (vector.expected.values?.length ?? 0));
  });

  it.each(['netherlands', 'wrapper-udp', 'austria'])(
    'says whose key is missing (%s)',
    async (group) => {
      for (const vector of vectorsOf(group).filter(
        ({ expected }) => expected.outcome === 'no-key',
      )) {
        const ran = await runCommand(['decode', '-'], { stdin: linesOf(vector) });
        expect(ran.exitCode).toBe(1);
        expect(ran.lines).toEqual([
          {
            refused: expect.objectContaining({
              code: 'security.no-key',
              layer: 'security',
              systemTitle: vector.security?.systemTitle,
            }) as unknown,
          },
        ]);
      }
    },
  );

  it.each(vectorsOf('negative').map((vector) => [vector.id, vector] as const))(
    'refuses %s, and shows no value of it',
    async (_, vector) => {
      const world = { stdin: linesOf(vector) };
      const ran = await runCommand(['decode', '-', ...keyArguments(vector)], world);
      expect(ran.exitCode).not.toBe(0);
      const shown = ran.lines.filter((line) => 'path' in line);
      const good = (vector.expected.alsoDecodes ?? []).map((id) => vectorOf('han-nordic', id));
      expect(shown).toHaveLength(good.flatMap(({ expected }) => expected.values ?? []).length);
    },
  );

  it('says so when there is no frame at all', async () => {
    for (const hex of ['7e', '7e7e7e', '7ea008030293b2237e'])
      expect((await runCommand(['decode', hex])).lines).toEqual([
        { refused: expect.objectContaining({ layer: 'link' }) as unknown },
      ]);
  });

  it('takes the interface type in any case, and none for an APDU', async () => {
    const frame = linesOf(vectorOf('austria', 'at-salzburg-kaifa'));
    const ran = await runCommand(['decode', frame, '--interface', 'none']);
    expect(ran.exitCode).toBe(0);
    const as = await runCommand(['decode', frame, '--interface', 'hdlc']);
    expect(as.lines[0]).toHaveProperty('refused.layer', 'link');
  });

  it('decodes each of several frames, and ends with 1 when one is refused', async () => {
    const good = linesOf(vectorOf('wrapper-udp', 'udp-gas-push-001'));
    const keys = keyArguments(vectorOf('wrapper-udp', 'udp-gas-push-001'));
    const both = await runCommand(['decode', '-', ...keys], { stdin: `${good}\n${good}` });
    expect(both.exitCode).toBe(0);
    expect(both.lines).toHaveLength(4);
    const other = linesOf(vectorOf('wrapper-udp', 'in-push-nokey'));
    const one = await runCommand(['decode', '-', ...keys], { stdin: `${other}\n${good}` });
    expect(one.exitCode).toBe(1);
    expect(one.lines).toEqual([
      expect.objectContaining({ refused: expect.anything() as unknown }),
      expect.objectContaining({ invocationCounter: 485 }),
      expect.objectContaining({ path: [] }),
    ]);
  });

  it('shows an event notification with its attribute, and other APDUs with their fields', async () => {
    const event = await runCommand([
      'decode',
      linesOf(vectorOf('netherlands', 'nl-mx382-last-gasp')),
    ]);
    expect(event.lines[0]).toMatchObject({ apdu: 'event-notification-request' });
    expect(event.lines[1]).toMatchObject({
      path: [],
      obis: '128.128.128.128.128.0',
      classId: 1,
      attribute: 2,
    });
    const answer = await runCommand(['decode', 'C401C1000600000042']);
    expect(answer.lines).toEqual([
      expect.objectContaining({ apdu: 'get-response-normal', dateTime: null }),
      expect.objectContaining({ type: 'double-long-unsigned', raw: 66, value: 66 }),
    ]);
  });

  it('is written for people on a terminal, and in JSON there when asked', async () => {
    const vector = vectorOf('austria', 'at-evn-example');
    const args = ['decode', '-', ...keyArguments(vector)];
    const world = { stdin: linesOf(vector), isTerminal: true };
    const { stdout } = await runCommand(args, world);
    expect(stdout).toContain('date-time           2021-09-27 09:47:15.00, UTC+2, daylight saving');
    expect(stdout).toContain('14    1.0.32.7.0.255  233.7  V');
    const json = await runCommand([...args, '--json'], world);
    expect(json.lines).toHaveLength(14);
  });

  it('never shows a key, whatever is wrong with it', async () => {
    const key = '36c66639e48a8ca4d6bc8b282a793bbb';
    const frame = linesOf(vectorOf('austria', 'at-evn-example'));
    for (const [given, exitCode] of [
      [key.slice(2), 2],
      [`${key.slice(1)}x`, 2],
      [key.replace('3', '4'), 1],
    ] as const) {
      const ran = await runCommand(['decode', '-', '--block-cipher-key', given], { stdin: frame });
      expect(ran.exitCode).toBe(exitCode);
      expect(ran.stdout + ran.stderr).not.toContain(given.slice(4, 20));
    }
  });

  it.each([
    [['decode', '7e0'], 'an odd number of hex digits'],
    [['decode', '-'], 'there is no octet in it'],
    [['decode', '7e', '--interface', 'CoAP'], 'Allowed choices are HDLC'],
    [['decode', '7e', '--receptor', 'Meters'], 'give --config too'],
    [['decode', '7e', '--config', 'c.json', '--system-title', '00'], 'of the configuration'],
    [['decode', '7e', '--system-title', '00'], 'give 8 octets in hex'],
    [['decode', '7e', '--block-cipher-key', '@nowhere'], 'there is no such file'],
    [['decod'], '(Did you mean decode?)'],
    [['decode', '7e', '--jsn'], '(Did you mean --json?)'],
  ])('ends with 2 for %j', async (args, reason) => {
    const ran = await runCommand(args);
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toContain(reason);
  });
});
