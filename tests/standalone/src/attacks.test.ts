import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { openEmbeddedStore } from '@dlms-telemetry/store';
import { expect, it } from 'vitest';
import { workplace } from './configuration-file.js';
import { pushFrame } from './push-frames.js';
import { StandaloneProcess, type Line } from './standalone-process.js';

/** Dead letters of octets from anybody that are kept of one source and day. */
const QUOTA = 100;
/** Octets resident that the attacks may add: generous, the half would do. */
const MOST_GROWTH = 512 * 2 ** 20;
const CHUNK = 64 * 1024;

type Dial = () => Promise<Socket>;

async function dialled(port: number): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket.resume();
}

async function times(count: number, use: () => Promise<void>): Promise<void> {
  await Promise.all(Array.from({ length: count }, use));
}

/** Says something and waits until the other side may have looked at it. */
async function say(dial: Dial, octets: Buffer): Promise<void> {
  const socket = await dial();
  socket.end(octets);
  await once(socket, 'close');
}

/** Sends as fast as it is taken, for a while. */
async function stream(dial: Dial, chunk: Buffer): Promise<void> {
  const socket = await dial();
  const end = performance.now() + 1_500;
  while (performance.now() < end && !socket.destroyed)
    await Promise.race([new Promise((resolve) => socket.write(chunk, resolve)), sleep(100)]);
  socket.destroy();
}

const ATTACKS: readonly {
  readonly name: string;
  readonly run: (dial: Dial) => Promise<void>;
}[] = [
  {
    name: 'port scan',
    run: (dial) =>
      times(300, async () => {
        (await dial()).destroy();
      }),
  },
  {
    name: 'HTTP',
    run: (dial) => times(150, () => say(dial, Buffer.from('GET / HTTP/1.1\r\n\r\n'))),
  },
  {
    name: 'TLS hello',
    run: (dial) => {
      const start = [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03];
      return times(20, () => say(dial, Buffer.concat([Buffer.from(start), randomBytes(0x1fa)])));
    },
  },
  {
    name: 'random octets',
    run: (dial) => times(20, () => say(dial, randomBytes(4096))),
  },
  {
    name: 'endless stream',
    run: (dial) => times(10, () => stream(dial, Buffer.alloc(CHUNK, 'x'))),
  },
  {
    name: 'empty frames',
    run: (dial) =>
      times(10, () => stream(dial, Buffer.alloc(CHUNK, Buffer.from([0, 1, 0, 1, 0, 1, 0, 0])))),
  },
  {
    name: 'one octet after the other',
    run: (dial) =>
      times(50, async () => {
        const socket = await dial();
        for (const octet of pushFrame(1).subarray(0, 10)) {
          socket.write(Uint8Array.of(octet));
          await sleep(20);
        }
        socket.destroy();
      }),
  },
  {
    name: 'many connections of one address',
    run: async (dial) => {
      const sockets: Socket[] = [];
      await times(500, async () => {
        sockets.push(await dial());
      });
      for (const socket of sockets) socket.destroy();
    },
  },
];

it(`serves meters after each of ${ATTACKS.length} attacks, tells each sender once, and keeps few of their octets`, async () => {
  const { folder, config, data } = await workplace();
  const standalone = new StandaloneProcess('--config', config, '--data', data, '--json');
  try {
    const port = await standalone.port('north');
    const dial: Dial = () => dialled(port);
    const served = async (value: number): Promise<void> => {
      await say(dial, pushFrame(value));
      await standalone.linesWhere((line) => valueOf(line) === value, 1);
    };
    await served(1);
    const before = await memoryOf(standalone.pid);
    for (const [index, { run }] of ATTACKS.entries()) {
      await run(dial);
      await served(index + 2);
    }
    const after = await memoryOf(standalone.pid);
    if (before !== undefined && after !== undefined)
      expect(after - before).toBeLessThan(MOST_GROWTH);
    expect(await standalone.signal('SIGTERM')).toMatchObject({ code: 0 });
    const told = new Map<string, number>();
    for (const code of standalone.lines.flatMap(codesOf)) told.set(code, (told.get(code) ?? 0) + 1);
    expect(told.get('link.tls-hello')).toBe(20);
    // HTTP, streams, and random octets, in which something like a header may stand by chance.
    expect(told.get('link.version')).toBeGreaterThanOrEqual(150 + 10 + 15);
    expect(told.get('link.version')).toBeLessThan(150 + 10 + 60);
    expect(told.get('link.incomplete')).toBeLessThan(50 + 10 + 60);
    expect(await countDeadLetters(data)).toBe(QUOTA);
  } finally {
    await standalone.signal('SIGKILL');
    await rm(folder, { recursive: true });
  }
}, 120_000);

function codesOf({ refused }: Line): string[] {
  return refused === undefined ? [] : [(refused as { readonly code: string }).code];
}

function valueOf({ reading }: Line): unknown {
  return (reading as { readonly Value?: unknown } | undefined)?.Value;
}

/** Octets resident; undefined where there is no /proc. */
async function memoryOf(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kib = /VmRSS:\s+(\d+)/.exec(status)?.[1];
  return kib === undefined ? undefined : Number(kib) * 1024;
}

async function countDeadLetters(folder: string): Promise<number> {
  const store = await openEmbeddedStore(folder);
  try {
    return (await store.deadLetters.list(10_000)).length;
  } finally {
    await store.close();
  }
}
