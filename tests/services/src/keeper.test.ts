import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, it } from 'vitest';
import { askKeeper } from './keeper-client.js';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const LIMIT_MS = 30_000;

const started: ChildProcess[] = [];

/** A keeper as a test run starts it; the services it has are its own. */
async function startKeeper() {
  const environment: NodeJS.ProcessEnv = { ...process.env };
  delete environment.TEST_REDIS_URL;
  const child = spawn(process.execPath, [MAIN, '--for-tests'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: environment,
  });
  started.push(child);
  const [socket] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { child, socket, folder: dirname(socket), ended: once(child, 'exit') };
}

async function answers(url: string): Promise<boolean> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
  redis.on('error', () => undefined);
  const answer = await redis.connect().then(
    () => true,
    () => false,
  );
  redis.disconnect();
  return answer;
}

describe('the keeper of services', () => {
  afterEach(() => {
    for (const child of started.splice(0)) child.kill('SIGKILL');
  });

  it(
    'ends its services and removes their folder when the run ends',
    { timeout: LIMIT_MS },
    async () => {
      const { child, socket, folder, ended } = await startKeeper();
      const { address } = await askKeeper(socket, 'redis', 'shared', 'start');
      expect(await answers(address?.url ?? '')).toBe(true);
      child.stdin.end();
      await ended;
      expect(await answers(address?.url ?? '')).toBe(false);
      expect(existsSync(folder)).toBe(false);
    },
  );

  // Only where the system tells which processes work in a folder.
  it.runIf(existsSync('/proc'))(
    'clears away what one has left that was killed',
    { timeout: LIMIT_MS },
    async () => {
      const killed = await startKeeper();
      const { address } = await askKeeper(killed.socket, 'redis', 'shared', 'start');
      killed.child.kill('SIGKILL');
      await killed.ended;
      expect(await answers(address?.url ?? '')).toBe(true);
      await startKeeper();
      expect(existsSync(killed.folder)).toBe(false);
      expect(await answers(address?.url ?? '')).toBe(false);
    },
  );

  it('does not end what all tests share', { timeout: LIMIT_MS }, async () => {
    const { socket } = await startKeeper();
    await askKeeper(socket, 'redis', 'shared', 'start');
    await expect(askKeeper(socket, 'redis', 'shared', 'kill')).rejects.toThrow('left alone');
    await expect(askKeeper(socket, 'redis', 'mine', 'control', ['x'])).rejects.toThrow('no tool');
  });
});
