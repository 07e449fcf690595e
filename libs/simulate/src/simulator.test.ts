import { nodeCrypto } from '@dlms-telemetry/dlms-node';
import { beforeEach, describe, expect, it } from 'vitest';
import type { SimulateEvents } from './events.js';
import { simulatedFleet } from './fleet.js';
import { ManualClock, settled } from './manual-clock.js';
import type { CounterStore, MeterSocket } from './ports.js';
import { Simulator } from './simulator.js';
import type { SimulatorOptions } from './simulator.js';

const BEGIN = Date.UTC(2026, 0, 1);
const INTERVAL = 10_000;

class FakeSocket implements MeterSocket {
  readonly written: Uint8Array[] = [];
  closed = false;
  ended = false;
  /** What the next write does; done at once by default. */
  onWrite: () => Promise<void> = () => Promise.resolve();

  write(octets: Uint8Array): Promise<void> {
    this.written.push(octets);
    return this.onWrite();
  }

  end(): Promise<void> {
    this.ended = true;
    this.closed = true;
    return Promise.resolve();
  }

  destroy(): void {
    this.closed = true;
  }
}

class MemoryCounters implements CounterStore {
  readonly #next = new Map<string, number>();

  reserve(title: string, count: number): Promise<number> {
    const first = this.#next.get(title) ?? 0;
    this.#next.set(title, first + count);
    return Promise.resolve(first);
  }
}

let clock: ManualClock;
let sockets: FakeSocket[];
let told: { event: string; waitMs?: number; at: number }[];
let refuseConnections: boolean;

beforeEach(() => {
  clock = new ManualClock(BEGIN);
  sockets = [];
  told = [];
  refuseConnections = false;
});

const events = new Proxy({} as SimulateEvents, {
  get: (_, event: string) => (attributes: { waitMs?: number }) => {
    told.push({ event, ...attributes, at: clock.now() - BEGIN });
  },
});

const toldOf = (event: string) => told.filter((entry) => entry.event === event);

function simulatorOf(options: Partial<SimulatorOptions> = {}): Simulator {
  const fleet = simulatedFleet({ meters: 4, plain: [2] });
  return new Simulator(
    {
      crypto: nodeCrypto,
      clock,
      counters: new MemoryCounters(),
      connect: () => {
        if (refuseConnections) return Promise.reject(new Error('nobody there'));
        const socket = new FakeSocket();
        sockets.push(socket);
        return Promise.resolve(socket);
      },
      events,
    },
    { fleet, host: 'receptor', port: 4059, intervalMs: INTERVAL, jitter: 0, ...options },
  );
}

describe('the simulator', () => {
  it('spreads its meters evenly over the interval and pushes each once in it', async () => {
    await simulatorOf().start();
    await clock.advance(3 * INTERVAL - 1);
    expect(toldOf('pushed').map(({ at }) => at)).toEqual(
      Array.from({ length: 12 }, (_, i) => (i * INTERVAL) / 4),
    );
  });

  it('strays by its jitter without drifting', async () => {
    await simulatorOf({ fleet: simulatedFleet({ meters: 1 }), jitter: 0.1 }).start();
    await clock.advance(3 * INTERVAL);
    const strays = toldOf('pushed').map(({ at }, i) => at - i * INTERVAL);
    expect(strays).toHaveLength(3);
    expect(new Set(strays).size).toBe(3);
    for (const stray of strays) {
      expect(stray).toBeGreaterThanOrEqual(0);
      expect(stray).toBeLessThan(1000);
    }
  });

  it('keeps one connection a meter open', async () => {
    await simulatorOf().start();
    await clock.advance(3 * INTERVAL - 1);
    expect(sockets.map(({ written }) => written.length)).toEqual([3, 3, 3, 3]);
  });

  it('opens one a push when told so', async () => {
    await simulatorOf({ connection: 'per-push' }).start();
    await clock.advance(2 * INTERVAL - 1);
    expect(sockets).toHaveLength(8);
    expect(sockets.every(({ ended }) => ended)).toBe(true);
  });

  it('comes back with growing waits when nobody listens, and pushes then', async () => {
    refuseConnections = true;
    await simulatorOf({ fleet: simulatedFleet({ meters: 1 }), intervalMs: 3_600_000 }).start();
    await clock.advance(20_000);
    const waits = toldOf('pushFailed').map(({ waitMs = 0 }) => waitMs);
    expect(waits.length).toBeGreaterThanOrEqual(5);
    for (const [i, wait] of waits.entries()) {
      expect(wait).toBeGreaterThanOrEqual(500 * 2 ** i);
      expect(wait).toBeLessThanOrEqual(1000 * 2 ** i);
    }
    refuseConnections = false;
    await clock.advance(20_000);
    expect(toldOf('pushed')).toHaveLength(1);
  });

  it('skips a push while the one before is under way, instead of piling them up', async () => {
    refuseConnections = true;
    await simulatorOf({ fleet: simulatedFleet({ meters: 1 }) }).start();
    await clock.advance(3 * INTERVAL);
    expect(toldOf('pushSkipped')).toHaveLength(3);
    refuseConnections = false;
    await clock.advance(2 * INTERVAL);
    expect(sockets[0]?.written.length).toBeLessThanOrEqual(3);
  });

  it('writes a push anew after half a write, so that no counter is sent twice', async () => {
    await simulatorOf({ fleet: simulatedFleet({ meters: 1 }) }).start();
    await clock.advance(INTERVAL - 1);
    const [first] = sockets;
    if (first) first.onWrite = () => Promise.reject(new Error('broken off'));
    await clock.advance(2000);
    const [, half] = first?.written ?? [];
    expect(sockets).toHaveLength(2);
    expect(sockets[1]?.written[0]).not.toEqual(half);
    expect(toldOf('pushed')).toHaveLength(2);
  });

  it('connects again when the receptor has closed in between', async () => {
    await simulatorOf({ fleet: simulatedFleet({ meters: 1 }) }).start();
    await clock.advance(INTERVAL - 1);
    if (sockets[0]) sockets[0].closed = true;
    await clock.advance(INTERVAL);
    expect(sockets.map(({ written }) => written.length)).toEqual([1, 1]);
    expect(toldOf('pushFailed')).toEqual([]);
  });

  it('ends every connection when it stops, and pushes nothing after', async () => {
    const simulator = simulatorOf();
    await simulator.start();
    await clock.advance(INTERVAL - 1);
    await simulator.stop();
    expect(sockets.every(({ ended }) => ended)).toBe(true);
    expect(clock.timers).toBe(0);
    await clock.advance(10 * INTERVAL);
    expect(toldOf('pushed')).toHaveLength(4);
  });

  it('stops within its time when a receptor takes nothing more', async () => {
    const simulator = simulatorOf({ fleet: simulatedFleet({ meters: 1 }) });
    await simulator.start();
    await clock.advance(1);
    const [socket] = sockets;
    if (socket) socket.onWrite = () => new Promise(() => undefined);
    await clock.advance(INTERVAL);
    const stopped = simulator.stop();
    await settled();
    expect(socket?.closed).toBe(false);
    await clock.advance(5000);
    await stopped;
    expect(socket?.closed).toBe(true);
  });

  it.each([
    { intervalMs: 1 },
    { jitter: 0.6 },
    { port: 0 },
    { counterBlock: 0 },
    { intervalMs: Number.NaN },
  ])('refuses %j', (options) => {
    expect(() => simulatorOf(options)).toThrow(
      expect.objectContaining({ code: 'simulate.options' }),
    );
  });
});
