import { setImmediate as turn } from 'node:timers/promises';
import { FRAMES_DEAD, InProcessBus, MemoryQueueStore, liveQueue } from '@dlms-telemetry/bus';
import { decodeFrames, decodeRefusedFrames, encodeFrames } from '@dlms-telemetry/frame';
import { expect, it } from 'vitest';
import { Decode } from './decode.js';
import { WorkerLost, type FrameWorker } from './frame-worker.js';
import { InProcessFrameWorker } from './in-process-frame-worker.js';
import { eventsTold, frameOf, interpretOctet, receptorOf } from './test-stage.js';
import { MemorySuspectMarks } from './test-suspect-marks.js';

const KILLS = 100;

/** What outlives a process, and what came of its lives. */
class World {
  readonly store = new MemoryQueueStore();
  readonly suspects = new MemorySuspectMarks();
  readonly read: string[] = [];
  deaths = 0;
  /** Frames that came before and were in work at a death. */
  left: string[] = [];

  /** One life: until all is settled, or until a frame kills the process, which then does nothing any more. */
  async live(): Promise<boolean> {
    const bus = new InProcessBus({ store: this.store });
    await bus.start();
    const life = { dead: false, settled: false };
    const inPlace = new InProcessFrameWorker(interpretOctet);
    const worker: FrameWorker = {
      left: this.left.splice(0),
      answer: (request) => inPlace.answer(request),
      decode: async (batch) => {
        // Frames before the one that kills are decoded for nothing.
        const killing = decodeFrames(batch.body).find(({ bytes }) => bytes[0] === KILLS);
        if (killing !== undefined && !life.dead) {
          life.dead = true;
          this.deaths++;
          if (batch.cameBefore) this.left.push(killing.id);
        }
        return life.dead ? await new Promise(() => undefined) : await inPlace.decode(batch);
      },
    };
    await bus.subscribe('#', (_, { headers }) => {
      this.read.push(String(headers?.['frame-id']));
    });
    const { suspects } = this;
    const stage = new Decode(
      { bus, worker, suspects, events: eventsTold([]) },
      { receptors: [receptorOf('north')] },
    );
    await stage.start();
    void bus.idle().then(() => (life.settled = true));
    // What a dead process would still do in these turns, such as writing an ack, it may have done before its death.
    for (let turns = 0; turns < 500 && !life.settled && !life.dead; turns++) await turn();
    if (life.dead) for (let turns = 0; turns < 20; turns++) await turn();
    else await stage.stop();
    await bus.close();
    return !life.dead;
  }
}

it('a frame that kills the process is refused after three deaths that were seen to be its own, and no other frame is', async () => {
  const world = new World();
  const envelopes = [
    [frameOf(5, 'north', 1), frameOf(6, 'north', 2)],
    [frameOf(5, 'north', 3), frameOf(KILLS, 'north', 4), frameOf(6, 'north', 5)],
    [frameOf(6, 'north', 6)],
  ];
  const before = new InProcessBus({ store: world.store });
  await before.start();
  for (const frames of envelopes)
    await before.publish(liveQueue('north'), {
      body: encodeFrames(frames),
      count: frames.length,
    });
  await before.close();

  while (!(await world.live())) expect(world.deaths).toBeLessThan(10);
  const letters = await world.store.read(FRAMES_DEAD, 0, 10);
  const dead = letters.flatMap(({ body }) => decodeRefusedFrames(body));
  expect(dead.map(({ frame, refusal }) => [frame.bytes[0], refusal.code])).toEqual([
    [KILLS, 'process.poison'],
  ]);
  const innocent = envelopes.flat().filter(({ bytes }) => bytes[0] !== KILLS);
  expect(new Set(world.read)).toEqual(new Set(innocent.map(({ id }) => id)));
  // Stored before the first life, so that each of them could tell.
  expect(world.deaths).toBe(3);
  expect(world.suspects.marks.size).toBe(0);
});

it('a stop in the midst of work leaves no mark, and condemns nobody, however often', async () => {
  const world = new World();
  const frames = [frameOf(5), frameOf(6)];
  for (let restart = 0; restart < 5; restart++) {
    const bus = new InProcessBus({ store: world.store });
    await bus.start();
    if (restart === 0) await bus.publish(liveQueue('north'), { body: encodeFrames(frames) });
    const { promise, reject } = Promise.withResolvers<never>();
    const { suspects } = world;
    const stage = new Decode(
      {
        bus,
        worker: { decode: () => promise, answer: () => promise },
        suspects,
        events: eventsTold([]),
      },
      { receptors: [receptorOf('north')] },
    );
    await stage.start();
    await turn();
    const stopping = stage.stop(AbortSignal.abort());
    reject(new WorkerLost('stopped'));
    await stopping;
    await bus.close();
    expect(suspects.marks.size).toBe(0);
  }
  expect(await world.live()).toBe(true);
  expect(world.read).toEqual(frames.map(({ id }) => id));
  expect(await world.store.read(FRAMES_DEAD, 0, 10)).toEqual([]);
});
