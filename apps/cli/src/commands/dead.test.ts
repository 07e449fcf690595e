import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { controlPath } from '@dlms-telemetry/control';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from '../test-io.js';

const FRAME = '019dfa95-9400-7909-8909-090909090909';
const LETTER = {
  ...{ frameId: FRAME, receivedAt: '2026-05-06T00:00:00.000Z', receptor: 'north' },
  ...{ remoteAddress: '192.0.2.7', systemTitle: null, code: 'security.no-key' },
  ...{ message: 'no key \u001b[2J', layer: 'security', offset: 3, resolution: null },
};

describe('dlms dead', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dead-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** A process that runs on the folder and answers with these lines. */
  async function running(answers: readonly object[]) {
    const requests: unknown[] = [];
    const server = createServer((socket) => {
      socket.once('data', (line) => {
        requests.push(JSON.parse(line.toString()));
        socket.end(answers.map((answer) => `${JSON.stringify(answer)}\n`).join(''));
      });
    });
    server.listen(controlPath(folder));
    await once(server, 'listening');
    return { requests, stop: () => server.close() };
  }

  it('lists what the running process has, as lines or as a table', async () => {
    const done = { done: { frames: 1, withoutReceptor: 0 } };
    const { requests, stop } = await running([{ letter: LETTER }, done]);
    const words = ['dead', 'list', '--data', folder, '--system-title', 'ab', '--limit', '3'];
    const ran = await runCommand(words);
    expect(ran).toMatchObject({ exitCode: 0, stderr: '', lines: [LETTER] });
    expect(requests).toEqual([
      { command: 'dead.list', selection: { systemTitle: 'AB' }, limit: 3 },
    ]);
    const table = await runCommand(words, { isTerminal: true });
    expect(table.stdout).toMatch(/Received .*\n.*security\.no-key .*019dfa95/);
    expect(table.stdout).not.toContain('\u001b');
    stop();
  });

  it('runs the selected ones again, and ends with 1 when some had to be left', async () => {
    const done = { done: { frames: 2, withoutReceptor: 1 } };
    const { requests, stop } = await running([done]);
    const ran = await runCommand(['dead', 'rerun', '--data', folder, '--frame', FRAME]);
    expect(ran).toMatchObject({ exitCode: 1, lines: [done] });
    expect(ran.stderr).toContain('1 left');
    expect(requests).toEqual([{ command: 'dead.rerun', selection: { frameId: FRAME } }]);
    stop();
  });

  it('tells what the running process refuses, or that it went away', async () => {
    const { stop } = await running([{ error: { code: 'store.failed', message: 'disk full' } }]);
    const refused = await runCommand(['dead', 'discard', '--data', folder, '--all']);
    expect(refused).toMatchObject({ exitCode: 1, stderr: 'dlms: disk full (store.failed)\n' });
    stop();
    const silent = await running([]);
    expect(await runCommand(['dead', 'list', '--data', folder])).toMatchObject({ exitCode: 1 });
    silent.stop();
  });

  it.each([
    ['nothing selected', ['rerun']],
    ['no such data folder', ['list']],
    ['a frame id that is none', ['list', '--frame', '7']],
  ])('ends with 2: %s', async (_, words) => {
    const ran = await runCommand(['dead', ...words, '--data', join(folder, 'none')]);
    expect(ran.exitCode).toBe(2);
  });
});
