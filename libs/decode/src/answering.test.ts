import {
  InProcessBus,
  MemoryQueueStore,
  RERUN_HEADER,
  historicQueue,
  liveQueue,
  type Answer,
} from '@dlms-telemetry/bus';
import { encodeFrames, type Frame } from '@dlms-telemetry/frame';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Decode, type DecodePorts } from './decode.js';
import { WorkerLost } from './frame-worker.js';
import { InProcessFrameWorker } from './in-process-frame-worker.js';
import type { AnswerWanted, Interpret, MakeAnswer } from './interpretation.js';
import { eventsTold, frameOf, interpretOctet, receptorOf, type Told } from './test-stage.js';
import { MemorySuspectMarks } from './test-suspect-marks.js';

const SCOPE = 'a'.repeat(32);
const FIRST = 5_000;
const ANSWERS: ReadonlyMap<number, AnswerWanted> = new Map<number, AnswerWanted>([
  [0, { type: 'wanted', scope: SCOPE }], // refused all the same
  [20, { type: 'wanted', scope: SCOPE }],
  [21, { type: 'wanted', scope: null }],
  [22, { type: 'impossible', reason: 'no-title' }],
  [23, { type: 'wanted', scope: SCOPE }], // no way back
]);

const interpret: Interpret = async (frame) => {
  const interpretation = await interpretOctet(frame);
  const answer = ANSWERS.get(frame.bytes[0] ?? 0);
  return answer === undefined ? interpretation : { ...interpretation, answer };
};

/** Says which frame it answers, and under which counter. */
const makeAnswer: MakeAnswer = ({ bytes: [octet = 0] }, { invocationCounter }) =>
  octet === 23
    ? { type: 'none', reason: 'link-layer' }
    : { type: 'answer', octets: Uint8Array.of(octet, invocationCounter - FIRST) };

describe('answers to protected notifications', () => {
  let bus: InProcessBus;
  let told: Told[];
  let answers: Answer[];
  let counter: number;
  let stage: Decode;

  const start = async (ports: Partial<DecodePorts> = {}): Promise<void> => {
    stage = new Decode(
      {
        bus,
        worker: new InProcessFrameWorker(interpret, makeAnswer),
        suspects: new MemorySuspectMarks(),
        events: eventsTold(told),
        ownCounters: {
          reserve: (_, size) => Promise.resolve((counter += size) - size),
        },
        ...ports,
      },
      { receptors: [receptorOf('north')] },
    );
    await stage.start();
  };
  const settled = async (): Promise<void> => {
    await bus.idle();
    await stage.stop();
  };
  const dropped = (): unknown[] =>
    told
      .filter(({ event }) => event === 'answerDropped')
      .map(({ attributes: { reason } }) => reason);
  const publish = (...frames: readonly Frame[]): Promise<void> =>
    bus.publish(liveQueue('north'), { body: encodeFrames(frames), count: frames.length });

  beforeEach(async () => {
    bus = new InProcessBus({ store: new MemoryQueueStore() });
    await bus.start();
    told = [];
    answers = [];
    counter = FIRST;
    await bus.answers('test', (answer) => answers.push(answer));
  });
  afterEach(() => bus.close());

  it('go to the gateway process and connection of the frame, each under a counter of its own', async () => {
    await start();
    const frame = frameOf(20);
    await publish(frame, frameOf(5), frameOf(20, 'north', 1), frameOf(0));
    await settled();
    expect(answers.map(({ octets }) => [...octets])).toEqual([
      [20, 0],
      [20, 1],
      [0, 2],
    ]);
    const { receptor, connectionId, transport, remoteAddress, remotePort } = frame;
    expect(answers[0]).toMatchObject({
      ...{ frameId: frame.id, receptor, connectionId, transport, remoteAddress, remotePort },
    });
    expect(told.filter(({ event }) => event === 'answerSent')).toHaveLength(3);
  });

  it('take no counter where their protection needs none', async () => {
    await start({ ownCounters: { reserve: () => Promise.reject(new Error('not to be asked')) } });
    await publish(frameOf(21));
    await settled();
    expect(answers).toHaveLength(1);
  });

  it('are made for live frames alone: those of the backlog and those run again are too late', async () => {
    await start();
    const body = encodeFrames([frameOf(20)]);
    await bus.publish(historicQueue('north'), { body });
    await bus.publish(liveQueue('north'), { body, headers: { [RERUN_HEADER]: 1 } });
    await settled();
    expect(answers).toEqual([]);
    expect(dropped()).toEqual([]);
    expect(counter).toBe(FIRST);
  });

  it('are not made for frames that bring a counter once more', async () => {
    await start({ replay: { judge: (frames) => Promise.resolve(frames.map(() => 'repeated')) } });
    await publish(frameOf(20));
    await settled();
    expect(answers).toEqual([]);
  });

  it('need a title of ours: that it is not set is told once, and each is counted', async () => {
    await start();
    await publish(frameOf(22), frameOf(22, 'north', 1));
    await settled();
    expect(dropped()).toEqual(['no-title', 'no-title']);
    expect(told.filter(({ event }) => event === 'answersLackTitle')).toHaveLength(1);
  });

  it('hold up no frame: what goes wrong with them is counted by its reason', async () => {
    await start();
    await publish(frameOf(23), { ...frameOf(20), gatewayProcess: 'gone' });
    await settled();
    expect(dropped().toSorted()).toEqual(['gateway-gone', 'link-layer']);
    await start({ ownCounters: { reserve: () => Promise.reject(new Error('away')) } });
    await publish(frameOf(20));
    await settled();
    await start({ ownCounters: { reserve: () => Promise.resolve(null) } });
    await publish(frameOf(20));
    await settled();
    const worker = new InProcessFrameWorker(interpret);
    await start({
      worker: {
        decode: (batch) => worker.decode(batch),
        answer: () => Promise.reject(new WorkerLost('died')),
      },
    });
    await publish(frameOf(20));
    await settled();
    expect(dropped().slice(2)).toEqual(['counters-away', 'no-counter', 'worker-lost']);
    expect(told.filter(({ event }) => event === 'framesDecoded')).toHaveLength(4);
  });

  it('wait in no greater number than a bound, and not for longer than a stop may take', async () => {
    await start({ ownCounters: { reserve: () => new Promise(() => undefined) } });
    const frames = Array.from({ length: 1_003 }, (_, number) => frameOf(20, 'north', number));
    for (let at = 0; at < frames.length; at += 100) await publish(...frames.slice(at, at + 100));
    await bus.idle();
    const stopping = stage.stop(AbortSignal.abort());
    await stopping;
    expect(dropped()).toEqual(['too-many', 'too-many', 'too-many']);
  });
});
