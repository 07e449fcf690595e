import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { controlPath, type ControlDesks, type DeadLetterEntry } from '@dlms-telemetry/control';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Control } from './control.js';

describe('the control socket', () => {
  let folder: string;
  let control: Control;
  let asked: unknown[];
  let told: string[];

  const deadLetters: ControlDesks['deadLetters'] = {
    async *list(selection, limit) {
      asked.push({ selection, limit });
      for (const frameId of ['a', 'b']) yield await Promise.resolve({ frameId } as DeadLetterEntry);
    },
    rerun: (selection) => {
      asked.push({ selection });
      return Promise.resolve({ frames: 2, withoutReceptor: 1 });
    },
    discard: () => Promise.reject(Object.assign(new Error('disk full'), { code: 'store.failed' })),
  };
  const backlog: ControlDesks['backlog'] = { summary: () => Promise.resolve([]) };
  const users: ControlDesks['users'] = {
    list: () => Promise.resolve([]),
    importUsers: (device, list) => {
      asked.push({ device, users: list.length });
      return Promise.resolve({ added: list.length, updated: 0, unchanged: 0, warnings: [] });
    },
  };
  const metersOf = () => Promise.resolve([]);
  const loopback: ControlDesks['loopback'] = async function* (_, signal) {
    yield { ended: { frameId: 'a', end: 'readings', readings: 1 } };
    await once(signal, 'abort');
    told.push('loopbackEnded');
  };
  const note = (event: string) => () => {
    told.push(event);
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'control-'));
    asked = [];
    told = [];
    control = new Control({
      desks: { deadLetters, backlog, users, metersOf, loopback },
      events: {
        controlUnavailable: note('controlUnavailable'),
        deadLettersRunAgain: note('deadLettersRunAgain'),
        deadLettersDiscarded: note('deadLettersDiscarded'),
        usersImported: note('usersImported'),
      },
    });
  });
  afterEach(async () => {
    await control.stop();
    await rm(folder, { recursive: true });
  });

  async function answersTo(sent: string): Promise<object[]> {
    const socket = connect(controlPath(folder));
    socket.on('error', () => undefined);
    socket.write(sent);
    // Who is cut off may see a reset.
    const lines = (await text(socket).catch(() => '')).split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line) as object);
  }

  it('is open to its owner only, and takes the place of one that a dead process has left', async () => {
    await writeFile(controlPath(folder), 'left');
    await control.start(folder);
    expect((await stat(controlPath(folder))).mode & 0o777).toBe(0o600);
    expect(told).toEqual([]);
  });

  it('carries requests out and ends with what was done', async () => {
    await control.start(folder);
    const selection = { code: 'security.tag' };
    const list = { command: 'dead.list', selection, limit: 5 };
    expect(await answersTo(`${JSON.stringify(list)}\n`)).toEqual([
      { letter: { frameId: 'a' } },
      { letter: { frameId: 'b' } },
      { done: { frames: 2, withoutReceptor: 0 } },
    ]);
    const rerun = { command: 'dead.rerun', selection };
    expect(await answersTo(`${JSON.stringify(rerun)}\n`)).toEqual([
      { done: { frames: 2, withoutReceptor: 1 } },
    ]);
    expect(asked).toEqual([{ selection, limit: 5 }, { selection }]);
    expect(told).toEqual(['deadLettersRunAgain']);
  });

  it.each([
    ['what is no JSON', 'GET / HTTP/1.1\n', 'control.request'],
    ['an unknown command', '{"command":"stop","selection":{}}\n', 'control.request'],
    ['an unknown field', '{"command":"dead.rerun","selection":{"kode":"x"}}\n', 'control.request'],
    ['what the store refuses', '{"command":"dead.discard","selection":{}}\n', 'store.failed'],
  ])('answers %s with a code, and goes on', async (_, sent, code) => {
    await control.start(folder);
    expect(await answersTo(sent)).toMatchObject([{ error: { code } }]);
    expect(asked).toEqual([]);
    expect(await answersTo('{"command":"dead.rerun","selection":{}}\n')).toHaveLength(1);
  });

  it('takes 10,000 users in a line, which other commands may not have', async () => {
    await control.start(folder);
    const list = Array.from({ length: 10_000 }, (_, n) => ({
      Serial: String(n),
      Label: 'x'.repeat(300),
    }));
    const request = { command: 'users.import', device: 'Meters', users: list };
    expect(await answersTo(`${JSON.stringify(request)}\n`)).toEqual([
      { done: { added: 10_000, updated: 0, unchanged: 0, warnings: [] } },
    ]);
    expect(asked).toEqual([{ device: 'Meters', users: 10_000 }]);
    expect(told).toEqual(['usersImported']);
    const { device } = request;
    const late = `${JSON.stringify({ device, command: 'users.import', users: list })}\n`;
    expect(await answersTo(late)).toEqual([]);
    expect(await answersTo(`{"command":"users.import","x":"${'x'.repeat(16 * 1024 ** 2)}`)).toEqual(
      [],
    );
    expect(asked).toHaveLength(1);
  });

  it('ends a loopback when nobody waits for it any more, and when the process stops', async () => {
    await control.start(folder);
    const request = {
      ...{ command: 'loopback', receptor: 'north', ip: '192.0.2.1', transport: 'tcp' },
      ...{ packets: ['00'], timeoutMs: 60_000 },
    };
    const begin = async () => {
      const socket = connect(controlPath(folder));
      socket.write(`${JSON.stringify(request)}\n`);
      await once(socket, 'data');
      return socket;
    };
    (await begin()).destroy();
    await begin();
    await control.stop();
    expect(told).toEqual(['loopbackEnded', 'loopbackEnded']);
  });

  it('cuts off who sends a line without an end, and stops while somebody is silent', async () => {
    await control.start(folder);
    expect(await answersTo('x'.repeat(100_000))).toEqual([]);
    const silent = connect(controlPath(folder));
    await once(silent, 'connect');
    const closed = once(silent, 'close');
    await control.stop();
    await closed;
  });

  it('is reported where it cannot be, and nothing fails for it', async () => {
    await control.start(join(folder, 'x'.repeat(200)));
    expect(told).toEqual(['controlUnavailable']);
  });
});
