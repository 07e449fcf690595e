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
  uuidv7,
  type Frame,
} from '@dlms-telemetry/frame';
import { readReadingBatch } from '@dlms-telemetry/reading';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Decode } from './decode.js';
import type { DecodeEvents } from './events.js';
import type { Interpret } from './interpretation.js';

const NOW = Date.UTC(2026, 4, 6);

function frameOf(octet: number, receptor = 'north'): Frame {
  return {
    id: uuidv7(NOW, new Uint8Array(10).fill(octet)),
    receptor,
    gatewayProcess: 'test',
    connectionId: 'c',
    transport: 'tcp',
    remoteAddress: '192.0.2.7',
    remotePort: 40_000,
    localPort: 4059,
    receivedAt: NOW,
    interfaceType: 'WRAPPER',
    bytes: Uint8Array.of(octet),
  };
}

/** One reading a frame; octet 0 is refused, octet 1 meets a fault of ours, octet 2 must wait for a look-up. */
const interpret: Interpret = (frame) => {
  const [octet = 0] = frame.bytes;
  if (octet === 0)
    return { type: 'refused', refusal: refusalOf('apdu.empty', 'no APDU', 8), systemTitle: 'AB' };
  if (octet === 1) throw new TypeError('a fault');
  const interpretation = {
    type: 'readings',
    readings: {
      frameId: frame.id,
      receptor: frame.receptor,
      groupName: 'g',
      serialSource: 'user',
      leniencies: octet === 7 ? ['title-differs'] : [],
      readings: [
        {
          routingKey: `gw.ENERGY:P|m${octet}`,
          reading: {
            Id: `${frame.id}-0`,
            Serial: `m${octet}`,
            Measure: 'ENERGY',
            Unit: 'Wh',
            Direction: 'Import',
            Value: octet,
            Date: '2026-05-06T00:00:00.000Z',
            ReceivedAt: '2026-05-06T00:00:00.000Z',
            Source: 'push',
          },
        },
      ],
    },
  } as const;
  return octet === 2 ? Promise.resolve(interpretation) : interpretation;
};

describe('the decode stage', () => {
  let store: MemoryQueueStore;
  let bus: InProcessBus;
  let stage: Decode;
  let told: { event: string; attributes: Record<string, unknown> }[];
  let readings: { key: string; message: BusMessage }[];

  const events = new Proxy({} as DecodeEvents, {
    get: (_, event: string) => (attributes: Record<string, unknown>) => {
      told.push({ event, attributes });
    },
  });

  beforeEach(async () => {
    store = new MemoryQueueStore();
    bus = new InProcessBus({ store });
    await bus.start();
    told = [];
    readings = [];
    await bus.subscribe('#', (key, message) => {
      readings.push({ key, message });
    });
    stage = new Decode({ bus, interpret, events }, { receptors: ['north', 'south'] });
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
    const text = new TextDecoder().decode(batch?.body);
    expect(readReadingBatch(text).map(({ frameId }) => frameId)).toEqual([
      frameOf(5).id,
      frameOf(2).id,
    ]);
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
    stage = new Decode({ bus: failing, interpret, events }, { receptors: ['north'] });
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
    stage = new Decode({ bus, interpret, events }, { receptors: ['north'] });
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
    stage = new Decode({ bus, interpret, events }, { receptors: ['north'], record: false });
    await stage.start();
    await publish(frameOf(5));
    await bus.idle();
    await stage.stop();
    expect(await stored(READINGS_RECORD)).toEqual([]);
    expect(readings).toHaveLength(1);
  });
});
