import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { NOTIFICATION, RECEPTOR, changed, octets, setUp, wrapped } from './test-receptor.js';

test('what a meter sends becomes a frame with exactly its octets and where it is from', async () => {
  const { frames, dial } = await setUp();
  const socket = await dial();
  const sent = wrapped(NOTIFICATION);
  socket.write(sent);
  const [frame] = await frames.reaches(1);
  expect(frame).toMatchObject({
    receptor: RECEPTOR,
    gatewayProcess: 'g1',
    transport: 'tcp',
    remoteAddress: '127.0.0.1',
    remotePort: socket.localPort,
    localPort: socket.remotePort,
    interfaceType: 'WRAPPER',
  });
  expect(Buffer.from(frame?.bytes ?? [])).toEqual(sent);
  socket.destroy();
});

test('frames of one connection keep their order, each with an id of its own', async () => {
  const { frames, dial } = await setUp();
  const socket = await dial();
  const sent = Array.from({ length: 500 }, (_, i) => {
    const apdu = Uint8Array.from(NOTIFICATION);
    apdu.set([i >> 8, i & 0xff], 3);
    return wrapped(apdu);
  });
  socket.write(Buffer.concat(sent));
  const got = await frames.reaches(500);
  expect(got.map(({ bytes }) => Buffer.from(bytes))).toEqual(sent);
  expect(new Set(got.map(({ id }) => id)).size).toBe(500);
  socket.destroy();
});

test('an HTTP request on an open connection is one refusal, and the next meter is served', async () => {
  const { frames, refused, dial } = await setUp();
  const browser = await dial();
  browser.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  const [refusal] = await refused.reaches(1);
  expect(refusal).toMatchObject({ refusal: { code: 'link.version', layer: 'link' } });
  expect(Buffer.from(refusal?.frame.bytes ?? []).toString()).toContain('GET /');
  browser.write('GET /again HTTP/1.1\r\n\r\n');
  const meter = await dial();
  meter.write(wrapped(NOTIFICATION));
  await frames.reaches(1);
  expect(refused.items).toHaveLength(1);
  browser.destroy();
  meter.destroy();
});

test('a meter that closes in the middle of a frame leaves a refusal with its octets', async () => {
  const { refused, dial } = await setUp();
  const socket = await dial();
  const half = wrapped(NOTIFICATION).subarray(0, 20);
  socket.end(half);
  const [refusal] = await refused.reaches(1);
  expect(refusal?.refusal.code).toBe('link.incomplete');
  expect(Buffer.from(refusal?.frame.bytes ?? [])).toEqual(half);
});

test('an APDU without framing ends when the sender is quiet', async () => {
  const { frames, dial } = await setUp({ receptor: { interfaceType: 'PDU' } });
  const socket = await dial();
  socket.write(NOTIFICATION);
  const [frame] = await frames.reaches(1);
  expect(Buffer.from(frame?.bytes ?? [])).toEqual(Buffer.from(NOTIFICATION));
  socket.destroy();
});

test('frames that the bus refuses are tried again and none is lost', async () => {
  let refusals = 2;
  const { frames, counters, dial } = await setUp({
    bus: (bus) =>
      changed(bus, {
        publish: (queue, message) =>
          refusals-- > 0 ? Promise.reject(new Error('away')) : bus.publish(queue, message),
      }),
  });
  const socket = await dial();
  socket.write(Buffer.concat([wrapped(NOTIFICATION), wrapped(NOTIFICATION)]));
  await frames.reaches(2);
  expect(counters.total('gateway_publish_failed_total')).toBeGreaterThan(0);
  socket.destroy();
});

test('a socket is not read further while what it sent is not accepted', async () => {
  let open: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const { frames, counters, dial } = await setUp({
    options: { octetsInFlightPerSocket: 1000 },
    bus: (bus) =>
      changed(bus, {
        publish: async (queue, message) => {
          await gate;
          await bus.publish(queue, message);
        },
      }),
  });
  const socket = await dial();
  const count = 20_000;
  socket.write(Buffer.concat(Array.from({ length: count }, () => wrapped(NOTIFICATION))));
  while (counters.total('gateway_reading_paused_total') === 0) await sleep(2);
  expect(counters.total('gateway_frames_captured_total')).toBeLessThan(count);
  open();
  await frames.reaches(count);
  socket.destroy();
});

test('what a concentrator says of itself is counted, and is neither a frame nor a refusal', async () => {
  const { frames, refused, counters, dial } = await setUp({
    receptor: { interfaceType: 'PrimeDcWrapper' },
  });
  const socket = await dial();
  const removed = octets('0001000000010003020010');
  socket.write(Buffer.concat([removed, wrapped(NOTIFICATION), removed]));
  await frames.reaches(1);
  expect(counters.total('gateway_link_notices_total')).toBe(2);
  expect(refused.items).toEqual([]);
  socket.destroy();
});

test('a frame of a receptor that recognises says what was recognised', async () => {
  const { frames, refused, dial } = await setUp({ receptor: { interfaceType: 'Auto' } });
  const meter = await dial();
  meter.write(wrapped(NOTIFICATION));
  await frames.reaches(1);
  const other = await dial();
  other.end(NOTIFICATION);
  await frames.reaches(2);
  const browser = await dial();
  browser.write('GET / HTTP/1.1\r\n\r\n');
  await refused.reaches(1);
  expect(frames.items.map(({ interfaceType }) => interfaceType)).toEqual(['WRAPPER', 'PDU']);
  expect(refused.items).toMatchObject([
    { frame: { interfaceType: 'Auto' }, refusal: { code: 'link.noise' } },
  ]);
  meter.destroy();
  browser.destroy();
});

test('open connections are told one by one: whose, since when, and how much has come', async () => {
  const { ingest, frames, dial } = await setUp();
  expect([...ingest.openConnections()]).toEqual([]);
  const socket = await dial();
  const sent = wrapped(NOTIFICATION);
  socket.write(sent);
  const [frame] = await frames.reaches(1);
  const states = [...ingest.openConnections()];
  expect(states).toMatchObject([
    {
      connectionId: frame?.connectionId,
      receptor: RECEPTOR,
      remoteAddress: '127.0.0.1',
      remotePort: socket.localPort,
      localPort: socket.remotePort,
      octets: sent.length,
    },
  ]);
  expect([...ingest.openConnections(RECEPTOR)]).toEqual(states);
  expect([...ingest.openConnections('another')]).toEqual([]);
  socket.destroy();
});

test('stopping accepts what was read and closes every connection', async () => {
  const { ingest, frames, dial } = await setUp();
  const socket = await dial();
  const closed = new Promise((resolve) => socket.resume().on('close', resolve));
  socket.write(wrapped(NOTIFICATION));
  await frames.reaches(1);
  await ingest.stop();
  await closed;
  expect(ingest.connections).toBe(0);
  await expect(dial()).rejects.toThrow('ECONNREFUSED');
});

test('a port in use is an error that names receptor and port', async () => {
  const { port } = await setUp();
  await expect(setUp({ receptor: { port } })).rejects.toMatchObject({
    code: 'ingest.listen',
    message: expect.stringContaining(
      `${RECEPTOR} cannot listen on 127.0.0.1 port ${port}`,
    ) as string,
  });
});
