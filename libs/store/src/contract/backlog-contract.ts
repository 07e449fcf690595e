import { describe, expect, it } from 'vitest';
import type { Store } from '../store.js';
import type { BacklogRow } from '../tables/backlog-writer.js';
import { frameId } from './test-rows.js';

const LIMIT = { envelopes: 10, frames: 1_000 };
const RECEIVED = Date.UTC(2026, 4, 6);

function row(n: number, fields: Partial<BacklogRow> = {}): BacklogRow {
  return {
    ...{ firstFrameId: frameId(n), receptor: 'north', cause: 'overload', count: 4 },
    ...{ receivedAt: RECEIVED + n, envelope: Uint8Array.of(n, 0, 255, 1), ...fields },
  };
}

/** What the backlog of every store promises. The tests build on one another. */
export function describeBacklog(opened: () => Store): void {
  describe('the backlog', () => {
    it('keeps envelopes as they were first stored and gives the oldest first, by receptor and cause', async () => {
      await opened().backlog.add([row(3), row(1), row(2, { cause: 'broker' }), row(1)]);
      await opened().backlog.add([row(1, { count: 9 }), row(4, { receptor: 'south' })]);
      const oldest = await opened().backlog.oldest('north', 'overload', LIMIT);
      expect(oldest.map((stored) => ({ ...stored, envelope: [...stored.envelope] }))).toEqual(
        [1, 3].map((n) => ({ ...row(n), gone: 0, envelope: [n, 0, 255, 1] })),
      );
      for (const limit of [
        { envelopes: 1, frames: 99 },
        { envelopes: 9, frames: 4 },
      ])
        expect(await opened().backlog.oldest('north', 'overload', limit)).toHaveLength(1);
      expect(
        await opened().backlog.oldest('north', 'overload', { envelopes: 9, frames: 5 }),
      ).toHaveLength(2);
      expect(await opened().backlog.oldest('north', 'broker', LIMIT)).toHaveLength(1);
      const ofRerun = row(5, { receptor: 'east', cause: 'rerun' });
      await opened().backlog.add([ofRerun]);
      const waiting = await opened().backlog.waiting(['north', 'south', 'east']);
      expect(waiting.map(({ receptor, cause }) => `${receptor} ${cause}`).sort()).toEqual([
        ...['east rerun', 'north broker', 'north overload', 'south overload'],
      ]);
    });

    it('counts an envelope of which frames have left by those that are left, in its new place', async () => {
      await opened().backlog.remove({
        ...{ whole: [frameId(2), frameId(5)], octets: 8, run: { receptor: 'north', at: RECEIVED } },
        parts: [{ firstFrameId: frameId(1), gone: 3, receivedAt: RECEIVED + 9 }],
      });
      const rows = await opened().backlog.oldest('north', 'overload', LIMIT);
      expect(rows.map(({ firstFrameId, gone }) => [firstFrameId, gone])).toEqual([
        [frameId(3), 0],
        [frameId(1), 3],
      ]);
      expect(await opened().backlog.totals()).toEqual([
        {
          ...{ receptor: 'north', cause: 'overload', frames: 5, envelopes: 2, octets: 5 },
          oldestReceivedAt: RECEIVED + 3,
        },
        {
          ...{ receptor: 'south', cause: 'overload', frames: 4, envelopes: 1, octets: 4 },
          oldestReceivedAt: RECEIVED + 4,
        },
      ]);
      // A late repeat of what has left in part changes nothing.
      await opened().backlog.add([row(1)]);
      expect((await opened().backlog.oldest('north', 'overload', LIMIT))[1]?.gone).toBe(3);
    });

    it('remembers when a replay ran, and gives the right to replay to one at a time', async () => {
      expect(await opened().backlog.hold('north', 'a', 60_000)).toBe(true);
      expect(await opened().backlog.hold('north', 'b', 60_000)).toBe(false);
      expect(await opened().backlog.hold('north', 'a', -1)).toBe(true);
      expect(await opened().backlog.hold('north', 'b', 60_000)).toBe(true);
      expect(await opened().backlog.hold('south', 'a', 60_000)).toBe(true);
      expect([...(await opened().backlog.runs())]).toEqual([['north', RECEIVED]]);
    });
  });
}
