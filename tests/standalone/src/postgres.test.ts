import { rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { freshSchema, ownService } from '@dlms-telemetry/services';
import { openPostgresStore } from '@dlms-telemetry/store';
import { expect, it } from 'vitest';
import { workplace } from './configuration-file.js';
import { dlms } from './dlms-command.js';
import { READINGS_IN_FRAME, brokenFrame, pushFrame } from './push-frames.js';
import { StandaloneProcess, type Line } from './standalone-process.js';

/** The server may still be starting, and processes start and stop. */
const LONG_MS = 60_000;
const isReading = (line: Line): boolean => 'reading' in line;
const isRefused = (line: Line): boolean => 'refused' in line;

async function connected(port: number): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

it(
  'standalone works on a Postgres, alone, and dlms looks after it while it runs and when it has stopped',
  { timeout: LONG_MS },
  async () => {
    const schema = await freshSchema();
    const { folder, config, data } = await workplace();
    const on = ['--config', config, '--database-url', schema.url, '--json'];
    const standalone = new StandaloneProcess(...on, '--data', data);
    const socket = await connected(await standalone.port('north'));
    for (const number of [1, 2]) socket.write(pushFrame(number));
    socket.write(brokenFrame(3));
    await standalone.linesWhere(isReading, 2 * READINGS_IN_FRAME);
    await standalone.linesWhere(isRefused);

    const second = new StandaloneProcess(...on, '--data', `${data}-2`);
    expect(await second.ended).toMatchObject({
      ...{ code: 1, stderr: expect.stringContaining('(store.locked)') as string },
    });
    const words = ['dead', 'list', '--database-url', schema.url];
    expect(await dlms(...words)).toMatchObject([{ code: 'apdu.unknown-type' }]);
    const rerun = () => dlms('dead', 'rerun', '--all', '--database-url', schema.url);
    expect(await rerun()).toMatchObject([{ done: { frames: 1 } }]);
    await standalone.linesWhere(isRefused, 2);

    expect(await standalone.signal('SIGTERM')).toMatchObject({ code: 0 });
    expect(await dlms(...words)).toMatchObject([{ code: 'apdu.unknown-type' }]);
    expect(await rerun()).toMatchObject([{ done: { frames: 1 } }]);
    expect(await dlms('backlog', '--database-url', schema.url)).toMatchObject([
      { receptor: 'north', causes: [{ cause: 'rerun', frames: 1 }], drainSeconds: null },
    ]);

    const store = await openPostgresStore({ url: schema.url });
    expect(await store.readings.count()).toBe(2 * READINGS_IN_FRAME);
    await store.close();
    await schema.drop();
    await rm(folder, { recursive: true });
  },
);

it(
  'standalone takes nothing it cannot store while its Postgres is away, and goes on with all when it is back',
  { timeout: LONG_MS },
  async () => {
    const server = await ownService('postgres', 'standalone');
    const { folder, config, data } = await workplace();
    const standalone = new StandaloneProcess(
      ...['--config', config, '--data', data, '--database-url', server.url, '--json'],
    );
    const socket = await connected(await standalone.port('north'));
    socket.write(pushFrame(1));
    await standalone.linesWhere(isReading, READINGS_IN_FRAME);
    await server.kill();
    for (let number = 2; number <= 20; number++) socket.write(pushFrame(number));
    await standalone.told('commitFailed');
    await server.start();
    await standalone.linesWhere(isReading, 20 * READINGS_IN_FRAME);
    socket.destroy();
    expect(await standalone.signal('SIGTERM')).toMatchObject({ code: 0 });

    const store = await openPostgresStore({ url: server.url });
    expect(await store.readings.count()).toBe(20 * READINGS_IN_FRAME);
    await store.close();
    await server.stop();
    await rm(folder, { recursive: true });
  },
);
