import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ComposedService, dockerAnswers } from './compose.js';

/** Stands in for Docker, which few machines of tests have: writes down what it is told. */
const DOCKER = `#!/bin/sh
echo "$SERVICE_PORT $@" >> "$(dirname "$0")/calls"
[ ! -e "$(dirname "$0")/away" ]
`;

describe.skipIf(process.platform === 'win32')('a service by docker compose', () => {
  let folder: string;
  const path = process.env.PATH;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'docker-'));
    writeFileSync(join(folder, 'docker'), DOCKER);
    chmodSync(join(folder, 'docker'), 0o755);
    process.env.PATH = `${folder}${delimiter}${path ?? ''}`;
  });
  afterEach(() => {
    process.env.PATH = path;
    rmSync(folder, { recursive: true });
  });

  const calls = (): string[] => readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');

  it('is started, killed and started again on the same port, and taken away', async () => {
    const service = new ComposedService('rabbitmq', 'mine');
    const first = await service.start();
    await service.kill();
    expect(await service.start()).toEqual(first);
    await service.control(['list_queues']);
    await service.destroy();
    const port = new URL(first.url).port;
    expect(calls().map((call) => call.replace(/-f \S+/u, '-f FILE'))).toEqual([
      `${port} compose -p mine -f FILE up --detach --wait --quiet-pull rabbitmq`,
      `${port} compose -p mine -f FILE kill rabbitmq`,
      `${port} compose -p mine -f FILE up --detach --wait --quiet-pull rabbitmq`,
      `${port} compose -p mine -f FILE exec -T rabbitmq rabbitmqctl --quiet list_queues`,
      `${port} compose -p mine -f FILE down --volumes --timeout 0`,
    ]);
  });

  it('is no way where no engine answers', async () => {
    expect(await dockerAnswers()).toBe(true);
    writeFileSync(join(folder, 'away'), '');
    expect(await dockerAnswers()).toBe(false);
  });
});
