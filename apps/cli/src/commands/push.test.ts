import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from '../test-io.js';

let server: Server;
let to: string;
let connections: Socket[];
let addresses: (string | undefined)[];
let received: Buffer[];

beforeEach(async () => {
  connections = [];
  addresses = [];
  received = [];
  server = createServer((socket) => {
    connections.push(socket);
    addresses.push(socket.remoteAddress);
    socket.on('data', (chunk) => received.push(chunk));
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  to = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  for (const socket of connections) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

const receivedHex = () => Buffer.concat(received).toString('hex');

describe('dlms push', () => {
  it('sends a frame given in hex, closes and says so on stderr', async () => {
    const ran = await runCommand(['push', '7EA0 01', '--to', to]);
    expect(ran).toMatchObject({
      exitCode: 0,
      stdout: '',
      stderr: `sent 1 frame, 3 octets, to ${to}\n`,
    });
    expect(receivedHex()).toBe('7ea001');
  });

  it('sends the frames of a file in order over one connection', async () => {
    const frames = '# first\n01 02\n\n0304 # second\n05\n';
    const ran = await runCommand(['push', 'frames.txt', '--to', to], {
      files: { 'frames.txt': frames },
    });
    expect(ran.stderr).toBe(`sent 3 frames, 5 octets, to ${to}\n`);
    expect(receivedHex()).toBe('0102030405');
    expect(connections).toHaveLength(1);
  });

  it('takes the frames from standard input, and reports in JSON when asked', async () => {
    const ran = await runCommand(['push', '-', '--to', to, '--json'], { stdin: '0a\n0b\n' });
    expect(ran.lines).toEqual([
      { pushed: { to, frames: 2, octets: 2, answered: 0, closed: true } },
    ]);
    expect(receivedHex()).toBe('0a0b');
  });

  it('sends from the address it is told to bind', async () => {
    await runCommand(['push', '01', '--to', to, '--bind', '127.0.0.9']);
    expect(addresses).toEqual(['127.0.0.9']);
  });

  it('sends a megabyte to a receptor that reads slowly', async () => {
    server.on('connection', (socket) => {
      socket.pause();
      setImmediate(() => socket.resume());
    });
    const line = 'ab'.repeat(65_536);
    const ran = await runCommand(['push', '-', '--to', to], { stdin: `${line}\n`.repeat(16) });
    expect(ran.stderr).toBe(`sent 16 frames, 1048576 octets, to ${to}\n`);
    expect(Buffer.concat(received).length).toBe(1_048_576);
  });

  it('ends with 1 and one line when nobody listens', async () => {
    await new Promise((resolve) => server.close(resolve));
    const ran = await runCommand(['push', '01', '--to', to]);
    expect(ran.exitCode).toBe(1);
    expect(ran.stderr).toBe(`dlms: no connection to ${to}: connection refused\n`);
    server.listen(0);
  });

  it('ends with 1 when the connection is broken off', async () => {
    server.on('connection', (socket) => socket.on('data', () => socket.resetAndDestroy()));
    const ran = await runCommand(['push', '01', '--to', to]);
    expect(ran.exitCode).toBe(1);
    expect(ran.stderr).toContain('the other side broke the connection off');
  });

  it('ends with 2 before it connects when a line is no frame', async () => {
    const ran = await runCommand(['push', 'frames.txt', '--to', to], {
      files: { 'frames.txt': '01\n0x\n' },
    });
    expect(ran).toMatchObject({
      exitCode: 2,
      stderr: 'dlms: frames.txt: line 2: "x" is no hex digit\n',
    });
    expect(connections).toHaveLength(0);
  });

  it('ends with 2 when the file is not there, or the address is none', async () => {
    const missing = await runCommand(['push', 'frames.txt', '--to', to]);
    expect(missing.exitCode).toBe(2);
    expect(missing.stderr).toBe(
      'dlms: frames.txt: neither hex nor a file (there is no such file)\n',
    );
    expect((await runCommand(['push', '01', '--to', 'nowhere'])).exitCode).toBe(2);
    expect((await runCommand(['push', '01'])).exitCode).toBe(2);
  });
});
