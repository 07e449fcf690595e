import { InProcessBus, MemoryQueueStore, READINGS_RECORD, liveQueue } from '@dlms-telemetry/bus';
import { encodeFrames, uuidText } from '@dlms-telemetry/frame';
import { readReadingRunBatch } from '@dlms-telemetry/reading';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Decode } from './decode.js';
import { InProcessFrameWorker } from './in-process-frame-worker.js';
import { eventsTold, frameOf, interpretOctet, receptorOf, type Told } from './test-stage.js';
import { MemorySuspectMarks } from './test-suspect-marks.js';
import type { OutputOptions } from './outputs.js';

const ENVELOPE = [frameOf(5), frameOf(0), frameOf(6)];

describe('what a receptor publishes', () => {
  let store: MemoryQueueStore;
  let bus: InProcessBus;
  let published: { key: string; body: unknown; headers: unknown }[];
  let shown: string[];
  let told: Told[];

  beforeEach(async () => {
    store = new MemoryQueueStore();
    bus = new InProcessBus({ store });
    await bus.start();
    published = [];
    shown = [];
    told = [];
    await bus.subscribe('#', (key, { body, headers }) => {
      published.push({ key, body: JSON.parse(new TextDecoder().decode(body)), headers });
    });
  });
  afterEach(() => bus.close());

  async function decode(options: Partial<OutputOptions & { debug: boolean }>): Promise<void> {
    const worker = new InProcessFrameWorker(interpretOctet);
    const stage = new Decode(
      {
        ...{ bus, worker, suspects: new MemorySuspectMarks(), events: eventsTold(told) },
        shown: (_, { body }) => {
          shown.push((JSON.parse(new TextDecoder().decode(body)) as { Serial: string }).Serial);
        },
      },
      { receptors: [receptorOf('north', options)] },
    );
    await bus.publish(liveQueue('north'), { body: encodeFrames(ENVELOPE), count: 3 });
    await stage.start();
    await bus.idle();
    await stage.stop();
  }

  const keys = (): string[] => published.map(({ key }) => key);
  const [five, , six] = ENVELOPE;

  it('Output: Reading is a message for each reading', async () => {
    await decode({ output: ['Reading'] });
    expect(keys()).toEqual(['gw.ENERGY:P|m5', 'gw.ENERGY:P|m6']);
  });

  it('Output, GroupName: Frame is a message for each frame, with the GroupName in its key', async () => {
    await decode({ output: ['Frame'], groupName: 'Fleet' });
    expect(keys()).toEqual(['m5.FLEET:DlmsPushServer|north', 'm6.FLEET:DlmsPushServer|north']);
    expect(published[0]).toMatchObject({
      body: { frameId: five?.id, receptor: 'north', readings: [{ Serial: 'm5', Value: 5 }] },
      headers: { 'frame-id': five?.id, receptor: 'north' },
    });
    published = [];
    await decode({ output: ['Frame'], groupName: '', registerAsGateway: false, gatewayId: 'n-1' });
    expect(keys()).toEqual(['n-1.FRAME:DlmsPushServer|m5', 'n-1.FRAME:DlmsPushServer|m6']);
  });

  it('Output: Batch is a message for the frames of an envelope', async () => {
    await decode({ output: ['Batch'], groupName: '', serviceId: 'utility' });
    expect(keys()).toEqual(['utility.BATCH:DlmsPushServer|north']);
    expect(published[0]?.body).toMatchObject([
      { frameId: five?.id, receptor: 'north', readings: [{ Serial: 'm5' }] },
      { frameId: six?.id, receptor: 'north', readings: [{ Serial: 'm6' }] },
    ]);
    published = [];
    await decode({ output: ['Batch'], groupName: 'Fleet' });
    expect(keys()).toEqual(['dlms.FLEET:DlmsPushServer|north']);
  });

  it('Output: several at once; the recorder and who looks on get every reading whatever it is', async () => {
    await decode({ output: ['Reading', 'Frame', 'Batch'] });
    expect(published).toHaveLength(5);
    await decode({ output: ['Batch'] });
    expect(published).toHaveLength(6);
    expect(shown).toEqual(['m5', 'm6', 'm5', 'm6']);
    const recorded = await store.read(READINGS_RECORD, 0, 10);
    const frames = recorded.flatMap(({ body }) => readReadingRunBatch(body));
    expect(frames.map(({ frameId }) => uuidText(frameId))).toEqual([
      five?.id,
      six?.id,
      five?.id,
      six?.id,
    ]);
  });

  it('Debug: each step of each frame is told, and only where it is on', async () => {
    const steps = () =>
      told
        .filter(({ event }) => event === 'frameStep')
        .map(({ attributes: { frameId, step } }) => `${String(frameId)} ${String(step)}`);
    await decode({ debug: false });
    expect(steps()).toEqual([]);
    await decode({ debug: true });
    const of = (index: number): string[] => {
      const id = ENVELOPE[index]?.id ?? '';
      return steps()
        .filter((line) => line.startsWith(id))
        .map((line) => line.slice(id.length + 1));
    };
    expect(of(0)).toEqual(['taken from its queue', 'decoded', 'readings published']);
    expect(of(1)).toEqual(['taken from its queue', 'refused', 'kept as a dead letter']);
  });
});
