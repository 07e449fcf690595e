import { setImmediate as turn } from 'node:timers/promises';
import { InProcessBus, MemoryQueueStore, liveQueue } from '@dlms-telemetry/bus';
import { encodeFrames, type Frame } from '@dlms-telemetry/frame';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Decode } from './decode.js';
import { InProcessFrameWorker } from './in-process-frame-worker.js';
import { HeldWorker } from './test-held-worker.js';
import { eventsTold, frameOf, interpretOctet, receptorOf, type Told } from './test-stage.js';
import { MemorySuspectMarks } from './test-suspect-marks.js';

describe('the decode stage, when its options change', () => {
  let bus: InProcessBus;
  let worker: HeldWorker;
  let told: Told[];
  let readings: string[];
  let stage: Decode;

  beforeEach(async () => {
    bus = new InProcessBus({ store: new MemoryQueueStore() });
    await bus.start();
    worker = new HeldWorker(new InProcessFrameWorker(interpretOctet));
    told = [];
    readings = [];
    await bus.subscribe('#', (key) => {
      readings.push(key);
    });
    stage = new Decode(
      { bus, worker, suspects: new MemorySuspectMarks(), events: eventsTold(told) },
      { receptors: [receptorOf('north', { mostLiveFrames: 1 })] },
    );
    await stage.start();
  });
  afterEach(async () => {
    await worker.finishAll();
    await stage.stop();
    await bus.close();
  });

  const publish = (frame: Frame): Promise<void> =>
    bus.publish(liveQueue(frame.receptor), { body: encodeFrames([frame]), count: 1 });
  const turns = async (): Promise<void> => {
    for (let n = 0; n < 20; n++) await turn();
  };

  it('ProcessMaxDegreeOfParallelism: raised, more is in work at once, in the order of the queue', async () => {
    for (const octet of [3, 4, 5, 6]) await publish(frameOf(octet));
    await turns();
    expect(worker.held.map(({ octets }) => octets)).toEqual([[3]]);
    await stage.update([receptorOf('north', { mostLiveFrames: 3 })]);
    await turns();
    expect(worker.held.map(({ octets }) => octets)).toEqual([[3], [4], [5]]);
    await worker.finishAll();
    expect(readings.map((key) => key.split('|')[1])).toEqual(['m3', 'm4', 'm5', 'm6']);
  });

  it('Output, Debug: what is in work ends under those it began with, the next frame has the new ones', async () => {
    await publish(frameOf(3));
    await turns();
    await stage.update([receptorOf('north', { output: ['Frame'], groupName: '', debug: true })]);
    await publish(frameOf(4));
    await worker.finishAll();
    expect(readings).toEqual(['gw.ENERGY:P|m3', 'm4.FRAME:DlmsPushServer|north']);
    expect(told.map(({ attributes }) => attributes.step)).toContain('taken from its queue');
  });

  it('takes from the queue of a receptor that is new, and no more from that of one that has left', async () => {
    await publish(frameOf(3, 'south'));
    await publish(frameOf(4));
    await turns();
    const changed = stage.update([receptorOf('south')]);
    await worker.finishAll();
    await changed;
    expect(readings.map((key) => key.split('|')[1]).toSorted()).toEqual(['m3', 'm4']);
    await publish(frameOf(5));
    await worker.finishAll();
    expect(readings).toHaveLength(2);
    await stage.update([receptorOf('south'), receptorOf('north')]);
    await worker.finishAll();
    expect(readings).toHaveLength(3);
  });

  it('a receptor that comes while nothing is taken is taken from when all are', async () => {
    stage.pause();
    await publish(frameOf(3, 'south'));
    await stage.update([receptorOf('north'), receptorOf('south')]);
    await turns();
    expect(worker.held).toEqual([]);
    await stage.resume();
    await turns();
    await worker.finishAll();
    expect(readings.map((key) => key.split('|')[1])).toEqual(['m3']);
  });
});
