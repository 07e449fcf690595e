import { describe, expect, it } from 'vitest';
import {
  carryOut,
  controlPath,
  failureOf,
  mostOctetsOf,
  readRequest,
  type ControlDesks,
  type ResolvedSelection,
} from './index.js';

const METER = { receptor: 'north', systemTitle: 'AB', remoteAddress: null };

const LOOPBACK = {
  ...{ command: 'loopback', receptor: 'north', ip: '192.0.2.1' },
  ...{ transport: 'tcp', packets: ['00'], timeoutMs: 1 },
};

function setUp() {
  const asked: ResolvedSelection[] = [];
  const desks: ControlDesks = {
    deadLetters: {
      async *list() {
        // Nothing is listed.
      },
      rerun: (selection) => {
        asked.push(selection);
        return Promise.resolve({ frames: 1, withoutReceptor: 0 });
      },
      discard: () => Promise.resolve(3),
    },
    backlog: { summary: () => Promise.resolve([]) },
    users: {
      list: () => Promise.resolve([{ Label: 'a' }, { Label: 'b' }]),
      importUsers: () => Promise.resolve({ added: 1, updated: 0, unchanged: 0, warnings: [] }),
    },
    metersOf: (serial) => Promise.resolve(serial === '1001' ? [METER] : []),
  };
  const answersTo = async (line: object): Promise<object[]> => {
    const { request, problem } = readRequest(JSON.stringify(line));
    if (request === undefined) throw new Error(problem);
    const answers = [];
    for await (const answer of carryOut(request, desks, new AbortController().signal))
      answers.push(answer);
    return answers;
  };
  return { asked, answersTo };
}

describe('requests', () => {
  it('are carried out by their desks, and end with what was done', async () => {
    const { answersTo } = setUp();
    expect(await answersTo({ command: 'users.list', device: 'Meters' })).toEqual([
      { user: { Label: 'a' } },
      { user: { Label: 'b' } },
      { done: { users: 2 } },
    ]);
    expect(await answersTo({ command: 'backlog.list' })).toEqual([{ done: { receptors: 0 } }]);
    expect(await answersTo({ command: 'dead.discard', selection: {} })).toEqual([
      { done: { frames: 3, withoutReceptor: 0 } },
    ]);
    const users = [{ Ip: '192.0.2.1' }];
    expect(await answersTo({ command: 'users.import', device: 'Meters', users })).toEqual([
      { done: { added: 1, updated: 0, unchanged: 0, warnings: [] } },
    ]);
  });

  it('name a meter by its serial, and one that nobody knows is told', async () => {
    const { answersTo, asked } = setUp();
    await answersTo({ command: 'dead.rerun', selection: { serial: '1001', code: 'x' } });
    expect(asked).toEqual([{ code: 'x', meters: [METER] }]);
    const unknown = answersTo({ command: 'dead.rerun', selection: { serial: '7' } });
    await expect(unknown).rejects.toMatchObject({ code: 'control.unknown-serial' });
    expect(asked).toHaveLength(1);
  });

  it('for a loopback need a process that runs', async () => {
    const { answersTo } = setUp();
    await expect(answersTo(LOOPBACK)).rejects.toMatchObject({ code: 'control.not-running' });
  });

  it.each([
    ['an unknown command', { command: 'stop' }],
    ['a field too many', { command: 'backlog.list', limit: 1 }],
    ['no device', { command: 'users.list' }],
    ['users that are no list', { command: 'users.import', device: 'Meters', users: {} }],
    ['half an octet', { ...LOOPBACK, packets: ['0'] }],
  ])('are refused with a reason: %s', (_, line) => {
    expect(readRequest(JSON.stringify(line)).problem).toMatch(/\S/u);
  });

  it('may be long where their first octets say what for', () => {
    expect(mostOctetsOf('{"command":"users.import","device":')).toBe(16 * 1024 ** 2);
    expect(mostOctetsOf('{"command":"dead.list","selection":')).toBe(16_384);
    expect(mostOctetsOf('{"device":"x","command":"users.import"')).toBe(16_384);
    expect(mostOctetsOf('{"command":"toString"')).toBe(16_384);
  });
});

describe('a failure', () => {
  it('keeps its code and the place of each problem', () => {
    const problems = [{ index: 1, field: 'Ip', message: 'is no address' }];
    const error = Object.assign(new Error('m'), { code: 'users.invalid', problems });
    expect(failureOf(error)).toEqual({ code: 'users.invalid', message: 'm', problems });
    expect(failureOf(new Error('m'))).toEqual({ code: 'control.failed', message: 'm' });
    expect(failureOf('odd')).toEqual({ code: 'control.failed', message: 'odd' });
  });
});

describe('the way to a running process', () => {
  it('is a socket in the data folder, and a pipe of its own for each folder on Windows', () => {
    expect(controlPath('/data', 'linux')).toBe('/data/control.sock');
    expect(controlPath('/data', 'win32')).toMatch(/^\\\\\.\\pipe\\dlms-telemetry-[0-9a-f]{32}$/);
    expect(controlPath('/data', 'win32')).not.toBe(controlPath('/other', 'win32'));
  });
});
