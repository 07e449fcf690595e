import { setImmediate as turn } from 'node:timers/promises';
import {
  FRAMES_DEAD,
  InProcessBus,
  MemoryQueueStore,
  RERUN_HEADER,
  historicQueue,
  liveQueue,
} from '@dlms-telemetry/bus';
import { decodeRefusedFrames, encodeFrames } from '@dlms-telemetry/frame';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Decode } from './decode.js';
import { InProcessFrameWorker } from './in-process-frame-worker.js';
import type { JudgedFrame, ReplayGuard } from './replay-guard.js';
import { eventsTold, frameOf, interpretOctet, receptorOf, type Told } from './test-stage.js';
import { MemorySuspectMarks } from './test-suspect-marks.js';

describe('a guard against repeats', () => {
  let store: MemoryQueueStore;
  let bus: InProcessBus;
  let told: Told[];
  let keys: string[];

  beforeEach(async () => {
    store = new MemoryQueueStore();
    bus = new InProcessBus({ store });
    await bus.start();
    told = [];
    keys = [];
    await bus.subscribe('#', (key) => {
      keys.push(key);
    });
  });
  afterEach(() => bus.close());

  async function startWith(replay: ReplayGuard, used: string[] = []): Promise<Decode> {
    const worker = new InProcessFrameWorker((frame) => {
      const interpretation = interpretOctet(frame);
      if (interpretation instanceof Promise || interpretation.type === 'refused')
        return interpretation;
      const key = frame.bytes[0] === 6 ? 'next' : 'active';
      return { ...interpretation, user: { userId: `user ${frame.bytes[0]}`, key } };
    });
    const stage = new Decode(
      {
        ...{ bus, worker, suspects: new MemorySuspectMarks(), events: eventsTold(told), replay },
        nextKeyUsed: (userId, { receivedAt }) => {
          used.push(`${userId} at ${receivedAt}`);
        },
      },
      { receptors: [receptorOf('north')] },
    );
    await stage.start();
    return stage;
  }

  it('judges what proved a counter, in the order of the queue, and refuses what it calls repeated', async () => {
    const judged: JudgedFrame[] = [];
    const used: string[] = [];
    const stage = await startWith(
      {
        judge: async (frames) => {
          judged.push(...frames);
          await turn();
          return frames.map(({ counter }) => (counter === 7 ? 'repeated' : 'accepted'));
        },
      },
      used,
    );
    const publish = (queue: string, octets: number[], headers = {}) =>
      bus.publish(queue, {
        body: encodeFrames(octets.map((octet) => frameOf(octet))),
        headers,
      });
    await publish(liveQueue('north'), [5, 0, 7, 6]);
    await publish(liveQueue('north'), [8], { [RERUN_HEADER]: 1 });
    await bus.idle();
    await publish(historicQueue('north'), [9]);
    await bus.idle();
    await stage.stop();
    expect(judged.map(({ counter, rerun, historic }) => [counter, rerun, historic])).toEqual([
      ...[5, 7, 6].map((counter) => [counter, false, false]),
      [8, true, false],
      [9, false, true],
    ]);
    const letters = await store.read(FRAMES_DEAD, 0, 10);
    const dead = letters.flatMap(({ body }) => decodeRefusedFrames(body));
    expect(dead.map(({ frame, refusal }) => [frame.id, refusal.code]).toSorted()).toEqual([
      [frameOf(0).id, 'apdu.empty'],
      [frameOf(7).id, 'security.counter-repeated'],
    ]);
    expect(keys).toEqual([5, 6, 8, 9].map((octet) => `gw.ENERGY:P|m${octet}`));
    expect(used).toEqual([`user 6 at ${frameOf(6).receivedAt}`]);
  });

  it('is asked again when it cannot tell; nothing is refused for that', async () => {
    let away = true;
    const stage = await startWith({
      judge: (frames) => {
        if (!away) return Promise.resolve(frames.map(() => 'accepted'));
        away = false;
        return Promise.reject(new Error('away'));
      },
    });
    await bus.publish(liveQueue('north'), { body: encodeFrames([frameOf(5)]) });
    await bus.idle();
    await stage.stop();
    expect(keys).toEqual(['gw.ENERGY:P|m5']);
    expect(told.filter(({ event }) => event === 'lookUpFailed')).toHaveLength(1);
  });
});
