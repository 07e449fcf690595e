import { InMemoryWaitingFrames, RERUN_HEADER, type BusMessage } from '@dlms-telemetry/bus';
import {
  decodeFrames,
  encodeFrames,
  MAX_OCTETS_IN_ENVELOPE,
  type Frame,
} from '@dlms-telemetry/frame';
import type { DeadLetterSelection, StoredDeadLetter } from '@dlms-telemetry/store';
import { describe, expect, it } from 'vitest';
import { DeadLetterDesk } from './dead-letter-desk.js';
import { throughQueues } from './rerun-way.js';

function frameOf(n: number, octets = 1): Frame {
  return {
    id: `019dfa95-9400-7909-8909-${n.toString(16).padStart(12, '0')}`,
    receptor: n % 10 === 9 ? 'gone' : 'north',
    gatewayProcess: 'g',
    connectionId: 'c',
    transport: 'tcp',
    remoteAddress: '192.0.2.7',
    remotePort: 1,
    localPort: 2,
    receivedAt: 0,
    interfaceType: 'WRAPPER',
    bytes: new Uint8Array(octets).fill(n),
  };
}

function letter(n: number, octets?: number): StoredDeadLetter {
  const frame = frameOf(n, octets);
  return {
    frameId: frame.id,
    receptor: frame.receptor,
    code: 'security.no-key',
    message: 'the key is not known',
    layer: 'security',
    offset: 3,
    systemTitle: null,
    remoteAddress: '192.0.2.7',
    receivedAt: 0,
    envelope: encodeFrames([frame]),
    knownMeter: false,
    resolvedAt: null,
    resolution: null,
  };
}

function setUp(count: number, octets?: number) {
  const letters = Array.from({ length: count }, (_, n) => letter(n, octets));
  const published: { readonly queue: string; readonly message: BusMessage }[] = [];
  const discarded: string[] = [];
  const selections: DeadLetterSelection[] = [];
  const waiting = new InMemoryWaitingFrames();
  const desk = new DeadLetterDesk({
    way: throughQueues({
      bus: {
        publish: (queue, message) => {
          published.push({ queue, message });
          return Promise.resolve();
        },
      },
      waiting,
    }),
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
  });
  return { desk, waiting, published, discarded, selections, letters };
}

describe('the desk for dead letters', () => {
  it('puts frames into the historic queue as they were stored, and leaves those nobody decodes', async () => {
    const { desk, waiting, published, selections } = setUp(450);
    const count = await desk.rerun({ code: 'security.no-key', resolved: true });
    expect(count).toEqual({ frames: 405, withoutReceptor: 45 });
    expect(waiting.waiting('north')).toBe(405);
    const known = Array.from({ length: 450 }, (_, n) => frameOf(n)).filter(
      ({ receptor }) => receptor === 'north',
    );
    expect(published.flatMap(({ message }) => decodeFrames(message.body))).toEqual(known);
    for (const { queue, message } of published) {
      expect(queue).toBe('frames.historic.north');
      expect(message.headers).toEqual({ [RERUN_HEADER]: 1 });
    }
    expect(selections[0]).toEqual({ code: 'security.no-key', resolved: false });
  });

  it('sends frames together that are run again together, in envelopes of the usual size', async () => {
    const few = setUp(450);
    await few.desk.rerun({});
    expect(few.published.map(({ message }) => message.count)).toEqual([180, 180, 45]);
    const large = setUp(20, 30_000);
    await large.desk.rerun({});
    expect(large.published.map(({ message }) => message.count)).toEqual([4, 4, 4, 4, 2]);
    for (const { message } of large.published)
      expect(message.body.length).toBeLessThanOrEqual(MAX_OCTETS_IN_ENVELOPE);
  });

  it('lists no more than it is asked for, without the octets', async () => {
    const { desk } = setUp(450);
    const entries = [];
    for await (const entry of desk.list({}, 201)) entries.push(entry);
    expect(entries).toHaveLength(201);
    expect(entries[0]).toMatchObject({
      frameId: frameOf(0).id,
      receivedAt: '1970-01-01T00:00:00.000Z',
    });
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
