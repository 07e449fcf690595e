import {
  FRAMES_DEAD,
  InProcessBus,
  MemoryQueueStore,
  liveQueue,
  type BusMessage,
} from '@dlms-telemetry/bus';
import { decodeRefusedFrames, encodeFrames, type Frame } from '@dlms-telemetry/frame';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Decode } from './decode.js';
import { WorkerLost } from './frame-worker.js';
import { eventsTold, frameOf, receptorOf, type Told } from './test-stage.js';
import { MemorySuspectMarks } from './test-suspect-marks.js';
import { DecodingThread, type DecodingThreadOptions } from './thread/decoding-thread.js';

const SPINS = 100;
const EXITS = 101;
const WANTS_ALL_MEMORY = 102;
const THROWS_LATER = 103;
const NOTHING = 255;
const UNHURRIED = { wholeFrames: false, abortAfterMs: 120_000, cameBefore: false };

/** A thread runs what is built. */
const FILE = new URL('../dist/test-thread.js', import.meta.url);

const clock = {
  now: () => performance.now(),
  setTimer: (ms: number, callback: () => void) => {
    const timer = setTimeout(callback, ms);
    return () => {
      clearTimeout(timer);
    };
  },
};

describe('a thread that decodes', () => {
  let bus: InProcessBus;
  let store: MemoryQueueStore;
  let suspects: MemorySuspectMarks;
  let told: Told[];
  let ends: string[];
  let readings: unknown[];
  let worker: DecodingThread | undefined;

  beforeEach(async () => {
    store = new MemoryQueueStore();
    bus = new InProcessBus({ store });
    await bus.start();
    suspects = new MemorySuspectMarks();
    told = [];
    ends = [];
    readings = [];
    await bus.subscribe('#', (_, { headers }: BusMessage) => {
      readings.push(headers?.['frame-id']);
    });
  });
  afterEach(async () => {
    await worker?.stop();
    await bus.close();
  });

  async function startThread(
    options: Partial<DecodingThreadOptions> = {},
  ): Promise<DecodingThread> {
    const ended = (end: string): void => {
      ends.push(end);
    };
    worker = await DecodingThread.start(
      { clock, ended },
      // Not those of the test's process, which runs from source.
      { file: FILE, data: () => NOTHING, execArgv: [], ...options },
    );
    return worker;
  }

  /** Envelopes of frames that are numbered through; what comes of them is told when all is settled. */
  async function settle(
    abortAfterMs: number,
    envelopes: readonly (readonly number[])[],
    options: Partial<DecodingThreadOptions> = {},
  ) {
    const stage = new Decode(
      { bus, worker: await startThread(options), suspects, events: eventsTold(told) },
      { receptors: [receptorOf('north', { abortAfterMs })] },
    );
    let number = 0;
    const frames: Frame[] = [];
    for (const octets of envelopes) {
      const envelope = octets.map((octet) => frameOf(octet, 'north', number++));
      frames.push(...envelope);
      await bus.publish(liveQueue('north'), {
        body: encodeFrames(envelope),
        count: envelope.length,
      });
    }
    await stage.start();
    await bus.idle();
    await stage.stop();
    await bus.close();
    const letters = await store.read(FRAMES_DEAD, 0, 100);
    const dead = letters.flatMap(({ body }) => decodeRefusedFrames(body));
    return { frames, dead: dead.map(({ frame, refusal }) => [frame.id, refusal.code]) };
  }

  const idsOf = (frames: readonly Frame[], ...without: number[]): string[] =>
    frames.filter(({ bytes: [octet = 0] }) => !without.includes(octet)).map(({ id }) => id);

  it('gives what decoding in place gives: readings, refusals and faults of ours', async () => {
    const { frames, dead } = await settle(120_000, [
      [5, 0, 2],
      [1, 7],
    ]);
    expect(readings).toEqual(idsOf(frames, 0, 1));
    expect(dead.map(([, code]) => code)).toEqual(['apdu.empty', 'process.internal']);
    expect(suspects.calls).toBe(0);
    const [fault] = told.filter(({ event }) => event === 'interpretFailed');
    expect(fault?.attributes.error).toMatchObject({ message: 'a fault' });
  });

  it('PacketProcessAbortTimeoutMs: a frame that does not come to an end is given up alone, and all others give readings once', async () => {
    const { frames, dead } = await settle(600, [
      [5, 6],
      [5, SPINS, 6],
      [6, 5],
    ]);
    const [culprit] = frames.filter(({ bytes: [octet] }) => octet === SPINS);
    expect(dead).toEqual([[culprit?.id, 'process.timeout']]);
    expect(readings.toSorted()).toEqual(idsOf(frames, SPINS).toSorted());
    expect(ends).toEqual(['timeout']);
    expect(suspects.marks.size).toBe(0);
  });

  it.each([
    ['ends its thread', EXITS, {}],
    ['takes all memory', WANTS_ALL_MEMORY, { heapMegabytes: 32 }],
  ])(
    'finds the frame that %s: it is refused after the third time, and all others give readings once',
    async (_, octet, options) => {
      const { frames, dead } = await settle(120_000, [[5, 6], [5, octet, 6], [6]], options);
      const [culprit] = frames.filter(({ bytes }) => bytes[0] === octet);
      expect(dead).toEqual([[culprit?.id, 'process.poison']]);
      expect(readings.toSorted()).toEqual(idsOf(frames, octet).toSorted());
      expect(ends).toEqual(['died', 'died', 'died']);
      expect(suspects.marks.size).toBe(0);
    },
  );

  it('finds a frame whose look-up fails where nobody catches it', async () => {
    const { frames, dead } = await settle(120_000, [[5, THROWS_LATER, 6]]);
    const [, culprit] = frames;
    expect(dead).toEqual([[culprit?.id, 'process.poison']]);
    expect(readings.toSorted()).toEqual(idsOf(frames, THROWS_LATER).toSorted());
  });

  it('passes on what its interpreter is told, and begins anew with the newest data', async () => {
    let data = NOTHING;
    const thread = await startThread({ data: () => data });
    const batch = (...octets: number[]) => ({
      ...{ receptor: 'north', ...UNHURRIED },
      body: encodeFrames(octets.map((octet) => frameOf(octet))),
    });
    thread.tell(EXITS);
    expect((await thread.decode(batch(EXITS))).frames).toMatchObject([{ type: 'readings' }]);
    data = WANTS_ALL_MEMORY;
    await expect(thread.decode(batch(5, 6))).resolves.toBeDefined();
    thread.tell(NOTHING);
    await expect(thread.decode(batch(5, EXITS))).rejects.toMatchObject({ end: 'died', frame: 1 });
    expect((await thread.decode(batch(WANTS_ALL_MEMORY))).frames).toMatchObject([
      { type: 'readings' },
    ]);
  });

  it('gives back what it has in work when it is stopped', async () => {
    const thread = await startThread();
    const body = encodeFrames([frameOf(SPINS)]);
    const options = { receptor: 'north', ...UNHURRIED, body };
    const lost = thread.decode(options).catch((error: unknown) => error);
    await thread.stop();
    expect(await lost).toBeInstanceOf(WorkerLost);
    await expect(thread.decode(options)).rejects.toMatchObject({ end: 'stopped' });
  });

  it('does not start with a file that cannot run', async () => {
    const file = new URL('data:text/javascript,throw new Error("no such thing")');
    await expect(startThread({ file })).rejects.toThrow('no such thing');
  });

  it('makes answers, and gives up those it was at when it ended', async () => {
    const thread = await startThread();
    const asked = (octet: number) =>
      thread.answer({ body: encodeFrames([frameOf(octet)]), scope: null, invocationCounter: 7 });
    expect(await asked(3)).toEqual({ type: 'answer', octets: Uint8Array.of(3, 7) });
    await expect(asked(THROWS_LATER)).rejects.toThrow('a fault');
    await expect(asked(EXITS)).rejects.toThrow(WorkerLost);
  });
});
