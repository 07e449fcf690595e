import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { silentLog, startObservation, type Observation, type Readiness } from './index.js';

let observation: Observation;

afterEach(() => observation.stop());

async function start(ready: () => Readiness | Promise<Readiness>): Promise<string> {
  const http = { port: 0, host: '127.0.0.1' };
  observation = await startObservation({ process: 'decoder', log: silentLog(), http, ready });
  return `http://127.0.0.1:${observation.port}`;
}

test('metrics are served as text that Prometheus reads', async () => {
  const base = await start(() => ({}));
  observation.counters.add('frames_total', 'receptor="a"', 3);
  const response = await fetch(`${base}/metrics`);
  expect(response.headers.get('content-type')).toContain('version=0.0.4');
  const text = await response.text();
  expect(text).toContain('frames_total{receptor="a"} 3\n');
  expect(text).toMatch(/^process_resident_memory_bytes \d+$/m);
});

test('a process is ready when all that it needs is there, and says what is not', async () => {
  const needs: Record<string, true | string> = { broker: 'no connection', database: true };
  const base = await start(() => needs);
  const before = await fetch(`${base}/health/ready`);
  expect([before.status, await before.json()]).toEqual([
    503,
    { process: 'decoder', ready: false, needs },
  ]);
  needs.broker = true;
  expect((await fetch(`${base}/health/ready`)).status).toBe(200);
});

test('a process that fails to say whether it is ready is alive and not ready', async () => {
  const base = await start(() => Promise.reject(new RangeError('the password is 1234')));
  expect((await fetch(`${base}/health/live`)).status).toBe(200);
  const response = await fetch(`${base}/health/ready`);
  expect([response.status, await response.json()]).toMatchObject([
    503,
    { needs: { decoder: 'RangeError' } },
  ]);
});

test('nothing else is served, and nothing is taken', async () => {
  const base = await start(() => ({}));
  expect((await fetch(`${base}/`)).status).toBe(404);
  expect((await fetch(`${base}/metrics/../etc/passwd`)).status).toBe(404);
  expect((await fetch(`${base}/metrics`, { method: 'POST', body: 'x' })).status).toBe(405);
  const head = await fetch(`${base}/metrics`, { method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([200, '']);
});

test('a stop waits for no connection that stays open', async () => {
  const base = await start(() => ({}));
  const socket = connect({ host: '127.0.0.1', port: Number(new URL(base).port) });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  await observation.stop();
  socket.destroy();
});
