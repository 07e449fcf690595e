import { createServer } from 'node:net';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { liveQueue } from '@dlms-telemetry/bus';
import { decodeFrames, type Frame } from '@dlms-telemetry/frame';
import { NOTIFICATION, RECEPTOR, closed, setUp, until, wrapped } from './test-receptor.js';

const UNCHANGED = 'gateway_listening_unchanged_total';
const FRAME = wrapped(NOTIFICATION);

/** A port that somebody else has. */
async function takenPort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { port: address.port, release: () => new Promise((resolve) => server.close(resolve)) };
}

async function freePort(): Promise<number> {
  const { port, release } = await takenPort();
  await release();
  return port;
}

test('DropDataLength: changed while a port is open, it holds for new connections, and open ones stay as they began', async () => {
  const { ingest, frames, refused, dial, meters, port } = await setUp();
  const before = await dial();
  await until(() => ingest.connections === 1);
  expect(await ingest.update([{ ...meters, dropDataLength: 10 }])).toEqual({
    ...{ opened: [], closed: [], failed: [] },
  });
  before.write(FRAME);
  await frames.reaches(1);
  const after = await dial(port);
  after.write(FRAME);
  await refused.reaches(1);
  expect(refused.items[0]?.refusal.code).toBe('link.too-long');
  before.write(FRAME);
  await frames.reaches(2);
  before.destroy();
  after.destroy();
});

test('MaxConnections, ProxyProtocolFrom: changed while a port is open, they hold for new connections', async () => {
  const { ingest, frames, dial, meters } = await setUp();
  const first = await dial();
  await until(() => ingest.connections === 1);
  await ingest.update([{ ...meters, maxConnections: 1 }]);
  await closed(await dial());
  await ingest.update([{ ...meters, proxyProtocolFrom: ['127.0.0.1'] }]);
  const proxied = await dial();
  proxied.write('PROXY TCP4 192.0.2.9 10.0.0.1 50000 4059\r\n');
  proxied.write(FRAME);
  await frames.reaches(1);
  expect(frames.items[0]?.remoteAddress).toBe('192.0.2.9');
  expect(ingest.connections).toBe(2);
  first.destroy();
  proxied.destroy();
});

test('ProcessBoundedCapacity, MaxBoundedPacketMultiplier: changed while a port is open, they hold for the next frame', async () => {
  const { ingest, counters, frames, waiting, dial, meters } = await setUp();
  const socket = await dial();
  socket.write(FRAME);
  await frames.reaches(1);
  await until(() => waiting.waiting(RECEPTOR) === 1);
  await ingest.update([{ ...meters, processBoundedCapacity: 1, maxBoundedPacketMultiplier: 1 }]);
  socket.write(FRAME);
  await until(() => counters.total('gateway_frames_overflowed_total') === 1);
  socket.destroy();
});

test('a receptor that is added listens, and one that is removed ends its connections with what they brought', async () => {
  const { ingest, bus, frames, refused, dial, meters, port } = await setUp();
  const south: Frame[] = [];
  await bus.consume(liveQueue('South'), { prefetch: 9 }, (delivery) => {
    south.push(...decodeFrames(delivery.body));
    delivery.ack();
  });
  const { opened } = await ingest.update([meters, { ...meters, name: 'South' }]);
  expect(opened).toMatchObject([{ receptor: 'South' }]);
  const old = await dial();
  old.write(Buffer.concat([FRAME, FRAME.subarray(0, 12)]));
  await frames.reaches(1);
  const { closed: ended } = await ingest.update([{ ...meters, name: 'South' }]);
  expect(ended).toMatchObject([{ receptor: RECEPTOR, port }]);
  await closed(old);
  await refused.reaches(1);
  expect(refused.items[0]?.refusal.code).toBe('link.incomplete');
  await expect(dial()).rejects.toThrow('ECONNREFUSED');
  const socket = await dial(opened[0]?.port ?? 0);
  socket.write(FRAME);
  await until(() => south.length === 1);
  socket.destroy();
});

test('Port: what cannot be opened is reported, and the port before it stays under the other new options', async () => {
  const { ingest, refused, counters, dial, meters, port } = await setUp();
  const taken = await takenPort();
  const moved = { ...meters, port: taken.port, dropDataLength: 10 };
  expect(await ingest.update([moved])).toMatchObject({ opened: [], failed: [RECEPTOR] });
  expect(counters.total(UNCHANGED)).toBe(1);
  const socket = await dial();
  socket.write(FRAME);
  await refused.reaches(1);
  await taken.release();
  expect(await ingest.update([moved])).toMatchObject({
    opened: [{ port: taken.port }],
    closed: [{ port }],
    failed: [],
  });
  await closed(socket);
  (await dial(taken.port)).destroy();
});

test('Port, Address: receptors that swap their ports, or have another address on the same one, come to what they ask for', async () => {
  const { ingest, meters, port, dial } = await setUp();
  const other = await freePort();
  const north = { ...meters, port };
  const south = { ...meters, name: 'South', port: other };
  await ingest.update([north, south]);
  const { opened, failed } = await ingest.update([
    { ...north, port: other },
    { ...south, port },
  ]);
  expect(failed).toEqual([]);
  expect(opened.map(({ receptor, port: at }) => [receptor, at])).toEqual([
    [RECEPTOR, other],
    ['South', port],
  ]);
  const wider = await ingest.update([{ ...north, port: other, address: '0.0.0.0' }]);
  expect(wider).toMatchObject({ opened: [{ address: '0.0.0.0', port: other }], failed: [] });
  (await dial(other)).destroy();
});

test('Address: one that this machine has not leaves the port open where it was', async () => {
  const { ingest, meters, port, dial } = await setUp();
  const elsewhere = { ...meters, port, address: '192.0.2.1' };
  const { opened, failed } = await ingest.update([elsewhere]);
  expect(failed).toEqual([RECEPTOR]);
  expect(opened).toMatchObject([{ receptor: RECEPTOR, address: '127.0.0.1', port }]);
  (await dial()).destroy();
});

test('Transport: UDP that is added shares the port, and TCP that is taken away closes', async () => {
  const { ingest, meters, port, dial } = await setUp();
  const both = await ingest.update([{ ...meters, transports: ['Tcp', 'Udp'] }]);
  expect(both.opened).toMatchObject([{ port, transport: 'udp' }]);
  const udp = await ingest.update([{ ...meters, transports: ['Udp'] }]);
  expect(udp).toMatchObject({ opened: [], closed: [{ port }] });
  await expect(dial()).rejects.toThrow('ECONNREFUSED');
});
