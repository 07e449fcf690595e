import { refusalOf, uuidv7, type RefusedFrame } from '@dlms-telemetry/frame';
import { describe, expect, it } from 'vitest';
import { DeadLetterQuota } from './dead-letter-quota.js';

const NOON = Date.UTC(2026, 4, 6, 12);
const DAY_MS = 86_400_000;

function refused(
  n: number,
  { code = 'link.fcs', remoteAddress = '192.0.2.7', receptor = 'north', receivedAt = NOON } = {},
): RefusedFrame {
  const frame = {
    id: uuidv7(receivedAt, new Uint8Array(10).fill(n)),
    receptor,
    gatewayProcess: 'test',
    connectionId: 'c',
    transport: 'tcp',
    remoteAddress,
    remotePort: 40_000,
    localPort: 4059,
    receivedAt,
    interfaceType: 'WRAPPER',
    bytes: Uint8Array.of(n),
  } as const;
  return { frame, refusal: refusalOf(code, 'a sentence') };
}

/** A store of the letters that were kept, as the quota sees it. */
function setUp() {
  const rows = new Map<string, RefusedFrame>();
  const usedUp: unknown[] = [];
  const known = new Set(['198.51.100.1']);
  const quota = () =>
    new DeadLetterQuota(
      {
        deadLetters: {
          stored: (ids) => Promise.resolve(new Set(ids.filter((id) => rows.has(id)))),
          keptBySource: (from, until) =>
            Promise.resolve(
              [...rows.values()]
                .map(({ frame }) => frame)
                .filter(({ receivedAt }) => receivedAt >= from && receivedAt < until)
                .map(({ receptor, remoteAddress }) => ({ receptor, remoteAddress, letters: 1 })),
            ),
        },
        isKnownMeter: ({ frame }) => known.has(frame.remoteAddress),
        usedUp: (...told) => usedUp.push(told),
      },
      { perSource: 2, perReceptor: 3 },
    );
  const judge = async (one: DeadLetterQuota, ...letters: RefusedFrame[]) => {
    const judged = await one.judge(letters);
    for (const { letter, kept } of judged) if (kept) rows.set(letter.frame.id, letter);
    return judged.map(({ kept }) => kept);
  };
  return { quota, judge, usedUp };
}

describe('the quota of dead letters', () => {
  it('keeps so many of a source and so many of all, and tells once when one is used up', async () => {
    const { quota, judge, usedUp } = setUp();
    const one = quota();
    const other = { remoteAddress: '192.0.2.8' };
    expect(await judge(one, refused(1), refused(2), refused(3), refused(4))).toEqual([
      ...[true, true, false, false],
    ]);
    expect(await judge(one, refused(5, other), refused(6, other))).toEqual([true, false]);
    expect(usedUp).toEqual([
      ['north', '192.0.2.7'],
      ['north', null],
    ]);
    expect(await judge(one, refused(7, { receptor: 'south' }))).toEqual([true]);
  });

  it('counts unknown sources with it, and lets pass what got further or is of a known meter', async () => {
    const { quota, judge } = setUp();
    const one = quota();
    await judge(one, refused(1), refused(2, { code: 'source.unknown-ip' }));
    expect(
      await judge(
        one,
        refused(3, { code: 'source.unknown-ip' }),
        refused(4, { code: 'security.tag' }),
        refused(5, { code: 'apdu.empty' }),
        refused(6, { remoteAddress: '198.51.100.1' }),
      ),
    ).toEqual([false, true, true, true]);
  });

  it('begins anew each day, by the time of receipt', async () => {
    const { quota, judge } = setUp();
    const one = quota();
    await judge(one, refused(1), refused(2));
    const tomorrow = { receivedAt: NOON + DAY_MS };
    expect(await judge(one, refused(3, tomorrow), refused(4))).toEqual([true, false]);
  });

  it('goes on with what the store holds after a new start, or when a group was not stored', async () => {
    const { quota, judge } = setUp();
    const one = quota();
    await judge(one, refused(1));
    const anew = quota();
    expect(await judge(anew, refused(2), refused(3))).toEqual([true, false]);
    await one.judge([refused(4)]);
    one.forget();
    expect(await judge(one, refused(5))).toEqual([false]);
  });

  it('lets a dead letter take its newest reason, and counts a repeat once', async () => {
    const { quota, judge } = setUp();
    const one = quota();
    expect(await judge(one, refused(1), refused(1), refused(2), refused(3))).toEqual([
      ...[true, true, true, false],
    ]);
    expect(await judge(one, refused(1, { code: 'source.unknown-ip' }))).toEqual([true]);
  });
});
