import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { askKeeper } from './keeper-client.js';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const IMPORTED_BY_TESTS = '@dlms-telemetry/services';

/**
 * Starts a keeper of services where a test file of this run asks for them, and the broker with it: it takes seconds,
 * in which the tests that need none go on. Everything else starts when it is first asked for.
 */
export default async function setup(
  project: TestProject,
): Promise<(() => Promise<void>) | undefined> {
  // Projects inherit this file from the root; one keeper serves them all.
  if (!project.isRootProject()) return undefined;
  const files = project.vitest.state.getPaths();
  if (!files.some((file) => readFileSync(file, 'utf8').includes(IMPORTED_BY_TESTS))) {
    return undefined;
  }
  if (!existsSync(MAIN)) throw new Error(`${MAIN} is missing: build first (tsc -b)`);

  // Its stdin is ours: it closes when this process ends, in whichever way.
  const keeper = spawn(process.execPath, [MAIN, '--for-tests'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  const ended = once(keeper, 'exit');
  const [socket] = (await once(createInterface(keeper.stdout), 'line')) as [string];
  project.provide('servicesKeeper', socket);
  // Not awaited: a test that needs the broker waits for it. What goes wrong is told to that test.
  askKeeper(socket, 'rabbitmq', 'shared', 'start').catch(() => undefined);
  return async () => {
    keeper.stdin.end();
    await ended;
  };
}
