import {
  FRAMES_DEAD,
  FRAMES_POISON,
  FRAMES_RESOLVED,
  InProcessBus,
  MemoryQueueStore,
  READINGS_RECORD,
  RERUN_HEADER,
  liveQueue,
  type BusMessage,
} from '@dlms-telemetry/bus';
import {
  decodeFrames,
  decodeRefusedFrames,
  encodeFrames,
  refusalOf,
  uuidText,
  type Frame,
} from '@dlms-telemetry/frame';
import { readReadingRunBatch } from '@dlms-telemetry/reading';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Decode, type DecodeOptions, type DecodePorts } from './decode.js';
import { InProcessFrameWorker } from './in-process-frame-worker.js';
import { eventsTold, frameOf, interpretOctet, receptorOf, type Told } from './test-stage.js';
import { MemorySuspectMarks } from './test-suspect-marks.js';

describe('the decode stage', () => {
  let store: MemoryQueueStore;
  let bus: InProcessBus;
  let stage: Decode;
  let told: Told[];
  let readings: { key: string; message: BusMessage }[];

  const stageWith = (ports: Partial<DecodePorts> = {}, options: Partial<DecodeOptions> = {}) =>
    new Decode(
      {
        bus,
        worker: new InProcessFrameWorker(interpretOctet),
        suspects: new MemorySuspectMarks(),
        events: eventsTold(told),
        ...ports,
      },
      { receptors: [receptorOf('north'), receptorOf('south')], ...options },
    );

  beforeEach(async () => {
    store = new MemoryQueueStore();
    bus = new InProcessBus({ store });
    await bus.start();
    told = [];
    readings = [];
    await bus.subscribe('#', (key, message) => {
      readings.push({ key, message });
    });
    stage = stageWith();
  });
  afterEach(() => bus.close());

  const publish = (...frames: Frame[]): Promise<void> =>
    bus.publish(liveQueue(frames[0]?.receptor ?? ''), {
      body: encodeFrames(frames),
      count: frames.length,
    });
  const stored = (queue: string) => store.read(queue, 0, 100);

  it('publishes readings, a batch for the recorder and refusals, and only then acks', async () => {
    await publish(frameOf(5), frameOf(0), frameOf(2));
    await stage.start();
    await bus.idle();
    await stage.stop();
    await bus.close();

    expect(readings.map(({ key }) => key)).toEqual(['gw.ENERGY:P|m5', 'gw.ENERGY:P|m2']);
    const [first] = readings;
    expect(JSON.parse(new TextDecoder().decode(first?.message.body))).toMatchObject({
      Serial: 'm5',
      Value: 5,
    });
    expect(first?.message.headers).toEqual({
      'frame-id': frameOf(5).id,
      receptor: 'north',
      'group-name': 'g',
      'serial-source': 'user',
    });
    const [batch] = await stored(READINGS_RECORD);
    const runs = batch === undefined ? [] : readReadingRunBatch(batch.body);
    expect(runs.map(({ frameId }) => uuidText(frameId))).toEqual([frameOf(5).id, frameOf(2).id]);
    const [dead] = await stored(FRAMES_DEAD);
    expect(dead && decodeRefusedFrames(dead.body)).toEqual([
      { frame: frameOf(0), refusal: refusalOf('apdu.empty', 'no APDU', 8), systemTitle: 'AB' },
    ]);
    expect(await stored(liveQueue('north'))).toEqual([]);
  });

  it('makes a dead letter of a frame that meets a fault of ours, and goes on', async () => {
    await stage.start();
    await publish(frameOf(1), frameOf(7));
    await bus.idle();
    const [dead] = await stored(FRAMES_DEAD);
    const [letter] = dead ? decodeRefusedFrames(dead.body) : [];
    expect(letter?.refusal).toMatchObject({ code: 'process.internal', layer: 'process' });
    expect(readings).toHaveLength(1);
    expect(told).toContainEqual({
      event: 'interpretFailed',
      attributes: expect.objectContaining({ frameId: frameOf(1).id }) as unknown,
    });
    await stage.stop();
  });

  it('reads the queues of all its receptors and leaves others alone', async () => {
    await stage.start();
    await publish(frameOf(3, 'south'));
    await publish(frameOf(4, 'west'));
    await bus.idle();
    expect(readings.map(({ key }) => key)).toEqual(['gw.ENERGY:P|m3']);
    expect(await stored(liveQueue('west'))).toHaveLength(1);
    await stage.stop();
  });

  it('sets aside what is no envelope', async () => {
    await stage.start();
    await bus.publish(liveQueue('north'), { body: Uint8Array.of(9, 9) });
    await bus.idle();
    await stage.stop();
    await bus.close();
    expect((await stored(FRAMES_POISON)).map(({ body }) => [...body])).toEqual([[9, 9]]);
    expect(await stored(liveQueue('north'))).toEqual([]);
  });

  it('tries again when a publish fails, and leaves the envelope in its queue when told to end', async () => {
    const failing = new Proxy(bus, {
      get: (target, name: keyof InProcessBus) =>
        name === 'publishReading'
          ? () => Promise.reject(new Error('away'))
          : target[name].bind(target),
    });
    stage = stageWith({ bus: failing });
    await stage.start();
    await publish(frameOf(5));
    while (!told.some(({ event }) => event === 'publishFailed'))
      await new Promise((resolve) => setImmediate(resolve));
    const end = new AbortController();
    const stopping = stage.stop(end.signal);
    end.abort();
    await stopping;
    await bus.close();
    expect(await stored(liveQueue('north'))).toHaveLength(1);
  });

  it('tells of frames that gave readings when they were run again, and only of those', async () => {
    await stage.start();
    const again = { [RERUN_HEADER]: 1 };
    await bus.publish(liveQueue('north'), { body: encodeFrames([frameOf(5)]), headers: again });
    await bus.publish(liveQueue('north'), { body: encodeFrames([frameOf(0)]), headers: again });
    await publish(frameOf(6));
    await bus.idle();
    await stage.stop();
    const cured = await stored(FRAMES_RESOLVED);
    expect(cured.flatMap(({ body }) => decodeFrames(body))).toEqual([frameOf(5)]);
    expect(await stored(FRAMES_DEAD)).toHaveLength(1);
  });

  it('counts what was passed over in a frame, by its name', async () => {
    await publish(frameOf(7), frameOf(5));
    await stage.start();
    await bus.idle();
    await stage.stop();
    const used = told.filter(({ event }) => event === 'leniencyUsed');
    expect(used).toEqual([
      { event: 'leniencyUsed', attributes: { receptor: 'north', leniency: 'title-differs' } },
    ]);
  });

  it('leaves the recorder out when told to', async () => {
    stage = stageWith({}, { record: false });
    await stage.start();
    await publish(frameOf(5));
    await bus.idle();
    await stage.stop();
    expect(await stored(READINGS_RECORD)).toEqual([]);
    expect(readings).toHaveLength(1);
  });
});
