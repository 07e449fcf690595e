import { describe, expect, it } from 'vitest';
import { ConfigurationError, parseConfiguration } from '@dlms-telemetry/options';

/** Places of the problems that a receptor with these options has. */
function problemsOf(options: Readonly<Record<string, unknown>>): string[] {
  const north = { DeviceType: 'DlmsPushServer', Port: 0, ...options };
  try {
    parseConfiguration(JSON.stringify({ north }), { env: {}, readFile: () => '' });
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.problems.map(({ option }) => option);
  }
}

describe('options that a push does not need are checked', () => {
  it.each([
    ['Priority', 'Urgent'],
    ['StartProtocol', 'Latin'],
    ['TxMaxFrameSize', 0],
    ['RxMaxFrameSize', 2031],
    ['UseLogicalNameReferencing', 'perhaps'],
    ['Authentication', 'Highest'],
    ['LoopBack', 'perhaps'],
  ])('%s may not be %s', (name, value) => {
    expect(problemsOf({ [name]: value })).toEqual([name]);
    const inUser = ['UseLogicalNameReferencing', 'Authentication'].includes(name);
    if (inUser) expect(problemsOf({ Users: [{ Ip: '10.0.0.1', [name]: value }] })).toHaveLength(1);
  });

  it('Priority, StartProtocol, TxMaxFrameSize, RxMaxFrameSize, UseLogicalNameReferencing, Authentication: a wrong value is a problem at its place', () => {
    const wrong = {
      ...{ Priority: 1, StartProtocol: 1, TxMaxFrameSize: -1, RxMaxFrameSize: 'long' },
      ...{ UseLogicalNameReferencing: 2, Authentication: 3 },
    };
    expect(problemsOf(wrong).sort()).toEqual(Object.keys(wrong).sort());
  });

  it('LoopBack: true is refused until a meter can be read over its own connection', () => {
    expect(problemsOf({ LoopBack: false })).toEqual([]);
    expect(problemsOf({ LoopBack: true })).toEqual(['LoopBack']);
  });
});
