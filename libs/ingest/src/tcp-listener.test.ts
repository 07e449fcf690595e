import { Socket } from 'node:net';
import { expect, test, vi } from 'vitest';
import {
  ManualClock,
  NOTIFICATION,
  RECEPTOR,
  closed,
  proxyV2,
  setUp,
  until,
  wrapped,
} from './test-receptor.js';

const CLOSED = 'gateway_connections_closed_total';
const TURNED_AWAY = 'gateway_connections_turned_away_total';
const header = (address: string): string => `PROXY TCP4 ${address} 10.0.0.1 50000 4059\r\n`;

test('a meter that connects and says nothing is closed by NoDataTimeout', async () => {
  const clock = new ManualClock();
  const { ingest, counters, dial } = await setUp({
    clock,
    receptor: { droppedClientDetection: ['NoDataTimeout'], noDataTimeout: 500 },
  });
  const socket = await dial();
  await until(() => ingest.connections === 1);
  clock.pass(500);
  await closed(socket);
  expect(counters.total(CLOSED)).toBe(1);
});

test('ReadTimeout closes a silent meter, and what is half received is a refusal', async () => {
  const clock = new ManualClock();
  const { frames, refused, dial } = await setUp({
    clock,
    receptor: { droppedClientDetection: ['ReadTimeout'], droppedClientTimeoutSecs: 15 },
  });
  const socket = await dial();
  const two = Buffer.concat([wrapped(NOTIFICATION), wrapped(NOTIFICATION).subarray(0, 12)]);
  socket.write(two);
  await frames.reaches(1);
  clock.pass(15_000);
  await closed(socket);
  await refused.reaches(1);
  expect(refused.items[0]?.refusal.code).toBe('link.incomplete');
});

test('SendPingMessage has TCP probe the meter; without it nothing is probed', async () => {
  const probe = vi.spyOn(Socket.prototype, 'setKeepAlive');
  const plain = await setUp({ receptor: { droppedClientDetection: ['ReadTimeout'] } });
  const first = await plain.dial();
  await until(() => plain.ingest.connections === 1);
  expect(probe).not.toHaveBeenCalled();
  const probing = await setUp({
    receptor: { droppedClientDetection: ['SendPingMessage'], droppedClientTimeoutSecs: 60 },
  });
  const second = await probing.dial();
  await until(() => probing.ingest.connections === 1);
  expect(probe).toHaveBeenCalledExactlyOnceWith(true, 30_000);
  probe.mockRestore();
  first.destroy();
  second.destroy();
});

test('a new connection of an address closes the older one, after what it brought', async () => {
  const clock = new ManualClock();
  const { ingest, frames, dial } = await setUp({
    clock,
    receptor: { droppedClientDetection: ['DisconnectOtherConnections'] },
  });
  const older = await dial();
  older.write(wrapped(NOTIFICATION).subarray(0, 12));
  await until(() => ingest.connections === 1);
  const newer = await dial();
  await until(() => ingest.connections === 2);
  older.write(wrapped(NOTIFICATION).subarray(12));
  await frames.reaches(1);
  clock.pass(2000);
  await closed(older);
  await until(() => ingest.connections === 1);
  newer.write(wrapped(NOTIFICATION));
  await frames.reaches(2);
  newer.destroy();
});

test('where several meters share an address, none closes another', async () => {
  const clock = new ManualClock();
  const { ingest, dial } = await setUp({
    clock,
    receptor: {
      droppedClientDetection: ['DisconnectOtherConnections'],
      sharedAddresses: ['127.0.0.0/8'],
    },
  });
  const sockets = [await dial(), await dial()];
  await until(() => ingest.connections === 2);
  clock.pass(60_000);
  expect(ingest.connections).toBe(2);
  for (const socket of sockets) socket.destroy();
});

test('an address may become a shared one while the listener runs', async () => {
  const clock = new ManualClock();
  const { ingest, dial } = await setUp({
    clock,
    receptor: { droppedClientDetection: ['DisconnectOtherConnections'] },
  });
  ingest.shareAddresses(RECEPTOR, ['127.0.0.1']);
  const sockets = [await dial(), await dial()];
  await until(() => ingest.connections === 2);
  clock.pass(2_000);
  expect(ingest.connections).toBe(2);
  ingest.shareAddresses(RECEPTOR, []);
  sockets.push(await dial());
  await until(() => ingest.connections === 3);
  clock.pass(2_000);
  await until(() => ingest.connections < 3);
  for (const socket of sockets) socket.destroy();
});

