import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { APPS, type App } from './app-process.js';

const URLS = {
  AMQP_URL: 'amqp://nobody@127.0.0.1:1',
  DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
  REDIS_URL: 'redis://127.0.0.1:1',
};

async function run(app: App, words: readonly string[], env: Readonly<Record<string, string>>) {
  const main = fileURLToPath(new URL(`../../../apps/${app}/dist/main.js`, import.meta.url));
  const child = spawn(process.execPath, [main, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, ...env },
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { stdout, stderr, code };
}

describe.each(APPS)('%s', { timeout: 20_000 }, (app) => {
  let folder: string;
  let config: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'apps-test-'));
    config = join(folder, 'dlms.json');
    await writeFile(config, '{ "A": { "DeviceType": "DlmsPushServer", "Port": 99999, "X": 1 } }');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('ends with 78 and every problem when its environment cannot be used', async () => {
    const { code, stderr } = await run(app, ['--config', config], { HTTP_PORT: 'none' });
    expect(code).toBe(78);
    expect(stderr).toContain('environment.AMQP_URL: is missing');
    expect(stderr).toContain('environment.HTTP_PORT: "none" is not allowed');
  });

  it('ends with 78 and every problem when its configuration cannot be used', async () => {
    const { code, stderr } = await run(app, ['--config', config], URLS);
    expect(code).toBe(78);
    expect(stderr).toContain('A.Port: 99999 is not allowed');
    expect(stderr).toContain('A.X: is not a known option');
  });

  it('ends with 2 after a mistake on the command line, and shows its help when asked to', async () => {
    expect(await run(app, ['--konfig', config], URLS)).toMatchObject({ code: 2 });
    const help = await run(app, ['--help'], {});
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toContain(`Usage: ${app} --config FILE`);
  });
});

it('a gateway reads no key: what keys refer to need not even be there, and it starts to look for its broker', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'apps-test-'));
  const config = join(folder, 'dlms.json');
  const section = {
    ...{ DeviceType: 'DlmsPushServer', Port: 0, BlockCipherKey: '${FILE:/nowhere/key}' },
    Users: [{ Ip: '10.0.0.1', AuthenticationKey: '${ENV:NOT_SET_ANYWHERE}' }],
  };
  await writeFile(config, JSON.stringify({ A: section }));
  const decoder = await run('decoder', ['--config', config], URLS);
  expect(decoder.code).toBe(78);
  expect(decoder.stderr).toContain('the file /nowhere/key cannot be read');
  const main = fileURLToPath(new URL('../../../apps/gateway/dist/main.js', import.meta.url));
  const child = spawn(process.execPath, [main, '--config', config], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env.PATH, ...URLS },
  });
  let told = '';
  for await (const chunk of child.stderr) {
    told += String(chunk);
    if (told.includes('attemptFailed')) child.kill('SIGTERM');
  }
  expect(told).not.toContain('/nowhere/key');
  expect(told).toContain('attemptFailed');
  await rm(folder, { recursive: true, force: true });
}, 20_000);
