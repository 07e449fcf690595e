import { InProcessBus, MemoryQueueStore, historicQueue, liveQueue } from '@dlms-telemetry/bus';
import { encodeFrames } from '@dlms-telemetry/frame';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Decode } from './decode.js';
import { InProcessFrameWorker } from './in-process-frame-worker.js';
import type { SuspectMark } from './suspect-marks.js';
import { eventsTold, frameOf, interpretOctet, receptorOf } from './test-stage.js';
import { MemorySuspectMarks } from './test-suspect-marks.js';

const ENVELOPES = 40;
/** More than may be at the worker at once, and fewer than a queue hands out. */
const HELD = 10;

/** Marks that are found when a test lets them. */
class HeldSuspectMarks extends MemorySuspectMarks {
  readonly asked: (() => void)[] = [];
  #isOpen = false;
  failures = 0;

  override async find(frameIds: readonly string[]): Promise<readonly SuspectMark[]> {
    const wait = new Promise<undefined>((resolve) => {
      this.asked.push(() => {
        resolve(undefined);
      });
    });
    if (!this.#isOpen) await wait;
    if (this.failures-- > 0) throw new Error('the store is away');
    return await super.find(frameIds);
  }

  open(): void {
    this.#isOpen = true;
    for (const answer of this.asked.splice(0)) answer();
  }
}

describe('envelopes that come again after a restart', () => {
  let store: MemoryQueueStore;
  let bus: InProcessBus;
  let read: string[];
  let suspects: HeldSuspectMarks;
  let stage: Decode;

  beforeEach(async () => {
    store = new MemoryQueueStore();
    read = [];
    suspects = new HeldSuspectMarks();
    const before = new InProcessBus({ store });
    await before.start();
    for (let n = 0; n < ENVELOPES; n++) await publish(before, liveQueue('north'), 'north', n);
    for (let n = 0; n < ENVELOPES; n++) await publish(before, historicQueue('north'), 'north', n);
    await before.close();
    bus = new InProcessBus({ store });
    await bus.start();
    await bus.subscribe('#', (_, { headers }) => {
      read.push(String(headers?.['frame-id']));
    });
    const worker = new InProcessFrameWorker(interpretOctet);
    stage = new Decode(
      { bus, worker, suspects, events: eventsTold([]) },
      { receptors: [receptorOf('north', { mostLiveFrames: HELD }), receptorOf('south')] },
    );
    await stage.start();
  });
  afterEach(async () => {
    suspects.open();
    await stage.stop();
    await bus.close();
  });

  const turns = async (): Promise<void> => {
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
  };

  it('are settled all of them, each once, in the order of their queues', async () => {
    suspects.open();
    await bus.idle();
    const idsOf = (octet: number): string[] =>
      Array.from({ length: ENVELOPES }, (_, n) => frameOf(octet, 'north', n).id);
    expect(read.filter((id) => idsOf(5).includes(id))).toEqual(idsOf(5));
    expect(read.filter((id) => idsOf(6).includes(id))).toEqual(idsOf(6));
    expect(read).toHaveLength(2 * ENVELOPES);
    expect(suspects.marks.size).toBe(0);
  });

  it('hold up no other receptor while their marks are looked up', async () => {
    await turns();
    expect(suspects.asked.length).toBeGreaterThanOrEqual(HELD);
    await publish(bus, liveQueue('south'), 'south', 1);
    await turns();
    expect(read).toEqual([frameOf(5, 'south', 1).id]);
    suspects.open();
    await bus.idle();
    expect(read).toHaveLength(2 * ENVELOPES + 1);
  });

  it('are settled although look-ups fail for a while', async () => {
    suspects.failures = HELD;
    suspects.open();
    await bus.idle();
    expect(new Set(read).size).toBe(2 * ENVELOPES);
  });

  it('cost a look-up each, and nothing is written for them', async () => {
    suspects.open();
    await bus.idle();
    expect(suspects.calls).toBe(2 * ENVELOPES);
  });
});

/** An envelope of one frame: octet 5 live, 6 historic. */
async function publish(
  bus: InProcessBus,
  queue: string,
  receptor: string,
  number: number,
): Promise<void> {
  const octet = queue === historicQueue(receptor) ? 6 : 5;
  await bus.publish(queue, { body: encodeFrames([frameOf(octet, receptor, number)]), count: 1 });
}
