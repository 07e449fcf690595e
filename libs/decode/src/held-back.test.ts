import { InProcessBus, MemoryQueueStore, liveQueue } from '@dlms-telemetry/bus';
import { encodeFrames } from '@dlms-telemetry/frame';
import { expect, it } from 'vitest';
import { Decode } from './decode.js';
import { InProcessFrameWorker } from './in-process-frame-worker.js';
import { eventsTold, frameOf, interpretOctet, receptorOf, type Told } from './test-stage.js';
import { MemorySuspectMarks } from './test-suspect-marks.js';

it('an envelope that fails for a reason of ours is told of, waits, and comes again', async () => {
  const bus = new InProcessBus({ store: new MemoryQueueStore() });
  await bus.start();
  const whole = new InProcessFrameWorker(interpretOctet);
  let failures = 3;
  const worker = {
    decode: (batch: Parameters<typeof whole.decode>[0]) =>
      failures-- > 0 ? Promise.reject(new TypeError('a fault')) : whole.decode(batch),
    answer: (...question: Parameters<typeof whole.answer>) => whole.answer(...question),
  };
  const told: Told[] = [];
  const pauses: number[] = [];
  const stage = new Decode(
    {
      ...{ bus, worker, suspects: new MemorySuspectMarks(), events: eventsTold(told) },
      pause: (ms) => {
        pauses.push(ms);
        return Promise.resolve();
      },
    },
    { receptors: [receptorOf('north')] },
  );
  await stage.start();
  const read: string[] = [];
  await bus.subscribe('#', (_, { headers }) => {
    read.push(String(headers?.['frame-id']));
  });
  const frame = frameOf(5, 'north', 1);
  await bus.publish(liveQueue('north'), { body: encodeFrames([frame]) });
  await bus.idle();
  await stage.stop();
  await bus.close();
  expect(pauses).toHaveLength(3);
  expect(told.filter(({ event }) => event === 'envelopeHeldBack')).toHaveLength(3);
  expect(read).toEqual([frame.id]);
});
