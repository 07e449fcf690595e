import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tcpConnect } from './tcp-connect.js';

let server: Server;
let port: number;
let received: string;
let accepted: Promise<Socket>;
let sockets: Socket[];

beforeEach(async () => {
  received = '';
  sockets = [];
  server = createServer((socket) => {
    sockets.push(socket);
    socket.on('data', (chunk) => (received += chunk.toString('hex')));
    socket.on('error', () => undefined);
  });
  accepted = once(server, 'connection').then(([socket]) => socket as Socket);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
});

afterEach(() => {
  for (const socket of sockets) socket.destroy();
  server.close();
});

describe('a TCP connection of a simulated meter', () => {
  it('carries what is written and ends after it', async () => {
    const socket = await tcpConnect()('127.0.0.1', port);
    const ended = once(await accepted, 'end');
    await socket.write(Uint8Array.of(1, 2));
    await socket.write(Uint8Array.of(3));
    expect(socket.closed).toBe(false);
    await Promise.all([socket.end(), ended]);
    expect(received).toBe('010203');
    expect(socket.closed).toBe(true);
    await socket.end();
  });

  it('drops what the receptor sends', async () => {
    const socket = await tcpConnect()('127.0.0.1', port);
    (await accepted).end('an answer nobody waits for');
    await socket.end();
    expect(socket.closed).toBe(true);
  });

  it('refuses to write when the receptor has broken it off', async () => {
    const socket = await tcpConnect()('127.0.0.1', port);
    const other = await accepted;
    other.resetAndDestroy();
    await once(other, 'close');
    await expect(
      Promise.all(Array.from({ length: 50 }, () => socket.write(new Uint8Array(65_536)))),
    ).rejects.toMatchObject({ code: 'simulate.connection' });
    expect(socket.closed).toBe(true);
  });

  it('is refused when nobody listens', async () => {
    server.close();
    await once(server, 'close');
    await expect(tcpConnect()('127.0.0.1', port)).rejects.toMatchObject({
      code: 'simulate.connection',
      message: `cannot connect to 127.0.0.1:${port}`,
    });
  });

  it('gives up on a receptor that reads nothing', async () => {
    const socket = await tcpConnect({ writeTimeoutMs: 50 })('127.0.0.1', port);
    (await accepted).pause();
    const flood = Array.from({ length: 200 }, () => socket.write(new Uint8Array(65_536)));
    await expect(Promise.all(flood)).rejects.toMatchObject({
      message: 'the receptor takes nothing more',
    });
    await Promise.allSettled(flood);
    expect(socket.closed).toBe(true);
  });
});
