import { describe, expect, it, vi } from 'vitest';
import { readArguments } from './arguments.js';

describe('the command line', () => {
  it('runs simulated meters unless there is a configuration', () => {
    expect(readArguments([])).toEqual({
      ...{ config: undefined, data: './data', databaseUrl: undefined },
      ...{ simulator: true, json: false, http: undefined },
    });
    expect(readArguments(['--config', 'a.json']).simulator).toBe(false);
    expect(readArguments(['--config', 'a.json', '--simulator']).simulator).toBe(true);
    expect(readArguments(['--no-simulator']).simulator).toBe(false);
  });

  it('takes a data folder and JSON lines', () => {
    expect(readArguments(['--data', '/var/lib/x', '--json'])).toMatchObject({
      ...{ data: '/var/lib/x', json: true },
    });
  });

  it('takes the URL of a Postgres, and shows none that it refuses', () => {
    const databaseUrl = 'postgres://dlms:geheim@localhost/dlms';
    expect(readArguments(['--database-url', databaseUrl])).toMatchObject({ databaseUrl });
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const refused = ['--database-url', databaseUrl.replace('postgres', 'mysql')];
    expect(() => readArguments(refused)).toThrow(expect.objectContaining({ exitCode: 2 }));
    expect(stderr.mock.calls.join('')).toContain('postgres://');
    expect(stderr.mock.calls.join('')).not.toContain('geheim');
    stderr.mockRestore();
  });

  it.each([
    ['9090', { port: 9090 }],
    ['127.0.0.1:0', { port: 0, host: '127.0.0.1' }],
    ['[::1]:9090', { port: 9090, host: '::1' }],
  ])('takes %s for the port of metrics and health', (text, http) => {
    expect(readArguments(['--http', text]).http).toEqual(http);
  });

  it.each([
    [['--http', '70000']],
    [['--http', 'localhost']],
    [['--confg', 'x']],
    [['--config']],
    [['extra']],
  ])('turns %j down with code 2', (words) => {
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    expect(() => readArguments(words)).toThrow(expect.objectContaining({ exitCode: 2 }));
    expect(stderr).toHaveBeenCalled();
    stderr.mockRestore();
  });

  it('ends with code 0 after help', () => {
    const stdout = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    expect(() => readArguments(['--help'])).toThrow(expect.objectContaining({ exitCode: 0 }));
    expect(stdout.mock.calls.join('')).toContain('--no-simulator');
    stdout.mockRestore();
  });
});
