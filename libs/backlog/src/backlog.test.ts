import {
  FRAMES_DEAD,
  FRAMES_POISON,
  FRAMES_RESOLVED,
  InProcessBus,
  MemoryQueueStore,
} from '@dlms-telemetry/bus';
import {
  decodeFrames,
  encodeFrames,
  encodeRefusedFrames,
  refusalOf,
  uuidv7,
  type RefusedFrame,
} from '@dlms-telemetry/frame';
import type { DeadLetterRow } from '@dlms-telemetry/store';
import { describe, expect, it } from 'vitest';
import { Backlog } from './backlog.js';
import type { BacklogEvents } from './events.js';

const NOW = Date.UTC(2026, 4, 6);

function refused(n: number): RefusedFrame {
  const frame = {
    id: uuidv7(NOW, new Uint8Array(10).fill(n)),
    receptor: 'north',
    gatewayProcess: 'test',
    connectionId: 'c',
    transport: 'tcp',
    remoteAddress: '192.0.2.7',
    remotePort: 40_000,
    localPort: 4059,
    receivedAt: NOW,
    interfaceType: 'WRAPPER',
    bytes: Uint8Array.of(n),
  } as const;
  return { frame, refusal: refusalOf('security.tag', 'the tag is wrong', 3), systemTitle: 'AB' };
}

describe('the backlog stage', () => {
  it('stores dead letters with their frames, tells those past the quota too, ends those that were cured, tells of each, and sets aside what is no envelope', async () => {
    const store = new MemoryQueueStore();
    const bus = new InProcessBus({ store });
    await bus.start();
    const rows: DeadLetterRow[] = [];
    const told: string[] = [];
    const resolved: string[][] = [];
    const settled: RefusedFrame[] = [];
    const stage = new Backlog({
      bus,
      deadLetters: {
        add: (added) => {
          rows.push(...added);
          return Promise.resolve();
        },
        resolve: (ids, resolution) => {
          resolved.push([...ids, resolution]);
          return Promise.resolve(ids.length);
        },
      },
      quota: {
        // The second one is over it.
        judge: (letters) =>
          Promise.resolve(
            letters.map((letter, n) => ({ letter, knownMeter: true, kept: n !== 1 })),
          ),
        forget: () => undefined,
      },
      events: new Proxy({} as BacklogEvents, {
        get: (_, event: string) => () => {
          told.push(event);
        },
      }),
      settled: (letter) => {
        settled.push(letter);
      },
    });
    await bus.publish(FRAMES_DEAD, { body: encodeRefusedFrames([refused(1), refused(2)]) });
    await bus.publish(FRAMES_DEAD, { body: Uint8Array.of(9) });
    await bus.publish(FRAMES_RESOLVED, { body: encodeFrames([refused(3).frame]) });
    await stage.start();
    await bus.idle();
    await stage.stop();
    await bus.close();

    const { frame } = refused(1);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      ...{ frameId: frame.id, receptor: 'north', code: 'security.tag', layer: 'security' },
      ...{
        offset: 3,
        systemTitle: 'AB',
        remoteAddress: '192.0.2.7',
        receivedAt: NOW,
        knownMeter: true,
      },
    });
    expect(rows[0] && decodeFrames(rows[0].envelope)).toEqual([frame]);
    expect(settled).toEqual([refused(1), refused(2)]);
    expect(resolved).toEqual([[refused(3).frame.id, 'readings']]);
    expect(told.sort()).toEqual([
      ...['deadLetterNotKept', 'deadLetterStored', 'deadLettersResolved', 'envelopeSetAside'],
      // One group of dead letters, one of those that were cured.
      ...['lettersWritten', 'lettersWritten'],
    ]);
    expect((await store.read(FRAMES_POISON, 0, 10)).map(({ body }) => [...body])).toEqual([[9]]);
    expect(store.size).toBe(1);
  });
});
