import { type Socket, connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Bus,
  FRAMES_DEAD,
  InMemoryWaitingFrames,
  InProcessBus,
  MemoryQueueStore,
  liveQueue,
} from '@dlms-telemetry/bus';
import { createFramer, fromHex } from '@dlms-telemetry/dlms';
import {
  type Frame,
  type RefusedFrame,
  decodeFrames,
  decodeRefusedFrames,
} from '@dlms-telemetry/frame';
import { Counters, createEvents, silentLog } from '@dlms-telemetry/observe';
import { afterEach } from 'vitest';
import {
  type BacklogWriter,
  Ingest,
  type IngestClock,
  type IngestOptions,
  type IngestReceptor,
  type Sources,
  ingestEvents,
} from './index.js';

export const NOTIFICATION = octets('0f40000000000101020309060100010700ff060000011802020f00161b');
export const RECEPTOR = 'Meters';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

export function octets(hex: string): Uint8Array {
  const bytes = fromHex(hex);
  if (bytes === undefined) throw new Error('not hex');
  return bytes;
}

export function wrapped(apdu: Uint8Array): Buffer {
  const header = Buffer.from([0, 1, 0, 1, 0, 16, apdu.length >> 8, apdu.length & 0xff]);
  return Buffer.concat([header, apdu]);
}

const systemClock: IngestClock = {
  now: () => Date.now(),
  setTimer: (ms: number, callback: () => void) => {
    const timer = setTimeout(callback, ms);
    return () => {
      clearTimeout(timer);
    };
  },
};

/** A clock that stands still until it is moved. */
export class ManualClock implements IngestClock {
  #now = 1_000_000;
  readonly #timers = new Set<{ readonly at: number; readonly callback: () => void }>();

  now(): number {
    return this.#now;
  }

  setTimer(ms: number, callback: () => void): () => void {
    const timer = { at: this.#now + ms, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Timers that wait now. */
  get waiting(): number {
    return this.#timers.size;
  }

  /** Lets time pass, and each timer call at its time. */
  pass(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const [next] = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#timers.delete(next);
      this.#now = next.at;
      next.callback();
    }
    this.#now = end;
  }
}

/** A PROXY header of version 2; `block` is hex. */
export function proxyV2(command: number, family: number, block: string): Buffer {
  const rest = Buffer.from(block, 'hex');
  const signature = Buffer.from('0d0a0d0a000d0a515549540a', 'hex');
  const facts = Buffer.from([command, family, rest.length >> 8, rest.length & 0xff]);
  return Buffer.concat([signature, facts, rest]);
}

/** Waits for something that another part brings about. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(2);
}

/** Resolves when the other side has closed. */
export function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.closed) resolve();
    socket.resume().once('close', () => {
      resolve();
    });
  });
}

/** A list that others wait for to grow. */
export class Collected<T> {
  readonly items: T[] = [];

  async reaches(count: number): Promise<T[]> {
    while (this.items.length < count) await sleep(2);
    return this.items;
  }
}

/** A bus with some of its ways changed. */
export function changed(bus: Bus, ways: Partial<Bus>): Bus {
  return {
    publish: (queue, message) => bus.publish(queue, message),
    publishReading: (key, message) => bus.publishReading(key, message),
    consume: (queue, options, handler) => bus.consume(queue, options, handler),
    subscribe: (pattern, handler) => bus.subscribe(pattern, handler),
    answer: (gatewayProcess, answer) => bus.answer(gatewayProcess, answer),
    answers: (gatewayProcess, handler) => bus.answers(gatewayProcess, handler),
    ...ways,
  };
}

export interface SetUp {
  readonly receptor?: Partial<IngestReceptor>;
  readonly clock?: IngestClock;
  readonly options?: Partial<IngestOptions>;
  /** Stands between the stage and the bus. */
  readonly bus?: (bus: Bus) => Bus;
  /** Left out: it takes nothing. */
  readonly backlog?: BacklogWriter;
  readonly sources?: Sources;
}

/** A stage with one receptor on a bus in memory, and what it hands on. */
export async function setUp({
  receptor = {},
  options = {},
  clock = systemClock,
  bus: around = (bus) => bus,
  backlog = { add: () => Promise.reject(new Error('away too')) },
  sources,
}: SetUp = {}) {
  const bus = new InProcessBus({ store: new MemoryQueueStore() });
  await bus.start();
  const frames = new Collected<Frame>();
  const refused = new Collected<RefusedFrame>();
  await bus.consume(liveQueue(RECEPTOR), { prefetch: 100 }, (delivery) => {
    frames.items.push(...decodeFrames(delivery.body));
    delivery.ack();
  });
  await bus.consume(FRAMES_DEAD, { prefetch: 100 }, (delivery) => {
    refused.items.push(...decodeRefusedFrames(delivery.body));
    delivery.ack();
  });
  const meters: IngestReceptor = {
    name: RECEPTOR,
    address: '127.0.0.1',
    port: 0,
    interfaceType: 'WRAPPER',
    dropDataLength: 4096,
    transports: ['Tcp'],
    pduQuietTimeMs: 20,
    processBoundedCapacity: 100_000,
    maxBoundedPacketMultiplier: 1,
    droppedClientDetection: [],
    droppedClientTimeoutSecs: 120,
    noDataTimeout: 5000,
    maxConnections: 0,
    maxConnectionsPerAddress: 0,
    proxyProtocolFrom: [],
    sharedAddresses: [],
    ...receptor,
  };
  const waiting = new InMemoryWaitingFrames();
  const counters = new Counters();
  const ingest = new Ingest(
    {
      bus: around(bus),
      backlog,
      waiting,
      clock,
      random: (count) => crypto.getRandomValues(new Uint8Array(count)),
      createFramer,
      ...(sources !== undefined && { sources }),
      events: createEvents('ingest', ingestEvents, { log: silentLog(), counters }),
    },
    {
      gatewayProcess: 'g1',
      receptors: [meters],
      ...options,
    },
  );
  const [listening] = await ingest.start();
  if (listening === undefined) throw new Error('nothing listens');
  const { port } = listening;
  stops.push(() => ingest.stop());
  const dial = (to = port): Promise<Socket> =>
    new Promise((resolve, reject) => {
      const socket = connect(to, '127.0.0.1', () => {
        resolve(socket);
      });
      socket.on('error', reject);
    });
  return { ingest, bus, waiting, frames, refused, counters, dial, port, meters };
}
