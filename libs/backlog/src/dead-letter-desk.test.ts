import { InMemoryWaitingFrames, RERUN_HEADER, type BusMessage } from '@dlms-telemetry/bus';
import type { DeadLetterSelection, StoredDeadLetter } from '@dlms-telemetry/store';
import { describe, expect, it } from 'vitest';
import { DeadLetterDesk } from './dead-letter-desk.js';

function letter(n: number): StoredDeadLetter {
  return {
    frameId: `f${String(n).padStart(4, '0')}`,
    receptor: n % 10 === 9 ? 'gone' : 'north',
    code: 'security.no-key',
    message: 'the key is not known',
    layer: 'security',
    offset: 3,
    systemTitle: null,
    remoteAddress: '192.0.2.7',
    receivedAt: 0,
    envelope: Uint8Array.of(n % 256),
    knownMeter: false,
    resolvedAt: null,
    resolution: null,
  };
}

function setUp(count: number) {
  const letters = Array.from({ length: count }, (_, n) => letter(n));
  const published: { readonly queue: string; readonly message: BusMessage }[] = [];
  const discarded: string[] = [];
  const selections: DeadLetterSelection[] = [];
  const waiting = new InMemoryWaitingFrames();
  const desk = new DeadLetterDesk({
    bus: {
      publish: (queue, message) => {
        published.push({ queue, message });
        return Promise.resolve();
      },
    },
    deadLetters: {
      list: (limit, after, selection) => {
        if (selection !== undefined) selections.push(selection);
        return Promise.resolve(
          letters.filter(({ frameId }) => frameId > (after ?? '')).slice(0, limit),
        );
      },
      resolve: (ids) => {
        discarded.push(...ids);
        return Promise.resolve(ids.length);
      },
    },
    receptors: new Set(['north']),
    waiting,
  });
  return { desk, waiting, published, discarded, selections, letters };
}

describe('the desk for dead letters', () => {
  it('puts each frame back into its live queue as it was stored, and leaves those nobody decodes', async () => {
    const { desk, waiting, published, selections, letters } = setUp(450);
    const count = await desk.rerun({ code: 'security.no-key', resolved: true });
    expect(count).toEqual({ frames: 405, withoutReceptor: 45 });
    expect(published).toHaveLength(405);
    expect(waiting.waiting('north')).toBe(405);
    expect(published[0]).toEqual({
      queue: 'frames.live.north',
      message: { body: letters[0]?.envelope, headers: { [RERUN_HEADER]: 1 } },
    });
    expect(selections[0]).toEqual({ code: 'security.no-key', resolved: false });
  });

  it('lists no more than it is asked for, without the octets', async () => {
    const { desk } = setUp(450);
    const entries = [];
    for await (const entry of desk.list({}, 201)) entries.push(entry);
    expect(entries).toHaveLength(201);
    expect(entries[0]).toMatchObject({ frameId: 'f0000', receivedAt: '1970-01-01T00:00:00.000Z' });
    expect(entries[0]).not.toHaveProperty('envelope');
  });

  it('ends after the frames in work when it is told to', async () => {
    const { desk } = setUp(450);
    expect(await desk.rerun({}, AbortSignal.abort())).toEqual({ frames: 180, withoutReceptor: 20 });
    expect(await desk.discard({}, AbortSignal.abort())).toBe(200);
  });

  it('gives up what is selected', async () => {
    const { desk, discarded } = setUp(201);
    expect(await desk.discard({})).toBe(201);
    expect(discarded).toHaveLength(201);
  });
});
