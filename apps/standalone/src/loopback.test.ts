import { InProcessBus, MemoryQueueStore, type Delivery } from '@dlms-telemetry/bus';
import type { Requests } from '@dlms-telemetry/control';
import { encodeFrames, refusalOf, uuidv7, type Frame } from '@dlms-telemetry/frame';
import type { Acceptance } from '@dlms-telemetry/ingest';
import { describe, expect, it } from 'vitest';
import { FrameWatch } from './frame-watch.js';
import { loopback } from './loopback.js';
import type { Output } from './output/output.js';

const REQUEST: Requests['loopback'] = {
  ...{ command: 'loopback', receptor: 'north', ip: '192.0.2.7', transport: 'tcp' },
  ...{ packets: ['00'], timeoutMs: 5_000 },
};
const NOTHING: Output = {
  listening: () => undefined,
  listeningEnded: () => undefined,
  reading: () => undefined,
  refused: () => undefined,
  close: () => Promise.resolve(),
};

function frameOf(n: number): Frame {
  return {
    id: uuidv7(Date.UTC(2026, 4, 6), new Uint8Array(10).fill(n)),
    receptor: 'north',
    gatewayProcess: 'g',
    connectionId: 'loopback-g-1',
    transport: 'tcp',
    remoteAddress: '192.0.2.7',
    remotePort: 0,
    localPort: 4059,
    receivedAt: Date.UTC(2026, 4, 6),
    interfaceType: 'WRAPPER',
    bytes: Uint8Array.of(n),
  };
}

/** A loopback of some frames; `run` plays what becomes of them. */
async function outcomeOf(
  accepted: readonly Acceptance[],
  run: (watch: FrameWatch, frames: readonly Frame[], endTime: () => void) => Promise<void> | void,
) {
  const frames = accepted.map((_, index) => frameOf(index + 1));
  const watch = new FrameWatch(NOTHING);
  let endTime = (): void => undefined;
  let timers = 0;
  const ports = {
    watch,
    ingest: {
      inject: () => ({
        connectionId: 'loopback-g-1',
        frames: frames.map((frame, index) => ({
          ...{ frame, refusal: undefined },
          accepted: Promise.resolve(accepted[index] ?? 'live'),
        })),
      }),
    },
    clock: {
      setTimer: (_: number, callback: () => void) => {
        endTime = callback;
        timers += 1;
        return () => (timers -= 1);
      },
    },
  };
  const answers: object[] = [];
  for await (const answer of loopback(REQUEST, ports, new AbortController().signal)) {
    answers.push(answer);
    if (answers.length === frames.length)
      await run(watch, frames, () => {
        endTime();
      });
  }
  expect(timers).toBe(0);
  return answers.slice(frames.length);
}

const READING = { body: new TextEncoder().encode('{"Value":5}') };

describe('a loopback', () => {
  it('tells the readings of a frame, and that it has ended once its envelope is acked', async () => {
    const answers = await outcomeOf(['live', 'live'], async (watch, frames) => {
      const [first, other] = frames;
      if (first === undefined || other === undefined) throw new Error('two frames');
      const bus = new InProcessBus({ store: new MemoryQueueStore() });
      await bus.start();
      await bus.publish('q', { body: encodeFrames([first]) });
      const { promise, resolve } = Promise.withResolvers<Delivery>();
      await watch.over(bus).consume('q', { prefetch: 1 }, resolve);
      const delivery = await promise;
      void watch.reading('key', { ...READING, headers: { 'frame-id': first.id } });
      void watch.reading('key', { ...READING, headers: { 'frame-id': 'another' } });
      delivery.ack();
      await bus.idle();
      await bus.close();
      void watch.refused({ frame: other, refusal: refusalOf('security.tag', 'wrong', 3) });
    });
    const [first, other] = [frameOf(1).id, frameOf(2).id];
    const refused = { code: 'security.tag', message: 'wrong', layer: 'security', offset: 3 };
    expect(answers).toEqual([
      { reading: { routingKey: 'key', reading: { Value: 5 }, frameId: first } },
      { ended: { frameId: first, end: 'readings', readings: 1 } },
      { refused: { ...refused, frameId: other } },
      { ended: { frameId: other, end: 'dead-letter', readings: 0 } },
      { done: { frames: 2, readings: 1, refused: 1, pending: 0 } },
    ]);
  });

  it('tells what went to the overflow or the backlog, and what is pending when its time is over', async () => {
    const answers = await outcomeOf(['overflow', 'backlog', 'live'], async (_, __, endTime) => {
      await Promise.resolve();
      endTime();
    });
    expect(answers).toMatchObject([
      { ended: { end: 'overflow' } },
      { ended: { end: 'backlog' } },
      { ended: { end: 'pending' } },
      { done: { frames: 3, readings: 0, refused: 0, pending: 3 } },
    ]);
  });
});
