import { type Socket, createSocket } from 'node:dgram';
import { writeBlocks } from '@dlms-telemetry/dlms';
import { afterEach, expect, test } from 'vitest';
import { NOTIFICATION, setUp, wrapped } from './test-receptor.js';

const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});

function sender(port: number): (datagram: Uint8Array) => Promise<void> {
  const socket = createSocket('udp4');
  sockets.push(socket);
  return (datagram) =>
    new Promise((resolve) => {
      socket.send(datagram, port, '127.0.0.1', () => {
        resolve();
      });
    });
}

test('a datagram of a meter becomes a frame that says so, of one receptor with TCP on the same port', async () => {
  const { frames, port, dial } = await setUp({ receptor: { transports: ['Tcp', 'Udp'] } });
  const send = sender(port);
  await send(wrapped(NOTIFICATION));
  const [frame] = await frames.reaches(1);
  expect(frame).toMatchObject({ transport: 'udp', remoteAddress: '127.0.0.1', localPort: port });
  expect(Buffer.from(frame?.bytes ?? [])).toEqual(wrapped(NOTIFICATION));
  const socket = await dial();
  socket.write(wrapped(NOTIFICATION));
  await frames.reaches(2);
  expect(frames.items[1]?.transport).toBe('tcp');
  socket.destroy();
});

test('with PDU a datagram is one APDU, without a wait', async () => {
  const receptor = { transports: ['Udp'], interfaceType: 'PDU', pduQuietTimeMs: 60_000 } as const;
  const { frames, port } = await setUp({ receptor });
  const send = sender(port);
  await send(NOTIFICATION);
  await send(NOTIFICATION);
  await frames.reaches(2);
  expect(Buffer.from(frames.items[1]?.bytes ?? [])).toEqual(Buffer.from(NOTIFICATION));
});

test('half a frame is refused by itself and does not spoil the next datagram', async () => {
  const { frames, refused, port } = await setUp({ receptor: { transports: ['Udp'] } });
  const send = sender(port);
  await send(wrapped(NOTIFICATION).subarray(0, 12));
  await send(wrapped(NOTIFICATION));
  await frames.reaches(1);
  await refused.reaches(1);
  expect(refused.items[0]?.refusal.code).toBe('link.incomplete');
});

test('blocks are joined by address, port and wrapper source, though others send in between', async () => {
  const { frames, refused, port } = await setUp({ receptor: { transports: ['Udp'] } });
  const blocks = writeBlocks(NOTIFICATION, { maxBlockLength: 10 }).map(wrapped);
  const behindOneGateway = blocks.map((block) => {
    const other = Buffer.from(block);
    other[3] = 2;
    return other;
  });
  const [one, other] = [sender(port), sender(port)];
  for (const [index, block] of blocks.entries()) {
    await one(block);
    await other(block);
    await one(behindOneGateway[index] ?? block);
  }
  await frames.reaches(3);
  expect(refused.items).toEqual([]);
  const lengths = frames.items.map(({ bytes }) => bytes.length);
  expect(new Set(lengths)).toEqual(new Set([Buffer.concat(blocks).length]));
});

test('rubbish of many senders is one refusal each, and nothing of them stays', async () => {
  const { frames, refused, port } = await setUp({ receptor: { transports: ['Udp'] } });
  for (let count = 0; count < 10; count += 1) await sender(port)(Buffer.from('GET / HTTP/1.1\r\n'));
  await sender(port)(new Uint8Array(0));
  await sender(port)(wrapped(NOTIFICATION));
  await frames.reaches(1);
  await refused.reaches(10);
  expect(new Set(refused.items.map(({ refusal }) => refusal.code))).toEqual(
    new Set(['link.version']),
  );
});