test('a connection over MaxConnections is turned away, until another closes', async () => {
  const { ingest, counters, frames, dial } = await setUp({ receptor: { maxConnections: 1 } });
  const first = await dial();
  await until(() => ingest.connections === 1);
  await closed(await dial());
  expect(counters.total(TURNED_AWAY)).toBe(1);
  first.destroy();
  await until(() => ingest.connections === 0);
  const next = await dial();
  next.write(wrapped(NOTIFICATION));
  await frames.reaches(1);
  next.destroy();
});

test('MaxConnectionsPerAddress counts the addresses of the meters, not of the load balancer', async () => {
  const { ingest, counters, dial } = await setUp({
    receptor: { maxConnectionsPerAddress: 1, proxyProtocolFrom: ['127.0.0.1'] },
  });
  const sockets = [];
  for (const address of ['203.0.113.1', '203.0.113.2']) {
    const socket = await dial();
    socket.write(header(address));
    sockets.push(socket);
  }
  await until(() => ingest.connections === 2);
  const third = await dial();
  third.write(header('203.0.113.1'));
  await closed(third);
  expect(counters.total(TURNED_AWAY)).toBe(1);
  for (const socket of sockets) socket.destroy();
});

test.each([
  ['version 1', Buffer.from(header('203.0.113.7'))],
  ['version 2', proxyV2(0x21, 0x11, 'cb0071070a000001c3500fdb')],
])(
  'behind a PROXY header of %s a frame shows the address of the meter, also octet by octet',
  async (_, proxy) => {
    const { frames, dial } = await setUp({ receptor: { proxyProtocolFrom: ['127.0.0.0/8'] } });
    const sent = Buffer.concat([proxy, wrapped(NOTIFICATION)]);
    const whole = await dial();
    whole.write(sent);
    await frames.reaches(1);
    const slow = await dial();
    slow.setNoDelay(true);
    for (const octet of sent) {
      await new Promise((resolve) => slow.write(Buffer.from([octet]), resolve));
    }
    await frames.reaches(2);
    for (const frame of frames.items) {
      expect(frame).toMatchObject({ remoteAddress: '203.0.113.7', remotePort: 50_000 });
      expect(Buffer.from(frame.bytes)).toEqual(wrapped(NOTIFICATION));
    }
    whole.destroy();
    slow.destroy();
  },
);

test('a load balancer without its header is refused with a code of its own', async () => {
  const { frames, refused, dial } = await setUp({
    receptor: { proxyProtocolFrom: ['127.0.0.1'] },
  });
  const socket = await dial();
  socket.write(wrapped(NOTIFICATION));
  await closed(socket);
  const [refusal] = await refused.reaches(1);
  expect(refusal).toMatchObject({
    frame: { remoteAddress: '127.0.0.1' },
    refusal: { code: 'source.proxy-header', layer: 'source', offset: 0 },
  });
  const half = await dial();
  half.end('PROXY TCP4 ');
  await refused.reaches(2);
  expect(refused.items[1]?.refusal.message).toContain('half a PROXY header');
  expect(frames.items).toEqual([]);
});

test('a PROXY header that never comes ends the wait', async () => {
  const clock = new ManualClock();
  const { counters, refused, dial } = await setUp({
    clock,
    receptor: { proxyProtocolFrom: ['127.0.0.1'] },
  });
  const socket = await dial();
  await until(() => clock.waiting === 1);
  clock.pass(5000);
  await closed(socket);
  expect(counters.total(TURNED_AWAY)).toBe(1);
  expect(refused.items).toEqual([]);
});

test('a health check of a load balancer is neither a meter nor a refusal', async () => {
  const { ingest, counters, refused, dial } = await setUp({
    receptor: { proxyProtocolFrom: ['127.0.0.1'] },
  });
  const socket = await dial();
  socket.write(proxyV2(0x20, 0, ''));
  await closed(socket);
  expect(counters.total(TURNED_AWAY)).toBe(1);
  expect(counters.total('gateway_connections_opened_total')).toBe(0);
  expect(ingest.connections).toBe(0);
  expect(refused.items).toEqual([]);
});

test('an address that is not listed is not believed, whatever it says', async () => {
  const { frames, refused, dial } = await setUp({
    receptor: { proxyProtocolFrom: ['10.0.0.0/8'] },
  });
  const socket = await dial();
  socket.write(Buffer.concat([Buffer.from(header('203.0.113.7')), wrapped(NOTIFICATION)]));
  await frames.reaches(1);
  expect(frames.items[0]?.remoteAddress).toBe('127.0.0.1');
  expect(refused.items[0]?.refusal.code).toBe('link.version');
  socket.destroy();
});
