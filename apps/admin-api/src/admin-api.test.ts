import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { RedisConnection, RegistryHints } from '@dlms-telemetry/cache';
import { freshKeyPrefix, freshSchema, freshVhost } from '@dlms-telemetry/services';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** Decorators need the compiler: the built process. */
const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const CLI = fileURLToPath(new URL('../../cli/dist/main.js', import.meta.url));
const MORE_TIME = 60_000;
const SERVICE_ID = `test-${process.pid}-${Date.now()}`;
const METER_KEY = '5D1E8C7B6A594837261504F3E2D1C0BF';

let folder: string;
let shares: readonly { readonly url: string; drop(): Promise<void> }[] = [];
let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'admin-api-'));
  const section = { DeviceType: 'DlmsPushServer', Port: 0 };
  await writeFile(join(folder, 'meters.json'), JSON.stringify({ Meters: section }));
  const [vhost, schema, redis] = await Promise.all([freshVhost(), freshSchema(), freshKeyPrefix()]);
  shares = [vhost, schema, redis];
  environment = {
    ...{ PATH: process.env.PATH, SERVICE_ID, HTTP_PORT: '0' },
    ...{ AMQP_URL: vhost.url, DATABASE_URL: schema.url, REDIS_URL: redis.url },
    KEY_ENCRYPTION_KEYS: `test=${'b2'.repeat(32)}`,
  };
}, MORE_TIME);
afterAll(async () => {
  await Promise.all(shares.map((share) => share.drop()));
  await rm(folder, { recursive: true });
});

/** Starts a program; what it says on stderr is gathered. */
function start(file: string, args: readonly string[], env: NodeJS.ProcessEnv) {
  const child: ChildProcess = spawn(process.execPath, [file, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  const listeners = new Set<(line: string) => void>();
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('no streams');
  createInterface(stderr).on('line', (line) => {
    said.push(line);
    for (const listener of listeners) listener(line);
  });
  let out = '';
  stdout.on('data', (octets: Buffer) => (out += octets.toString()));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const line = (has: string): Promise<Record<string, unknown>> =>
    new Promise((resolve) => {
      const listener = (text: string): void => {
        if (text.includes(has)) resolve(JSON.parse(text) as Record<string, unknown>);
      };
      said.forEach(listener);
      listeners.add(listener);
    });
  return { child, ended, line, said, out: () => out };
}

describe('the process admin-api', () => {
  it('serves the API on its services, tells others of changes, and ends with 0', async () => {
    const config = ['--config', join(folder, 'meters.json')];
    const api = start(MAIN, config, environment);
    const { port } = await api.line('"event":"listening"');
    const url = `http://127.0.0.1:${String(port)}`;

    const made = start(CLI, ['api-keys', 'create', '--role', 'configurator'], environment);
    expect(await made.ended).toBe(0);
    const { key } = JSON.parse(made.out()) as { key: string };

    const redis = new RedisConnection(
      { url: environment.REDIS_URL ?? '', serviceId: SERVICE_ID, name: 'test' },
      { connected: () => undefined, disconnected: () => undefined },
    );
    await redis.start();
    const hinted = Promise.withResolvers<undefined>();
    const heard = Promise.withResolvers<undefined>();
    let isHeard = false;
    new RegistryHints(redis).onHint(() => {
      // The first call says that hints can be heard.
      if (isHeard) hinted.resolve(undefined);
      isHeard = true;
      heard.resolve(undefined);
    });
    await heard.promise;
    const added = await fetch(`${url}/api/Users/Dlms/Meters/Add`, {
      method: 'POST',
      headers: {
        ...{ 'X-Api-Key': key, 'X-Service-Id': SERVICE_ID, 'Content-Type': 'application/json' },
      },
      body: JSON.stringify({ users: [{ Ip: '127.0.0.1', BlockCipherKey: METER_KEY }] }),
    });
    expect(await added.json()).toMatchObject({ added: 1 });
    await hinted.promise;
    await redis.close();

    const ready = await fetch(`${url}/health/ready`);
    expect(await ready.json()).toMatchObject({
      ready: true,
      needs: { Postgres: true, Redis: true, RabbitMQ: true },
    });
    const connections = await fetch(`${url}/api/Connections`, {
      headers: { 'X-Api-Key': key, 'X-Service-Id': SERVICE_ID },
    });
    expect(await connections.json()).toEqual({ gateways: [] });
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toContain(
      'api_requests_total{method="POST",route="/api/Users/Dlms/:DeviceName/Add",status="200"} 1',
    );

    api.child.kill('SIGTERM');
    expect(await api.ended).toBe(0);
    const everything = [...api.said, metrics].join('\n');
    const sealing = 'b2'.repeat(32);
    for (const secret of [key, METER_KEY, METER_KEY.toLowerCase(), sealing])
      expect(everything.includes(secret)).toBe(false);
  }, 60_000);

  it('ends with 78 where it is told too little, naming all that is missing', async () => {
    const less = { ...environment, AMQP_URL: '', DATABASE_URL: '' };
    const api = start(MAIN, ['--config', join(folder, 'meters.json')], less);
    expect(await api.ended).toBe(78);
    expect(api.said.join('\n')).toMatch(/AMQP_URL: is missing[\s\S]*DATABASE_URL: is missing/u);
  }, 60_000);
});
