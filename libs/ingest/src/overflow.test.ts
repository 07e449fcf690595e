import { type Bus, FRAMES_OVERFLOW } from '@dlms-telemetry/bus';
import { type Frame, decodeFrames } from '@dlms-telemetry/frame';
import { expect, test } from 'vitest';
import type { UntakenEnvelope } from './index.js';
import { Collected, NOTIFICATION, RECEPTOR, changed, setUp, wrapped } from './test-receptor.js';

function frames(count: number): Buffer {
  return Buffer.concat(Array.from({ length: count }, () => wrapped(NOTIFICATION)));
}

async function overflowOf(bus: Bus): Promise<Collected<Frame>> {
  const overflow = new Collected<Frame>();
  await bus.consume(FRAMES_OVERFLOW, { prefetch: 100 }, (delivery) => {
    overflow.items.push(...decodeFrames(delivery.body));
    delivery.ack();
  });
  return overflow;
}

/** A bus that takes nothing on the queues whose name has `part` in it. */
function without(part: () => string): (bus: Bus) => Bus {
  return (bus) =>
    changed(bus, {
      publish: (queue, message) =>
        queue.includes(part()) ? Promise.reject(new Error('away')) : bus.publish(queue, message),
    });
}

test('ProcessBoundedCapacity, MaxBoundedPacketMultiplier: so many frames wait, and what comes then goes to the overflow', async () => {
  const {
    bus,
    waiting,
    frames: live,
    counters,
    dial,
  } = await setUp({
    receptor: { processBoundedCapacity: 20, maxBoundedPacketMultiplier: 3 },
  });
  const overflow = await overflowOf(bus);
  const socket = await dial();
  socket.write(frames(100));
  await overflow.reaches(40);
  expect(live.items).toHaveLength(60);
  expect(waiting.waiting(RECEPTOR)).toBe(60);
  // There is room again: frames are live again, as many as it takes.
  waiting.settled(RECEPTOR, 10);
  socket.write(frames(20));
  await overflow.reaches(50);
  expect(live.items).toHaveLength(70);
  expect(counters.total('gateway_frames_overflowed_total')).toBe(50);
  const ids = [...live.items, ...overflow.items].map(({ id }) => id);
  expect(new Set(ids).size).toBe(120);
  socket.destroy();
});

test('under overload nine tenths of the capacity or more wait, in envelopes that are not ever smaller', async () => {
  const {
    bus,
    waiting,
    frames: live,
    dial,
  } = await setUp({
    receptor: { processBoundedCapacity: 100, maxBoundedPacketMultiplier: 1 },
  });
  const overflow = await overflowOf(bus);
  const socket = await dial();
  socket.write(frames(120));
  await overflow.reaches(20);
  // Room for fewer than a tenth is not worth an envelope, unless it is all that comes.
  waiting.settled(RECEPTOR, 9);
  socket.write(frames(50));
  await overflow.reaches(70);
  expect(live.items).toHaveLength(100);
  socket.write(frames(9));
  await live.reaches(109);
  expect(waiting.waiting(RECEPTOR)).toBe(100);
  socket.destroy();
});

test('what the bus does not take is stored under the same ids, with the cause, and is accepted', async () => {
  let away = 'frames.live';
  const stored: UntakenEnvelope[] = [];
  const {
    waiting,
    frames: live,
    counters,
    dial,
  } = await setUp({
    receptor: { processBoundedCapacity: 5, maxBoundedPacketMultiplier: 1 },
    options: { octetsInFlightPerSocket: 100 },
    bus: without(() => away),
    backlog: {
      add: (envelopes) => {
        stored.push(...envelopes);
        return Promise.resolve();
      },
    },
  });
  const socket = await dial();
  socket.write(frames(5));
  const total = (): number => stored.reduce((sum, { count }) => sum + count, 0);
  while (total() < 5) await new Promise(setImmediate);
  const [first] = stored.flatMap(({ envelope }) => decodeFrames(envelope));
  expect(stored[0]).toMatchObject({
    ...{ firstFrameId: first?.id, receptor: RECEPTOR, cause: 'broker' },
    receivedAt: first?.receivedAt,
  });
  // They do not wait in the live queue, which takes as many as before once it is back.
  away = 'frames.overflow';
  expect(waiting.waiting(RECEPTOR)).toBe(0);
  socket.write(frames(5));
  await live.reaches(5);
  socket.write(frames(1));
  while (total() < 6) await new Promise(setImmediate);
  expect(stored.at(-1)).toMatchObject({ cause: 'overload', count: 1 });
  expect(counters.total('gateway_frames_stored_total')).toBe(6);
  socket.destroy();
});

test('while neither bus nor backlog take anything sockets are not read, and afterwards nothing is missing', async () => {
  let away = 'frames';
  const {
    frames: live,
    counters,
    dial,
  } = await setUp({
    options: { octetsInFlightPerSocket: 1_000 },
    bus: without(() => away),
  });
  const socket = await dial();
  socket.write(frames(5_000));
  while (counters.total('gateway_reading_paused_total') === 0) await new Promise(setImmediate);
  expect(counters.total('gateway_publish_failed_total')).toBeGreaterThan(0);
  away = 'nothing';
  await live.reaches(5_000);
  expect(new Set(live.items.map(({ id }) => id)).size).toBe(5_000);
  socket.destroy();
});
