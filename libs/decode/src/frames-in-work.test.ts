import { InProcessBus, MemoryQueueStore, historicQueue, liveQueue } from '@dlms-telemetry/bus';
import { encodeFrames } from '@dlms-telemetry/frame';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Decode, type DecodeReceptor } from './decode.js';
import { InProcessFrameWorker } from './in-process-frame-worker.js';
import { HeldWorker } from './test-held-worker.js';
import { eventsTold, frameOf, interpretOctet, receptorOf } from './test-stage.js';
import { MemorySuspectMarks } from './test-suspect-marks.js';

describe('frames in work', () => {
  let bus: InProcessBus;
  let worker: HeldWorker;
  let stage: Decode | undefined;
  let settled: string[];

  beforeEach(async () => {
    bus = new InProcessBus({ store: new MemoryQueueStore() });
    await bus.start();
    worker = new HeldWorker(new InProcessFrameWorker(interpretOctet));
    settled = [];
  });
  afterEach(async () => {
    const stopping = stage?.stop();
    await worker.finishAll();
    await stopping;
    await bus.close();
  });

  const counterOf = (kind: string) => ({
    settled: (receptor: string, frames: number) => {
      settled.push(`${kind} ${receptor} ${frames}`);
    },
  });

  async function start(...receptors: DecodeReceptor[]): Promise<void> {
    stage = new Decode(
      {
        ...{ bus, worker, suspects: new MemorySuspectMarks(), events: eventsTold([]) },
        waiting: { live: counterOf('live'), historic: counterOf('historic') },
      },
      { receptors },
    );
    await stage.start();
    await turns();
  }

  async function publish(queue: string, receptor: string, ...counts: number[]): Promise<void> {
    for (const count of counts) {
      const frames = Array.from({ length: count }, (_, n) => frameOf(5, receptor, n));
      await bus.publish(queue, { body: encodeFrames(frames), count });
    }
  }

  const turns = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  };
  const inWork = (): number[] => worker.held.map(({ frames }) => frames);

  it('ProcessMaxDegreeOfParallelism: no more live frames of a receptor are in work, until others are settled', async () => {
    await publish(liveQueue('north'), 'north', 3, 2, 4, 1);
    await start(receptorOf('north', { mostLiveFrames: 6 }));
    expect(inWork()).toEqual([3, 2]);
    worker.held.shift()?.finish();
    await turns();
    expect(inWork()).toEqual([2, 4]);
    expect(settled).toEqual(['live north 3']);
    await worker.finishAll();
    expect(settled).toHaveLength(4);
  });

  it('ProcessMaxDegreeOfParallelism: an envelope of more frames passes alone', async () => {
    await publish(liveQueue('north'), 'north', 1, 5, 1);
    await start(receptorOf('north', { mostLiveFrames: 1 }));
    for (const frames of [1, 5, 1]) {
      expect(inWork()).toEqual([frames]);
      worker.held.shift()?.finish();
      await turns();
    }
    expect(settled).toEqual(['live north 1', 'live north 5', 'live north 1']);
  });

  it('ProcessMaxDegreeOfParallelism: what it holds back of one receptor holds up no other', async () => {
    await publish(liveQueue('north'), 'north', 1, 1, 1, 1, 1, 1);
    await publish(liveQueue('south'), 'south', 1);
    await start(receptorOf('north', { mostLiveFrames: 1 }), receptorOf('south'));
    expect(worker.held.map(({ receptor }) => receptor).toSorted()).toEqual(['north', 'south']);
  });

  it('BackgroundProcessMaxDegreeOfParallelism: no more frames of the backlog are in work, beside live ones', async () => {
    await publish(historicQueue('north'), 'north', 2, 3, 3);
    await publish(liveQueue('north'), 'north', 7);
    await start(receptorOf('north', { mostHistoricFrames: 5 }));
    expect(inWork().toSorted()).toEqual([2, 3, 7]);
    await worker.finishAll();
    expect(settled.toSorted()).toEqual([
      ...['historic north 2', 'historic north 3', 'historic north 3', 'live north 7'],
    ]);
  });

  it('are live ones first, and of the backlog once in a while', async () => {
    await publish(historicQueue('north'), 'north', ...Array.from({ length: 16 }, () => 2));
    await publish(liveQueue('north'), 'north', ...Array.from({ length: 16 }, () => 1));
    await start(receptorOf('north'));
    const order: number[] = [];
    while (order.length < 32) {
      const next = worker.held.shift();
      if (next === undefined) break;
      order.push(next.frames);
      next.finish();
      await turns();
    }
    // The first live ones went to work before any of the backlog was handed out.
    expect(order.slice(0, 16).filter((frames) => frames === 1).length).toBeGreaterThanOrEqual(13);
    expect(order.slice(0, 16)).toContain(2);
    expect(order).toHaveLength(32);
  });
});
