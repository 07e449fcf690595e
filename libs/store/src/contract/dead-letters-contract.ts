import { describe, expect, it } from 'vitest';
import type { Store } from '../store.js';
import type { DeadLetterSelection } from '../tables/dead-letters.repository.js';
import { RECEIVED, deadLetter, frameId } from './test-rows.js';

const OPEN = { resolvedAt: null, resolution: null };

/** What the dead letters of every store promise. The tests build on one another. */
export function describeDeadLetters(opened: () => Store): void {
  describe('dead letters:', () => {
    it('gives a dead letter its newest reason', async () => {
      await opened().deadLetters.add([
        deadLetter(1),
        deadLetter(2, { offset: null, systemTitle: '4B464D' }),
      ]);
      await opened().deadLetters.add([deadLetter(1, { code: 'apdu.empty' }), deadLetter(3)]);
      const rows = await opened().deadLetters.list(10);
      expect(rows.map((row) => ({ ...row, envelope: [...row.envelope] }))).toEqual([
        { ...deadLetter(1), code: 'apdu.empty', envelope: [1, 2, 3], ...OPEN },
        {
          ...deadLetter(2),
          envelope: [2, 2, 3],
          offset: null,
          systemTitle: '4B464D',
          ...OPEN,
        },
        { ...deadLetter(3), envelope: [3, 2, 3], ...OPEN },
      ]);
      expect(await opened().deadLetters.list(10, frameId(2))).toHaveLength(1);
    });

    it('lists the dead letters that are selected', async () => {
      const listed = async (selection: DeadLetterSelection) =>
        (await opened().deadLetters.list(10, undefined, selection)).map(({ frameId: id }) => id);
      expect(await listed({ code: 'apdu.empty' })).toEqual([frameId(1)]);
      expect(await listed({ systemTitle: '4B464D' })).toEqual([frameId(2)]);
      expect(await listed({ frameId: frameId(3) })).toEqual([frameId(3)]);
      expect(await listed({ receptor: 'nowhere' })).toEqual([]);
    });

    it("lists a meter's dead letters: by its title, and by its address where either has none", async () => {
      const listed = async (systemTitle: string | null, remoteAddress: string | null) => {
        const meter = { receptor: 'north', systemTitle, remoteAddress };
        const rows = await opened().deadLetters.list(10, undefined, { meters: [meter] });
        return rows.map(({ frameId: id }) => id);
      };
      expect(await listed('4B464D', null)).toEqual([frameId(2)]);
      expect(await listed('4B464D', '192.0.2.7')).toEqual([frameId(1), frameId(2), frameId(3)]);
      expect(await listed('FFFFFF', '192.0.2.7')).toEqual([frameId(1), frameId(3)]);
      expect(await listed(null, '192.0.2.7')).toEqual([frameId(1), frameId(2), frameId(3)]);
      expect(await listed(null, '192.0.2.8')).toEqual([]);
      expect(await opened().deadLetters.list(10, undefined, { meters: [] })).toEqual([]);
    });

    it('does not revive a dead letter that has come to its end', async () => {
      expect(await opened().deadLetters.resolve([frameId(1), frameId(999)], 'readings')).toBe(1);
      expect(await opened().deadLetters.resolve([frameId(1)], 'discarded')).toBe(0);
      await opened().deadLetters.add([deadLetter(1, { code: 'security.tag' })]);
      const [row] = await opened().deadLetters.list(1);
      expect(row).toMatchObject({ code: 'apdu.empty', resolution: 'readings' });
      expect(row?.resolvedAt).toBeInstanceOf(Date);
      const open = await opened().deadLetters.list(10, undefined, {});
      expect(open.map(({ frameId: id }) => id)).toEqual([frameId(2), frameId(3)]);
    });

    it('takes the last reason where one frame comes twice at once', async () => {
      await opened().deadLetters.add([deadLetter(4), deadLetter(4, { code: 'apdu.empty' })]);
      expect(await opened().deadLetters.list(1, frameId(3))).toMatchObject([
        { code: 'apdu.empty' },
      ]);
    });

    it('counts and removes what is from anybody, and leaves what is of a known meter', async () => {
      const { deadLetters } = opened();
      const days = (n: number) => RECEIVED + n * 86_400_000;
      await deadLetters.add([
        deadLetter(101, { receivedAt: days(10), envelope: new Uint8Array(50) }),
        deadLetter(102, { receivedAt: days(10), layer: 'source' }),
        deadLetter(103, { receivedAt: days(10), knownMeter: true }),
        deadLetter(104, { receivedAt: days(10), layer: 'apdu' }),
        deadLetter(105, { receivedAt: days(11), remoteAddress: '192.0.2.8' }),
      ]);
      const source = { receptor: 'north', remoteAddress: '192.0.2.7', letters: 2 };
      expect(await deadLetters.keptBySource(days(10), days(11))).toEqual([source]);
      expect(await deadLetters.stored([frameId(101), frameId(999)])).toEqual(
        new Set([frameId(101)]),
      );
      const next = await deadLetters.octetsOfNext(2, frameId(100));
      expect(next).toMatchObject({ last: frameId(102) });
      expect(next?.octets).toBeGreaterThan(50);
      expect(await deadLetters.octetsOfNext(2, frameId(105))).toBeUndefined();
      expect(await deadLetters.octetsOnDisk()).toBeGreaterThan(8_000);

      const ids = async () => {
        const rows = await deadLetters.list(10, frameId(100), {});
        return rows.map(({ frameId: id }) => Number.parseInt(id.slice(-3), 16));
      };
      await deadLetters.removeReceivedBefore(days(9), 1_000);
      expect(await ids()).toEqual([101, 102, 103, 104, 105]);
      expect(await deadLetters.removeOldest('link', 1)).toMatchObject({ letters: 1 });
      expect(await ids()).toEqual([102, 103, 104, 105]);
      expect(await deadLetters.removeOldest('source', 1)).toMatchObject({ letters: 1 });
      expect(await ids()).toEqual([103, 104, 105]);
      expect(await deadLetters.removeOldest('unknown-meter', 9)).toMatchObject({ letters: 2 });
      expect(await ids()).toEqual([103]);
      expect(await deadLetters.removeReceivedBefore(days(11), 9)).toMatchObject({ letters: 1 });
      await deadLetters.clean();
    });
  });
}
