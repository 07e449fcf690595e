import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand, type World } from '../test-io.js';
import { runOn } from '../test-running.js';

const FRAME = '019dfa95-9400-7909-8909-090909090909';
const CAPTURED = {
  ...{ frameId: FRAME, receptor: 'Meters', remoteAddress: '192.0.2.7' },
  ...{ connectionId: 'loopback-g-1', octets: 2 },
};
const READING = {
  ...{ Id: `${FRAME}-0`, Serial: '1001', Measure: 'Energy', Unit: 'Wh', Direction: 'Import' },
  ...{ Value: 5, Date: '2026-01-01T00:00:00.000Z', ReceivedAt: '', Source: 'push' },
};

describe('commands on a running process', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'operator-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function ask(words: readonly string[], answers: readonly object[], world: World = {}) {
    const { requests, stop } = await runOn(folder, answers);
    const ran = await runCommand([...words, '--data', folder], world);
    stop();
    const { exitCode, stdout, stderr } = ran;
    const lines = world.isTerminal === true ? [] : ran.lines;
    return { exitCode, stdout, stderr, lines, requests };
  }

  it('dead names a meter by its serial', async () => {
    const done = { done: { frames: 1, withoutReceptor: 0 } };
    const { requests } = await ask(['dead', 'rerun', '--serial', '1001'], [done]);
    expect(requests).toEqual([{ command: 'dead.rerun', selection: { serial: '1001' } }]);
  });

  it('backlog shows what waits, why, and until when', async () => {
    const backlog = {
      ...{ receptor: 'Meters', frames: 12_000, octets: 1_258_291, drainSeconds: 5_400 },
      causes: [
        { cause: 'overload', frames: 11_000, envelopes: 55 },
        { cause: 'broker', frames: 800, envelopes: 4 },
        { cause: 'rerun', frames: 200, envelopes: 1 },
      ],
      oldestReceivedAt: Date.UTC(2025, 11, 31, 23),
    };
    const answers = [{ backlog }, { done: { receptors: 1 } }];
    const { lines, requests } = await ask(['backlog'], answers);
    expect(requests).toEqual([{ command: 'backlog.list' }]);
    expect(lines).toEqual([{ ...backlog, oldestReceivedAt: '2025-12-31T23:00:00.000Z' }]);
    const { stdout } = await ask(['backlog'], answers, { isTerminal: true });
    expect(stdout).toMatch(/Meters +12,000 +11,000 +800 +200 +1\.2 MiB +1 h +1 h 30 min\n$/u);
    const none = await ask(['backlog'], [{ done: { receptors: 0 } }], { isTerminal: true });
    expect(none.stdout).toBe('nothing waits in the backlog\n');
  });

  it('users list shows users, and of their keys the names', async () => {
    const keys = [{ name: 'BlockCipherKey', state: 'next' }];
    const user = { source: 'store', Ip: '192.0.2.7', Serial: '1001', Enabled: true, keys };
    const words = ['users', 'list', '--device', 'Meters'];
    const answers = [{ user }, { done: { users: 1 } }];
    const { lines, requests } = await ask(words, answers);
    expect(lines).toEqual([user]);
    expect(requests).toEqual([{ command: 'users.list', device: 'Meters' }]);
    const { stdout } = await ask(words, answers, { isTerminal: true });
    expect(stdout).toContain('192.0.2.7  1001    yes      store      BlockCipherKey (next)');
  });

  it('users import sends what a CSV holds, an empty cell left out, and tells what was done', async () => {
    const done = { added: 2, updated: 0, unchanged: 0, warnings: ['user 1, Ip: shared'] };
    const csv = '\ufeffIp;Serial;Label\r\n192.0.2.7;0042;"a; b"\r\n\r\n192.0.2.8;;\r\n';
    const words = ['users', 'import', 'u.csv', '--device', 'Meters'];
    const world = { files: { 'u.csv': csv } };
    const { lines, requests } = await ask(words, [{ done }], world);
    expect(lines).toEqual([{ done }]);
    const users = [{ Ip: '192.0.2.7', Serial: '0042', Label: 'a; b' }, { Ip: '192.0.2.8' }];
    expect(requests).toEqual([{ command: 'users.import', device: 'Meters', users }]);
    const shown = await ask(words, [{ done }], { ...world, isTerminal: true });
    expect(shown.stdout).toBe('2 added, 0 updated, 0 unchanged\n');
    expect(shown.stderr).toBe('warning: user 1, Ip: shared\n');
  });

  it('users import sends a JSON list or {"users"}, each digit of a serial kept', async () => {
    const words = ['users', 'import', '-', '--device', 'Meters'];
    const done = { done: { added: 1, updated: 0, unchanged: 0, warnings: [] } };
    for (const stdin of [
      '[{"Ip":"192.0.2.7","Serial":12345678901234567890}]',
      '{"users":[{"Ip":"192.0.2.7","Serial":12345678901234567890}]}',
    ]) {
      const { requests } = await ask(words, [done], { stdin });
      expect(requests).toMatchObject([{ users: [{ Serial: '12345678901234567890' }] }]);
    }
  });

  it('users import tells each problem with its line, and ends with 1', async () => {
    const problems = [{ index: 1, field: 'Ip', message: 'is no address' }];
    const error = { code: 'users.invalid', message: 'wrong', problems };
    const words = ['users', 'import', 'u.csv', '--device', 'Meters'];
    const world = { files: { 'u.csv': 'Ip,Serial\n192.0.2.7,1\n\nx,2\n' } };
    const { exitCode, lines } = await ask(words, [{ error }], world);
    expect(exitCode).toBe(1);
    expect(lines).toEqual([
      { problem: { user: 2, line: 4, field: 'Ip', message: 'is no address' } },
    ]);
    const shown = await ask(words, [{ error }], { ...world, isTerminal: true });
    expect(shown.stderr).toBe('u.csv:4: user 2, Ip: is no address\ndlms: nothing was imported\n');
  });

  it.each([
    ['a cell too many', 'Ip,Serial\n192.0.2.7,1,2\n', /u: line 2: no CSV/u],
    ['a column twice', 'Ip,Ip\na,b\n', /column Ip stands twice/u],
    ['a column without a name', 'Ip,,Serial\na,b,c\n', /column 2 has no name/u],
    ['names only', 'Ip,Serial\n', /no user/u],
    ['JSON that is none', '[{"BlockCipherKey":"7C21E0D4936A" 1}]', /^dlms: u: line 1: no JSON/u],
    ['another object', '{"devices":[]}', /give a list/u],
    ['a list of texts', '["a"]', /a user is an object/u],
  ])('users import ends with 2 and shows nothing of the file: %s', async (_, text, reason) => {
    const world = { files: { u: text } };
    const ran = await runCommand(['users', 'import', 'u', '--device', 'Meters'], world);
    expect(ran.exitCode).toBe(2);
    expect(ran.stderr).toMatch(reason);
    expect(ran.stderr).not.toContain('7C21');
  });

  it('loopback shows what came of each frame, and ends with 0 when all gave readings', async () => {
    const answers = [
      { captured: CAPTURED },
      { reading: { routingKey: 'gw.Energy:P|1001', reading: READING, frameId: FRAME } },
      { ended: { frameId: FRAME, end: 'readings', readings: 1 } },
      { done: { frames: 1, readings: 1, refused: 0, pending: 0 } },
    ];
    const words = ['loopback', '0a 0B', '--receptor', 'Meters', '--ip', '192.0.2.7'];
    const { exitCode, lines, requests } = await ask(words, answers);
    expect(exitCode).toBe(0);
    expect(lines).toEqual(answers);
    expect(requests).toEqual([
      {
        ...{ command: 'loopback', receptor: 'Meters', ip: '192.0.2.7', transport: 'tcp' },
        ...{ packets: ['0a0b'], timeoutMs: 10_000 },
      },
    ]);
    const world = { isTerminal: true, env: { NO_COLOR: '1' } };
    const { stdout } = await ask(words, answers, world);
    expect(stdout).toContain(`frame ${FRAME}  2 octets from 192.0.2.7 to Meters\n`);
    expect(stdout).toContain('published as gw.Energy:P|1001\n  1 reading, published and settled\n');
  });

  it.each([
    [{ refused: 1, pending: 0 }, 'dead-letter', 'dlms dead rerun --frame'],
    [{ refused: 0, pending: 1 }, 'overflow', 'waits in the backlog'],
    [{ refused: 0, pending: 1 }, 'pending', 'nothing came out within 10 s'],
  ])('loopback ends with 1 when a frame gave no reading: %o', async (count, end, text) => {
    const answers = [
      { captured: CAPTURED },
      { ended: { frameId: FRAME, end, readings: 0 } },
      { done: { frames: 1, readings: 0, ...count } },
    ];
    const words = ['loopback', '00', '--receptor', 'Meters', '--ip', '192.0.2.7'];
    const { exitCode, stdout } = await ask(words, answers, { isTerminal: true });
    expect(exitCode).toBe(1);
    expect(stdout).toContain(text);
  });

  it('loopback tells that it needs an address, and a folder', async () => {
    const words = ['loopback', '00', '--receptor', 'Meters', '--data', join(folder, 'none')];
    expect(await runCommand([...words, '--ip', 'meter'])).toMatchObject({ exitCode: 2 });
    expect(await runCommand([...words, '--ip', '::1'])).toMatchObject({ exitCode: 2 });
  });
});
