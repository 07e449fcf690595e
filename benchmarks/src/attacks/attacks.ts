import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What an attacker has seen. */
export interface Seen {
  /** Connections that it opened. */
  opened: number;
  /** Of these, closed by the other side, or never let in. */
  closed: number;
  /** Octets that the other side has taken. */
  octets: number;
}

/** Where it goes, until when, and what it sees. */
export interface Target {
  readonly port: number;
  readonly signal: AbortSignal;
  readonly seen: Seen;
}

/** A way to attack a port for meters. */
export interface Attack {
  readonly name: string;
  readonly says: string;
  readonly run: (target: Target) => Promise<void>;
}

/** As clients send it; none of them is a frame of a meter. */
const HTTP = Buffer.from('GET / HTTP/1.1\r\nHost: meters\r\nUser-Agent: curl/8.5.0\r\n\r\n');
const CLIENT_HELLO = Buffer.concat([
  Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03]),
  randomBytes(0x1fa),
]);
/** A header of the wrapper whose APDU has no octet: a refusal of its own each time. */
const EMPTY_FRAME = Buffer.from([0, 1, 0, 1, 0, 1, 0, 0]);
/** A header of the wrapper for 200 octets, which come one a second. */
const SLOW_FRAME = Buffer.from([0, 1, 0, 1, 0, 1, 0, 200, 0x0f, ...new Uint8Array(199)]);
const CHUNK = 64 * 1024;
const TICK_MS = 20;
const LINGER_MS = 500;

/** Addresses of this machine that are no meter's, one for each number. */
function addressOf(n: number): string {
  return `127.10.${(n >> 8) & 0xff}.${n & 0xff}`;
}

function dial({ port, seen }: Target, localAddress = '127.0.0.1'): Socket {
  const socket = connect({ host: '127.0.0.1', port, localAddress });
  seen.opened += 1;
  let ours = false;
  const destroy = socket.destroy.bind(socket);
  socket.destroy = (error) => {
    ours = true;
    return destroy(error);
  };
  socket.on('error', () => undefined);
  socket.once('end', () => {
    if (!ours) seen.closed += 1;
    destroy();
  });
  socket.resume();
  return socket;
}

/** So many new connections a second, each used in one way. */
async function each(target: Target, perSecond: number, use: (socket: Socket) => void) {
  const start = performance.now();
  let made = 0;
  while (!target.signal.aborted) {
    const due = ((performance.now() - start) * perSecond) / 1_000;
    for (; made < due; made++) use(dial(target));
    await sleep(TICK_MS);
  }
}

/** So many connections that stay, opened 1,000 a second, each used in one way. */
async function hold(
  target: Target,
  count: number,
  use: (socket: Socket) => Promise<void>,
): Promise<void> {
  const sockets: Socket[] = [];
  const uses: Promise<void>[] = [];
  for (let n = 0; n < count && !target.signal.aborted; n++) {
    const socket = dial(target, addressOf(n));
    sockets.push(socket);
    uses.push(use(socket));
    if (n % 20 === 19) await sleep(TICK_MS);
  }
  while (!target.signal.aborted) await sleep(TICK_MS);
  for (const socket of sockets) socket.destroy();
  await Promise.all(uses);
}

/** Sends as fast as the other side takes it. */
function stream(target: Target, count: number, chunk: Buffer): Promise<void> {
  return hold(target, count, async (socket) => {
    while (!socket.destroyed && !target.signal.aborted) {
      await new Promise<void>((resolve) => {
        socket.once('close', resolve);
        socket.write(chunk, () => {
          socket.off('close', resolve);
          resolve();
        });
      });
      target.seen.octets += chunk.length;
    }
  });
}

function say(octets: () => Buffer): (socket: Socket) => void {
  return (socket) => {
    socket.write(octets());
    setTimeout(() => socket.destroy(), LINGER_MS);
  };
}

/** All of them. */
export const ATTACKS: readonly Attack[] = [
  {
    name: 'port-scan',
    says: '500 connections a second that are closed at once',
    run: (target) =>
      each(target, 500, (socket) => {
        socket.once('connect', () => socket.destroy());
      }),
  },
  {
    name: 'http',
    says: '200 connections a second with an HTTP request',
    run: (target) =>
      each(
        target,
        200,
        say(() => HTTP),
      ),
  },
  {
    name: 'tls-hello',
    says: '200 connections a second with a TLS ClientHello to a port without TLS',
    run: (target) =>
      each(
        target,
        200,
        say(() => CLIENT_HELLO),
      ),
  },
  {
    name: 'random-octets',
    says: '100 connections a second with 4 KiB of random octets',
    run: (target) =>
      each(
        target,
        100,
        say(() => randomBytes(4096)),
      ),
  },
  {
    name: 'endless-stream',
    says: '20 connections with random octets without an end, as fast as they are taken',
    run: (target) => stream(target, 20, randomBytes(CHUNK)),
  },
  {
    name: 'empty-frames',
    says: '20 connections with headers of frames and nothing in them, as fast as they are taken',
    run: (target) => stream(target, 20, Buffer.alloc(CHUNK, EMPTY_FRAME)),
  },
  {
    name: 'slow-octets',
    says: '1,000 connections that bring one octet of a frame a second',
    run: (target) =>
      hold(target, 1_000, async (socket) => {
        for (const octet of SLOW_FRAME) {
          if (target.signal.aborted || socket.destroyed) return;
          socket.write(Uint8Array.of(octet));
          await sleep(1_000, undefined, { signal: target.signal }).catch(() => undefined);
        }
      }),
  },
  {
    name: 'idle',
    says: '5,000 connections of as many addresses that bring nothing',
    run: (target) => hold(target, 5_000, () => Promise.resolve()),
  },
  {
    name: 'one-address',
    says: '200 connections a second of one address that stay open',
    run: (target) => each(target, 200, () => undefined),
  },
];
