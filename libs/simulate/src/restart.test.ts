import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFramer, isCiphered, readProtection } from '@dlms-telemetry/dlms';
import { nodeCrypto } from '@dlms-telemetry/dlms-node';
import { Counters, createEvents, silentLog } from '@dlms-telemetry/observe';
import { expect, it } from 'vitest';
import { CounterFile } from './counter-file.js';
import { simulateEvents } from './events.js';
import { simulatedFleet } from './fleet.js';
import { ManualClock } from './manual-clock.js';
import { Simulator } from './simulator.js';
import { tcpConnect } from './tcp-connect.js';

const INTERVAL = 1000;

it('a fleet never sends an invocation counter again, started anew on the same file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'restart-'));
  const counters: number[] = [];
  const server = createServer((socket) => {
    const framer = createFramer('WRAPPER', { maxApduLength: 4096 });
    socket.on('data', (chunk) => {
      framer.receive(chunk, 0);
      for (let event = framer.nextEvent(); event !== undefined; event = framer.nextEvent())
        if (event.type === 'apdu') {
          const apdu = readProtection(event.apdu);
          if (!isCiphered(apdu)) throw new Error('a push that is not ciphered');
          counters.push(apdu.content.invocationCounter);
        }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const clock = new ManualClock(Date.UTC(2026, 0, 1));
  for (let start = 0; start < 3; start++) {
    const simulator = new Simulator(
      {
        crypto: nodeCrypto,
        clock,
        connect: tcpConnect(),
        counters: new CounterFile(join(folder, 'counters.json')),
        events: createEvents('simulator', simulateEvents, {
          log: silentLog(),
          counters: new Counters(),
        }),
      },
      {
        ...{ fleet: simulatedFleet({ meters: 1 }), host: '127.0.0.1', port, jitter: 0 },
        ...{ intervalMs: INTERVAL, counterBlock: 2 },
      },
    );
    await simulator.start();
    const wanted = counters.length + 3;
    // The clock runs ahead of the sockets: pushes that are due while one is under way are skipped.
    while (counters.length < wanted) await clock.advance(INTERVAL);
    await simulator.stop();
  }
  server.close();
  await rm(folder, { recursive: true });
  expect(counters.length).toBeGreaterThanOrEqual(9);
  expect(counters).toEqual(counters.toSorted((a, b) => a - b));
  expect(new Set(counters).size).toBe(counters.length);
});
