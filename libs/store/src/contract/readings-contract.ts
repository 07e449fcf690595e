import { describe, expect, it } from 'vitest';
import type { Store } from '../store.js';
import type { Reading } from '@dlms-telemetry/reading';
import { RECEIVED, deadLetter, reading, received, runs } from './test-rows.js';

const DAY_MS = 86_400_000;

/** What the readings of every store promise. The tests build on one another. */
export function describeReadings(opened: () => Store): void {
  describe('readings:', () => {
    it('stores a reading once, in the partition of the day its frame came', async () => {
      const midnight = RECEIVED + 1000;
      await opened().readings.upsert([reading(1), reading(2, {}, midnight), reading(1)].flat());
      await opened().readings.upsert(reading(1, { Value: 13 }));
      expect(await opened().readings.list(10)).toEqual([
        {
          day: '2026-05-06',
          id: `${received(1, RECEIVED)}-0`,
          frameId: received(1, RECEIVED),
          receptor: 'north',
          serial: 'm1',
          measure: 'ENERGY',
          value: 13,
          date: new Date('2026-05-06T23:00:00.000Z'),
          raw: null,
          quality: null,
        },
        expect.objectContaining({
          day: '2026-05-07',
          frameId: received(2, midnight),
          value: 12.5,
        }),
      ]);
      expect(await opened().readings.count()).toBe(2);
    });

    it('stores whatever a meter may say as serial, text, value or date', async () => {
      const odd = [
        reading(100, { Serial: 'a\0b', Raw: '"{},\\ \ud800 \u{1f50c}', Value: null }),
        reading(101, { Serial: 'x'.repeat(40_000), Value: Number.NaN }),
        reading(102, { Date: '+010000-01-01T00:00:00.000Z', Value: Infinity }),
        reading(103, { Date: 'no date at all', Value: -5e-324, Unit: '' }),
      ];
      await opened().readings.upsert(odd.flat());
      const stored = (await opened().readings.list(10)).filter(
        ({ id }) => id >= received(100, RECEIVED),
      );
      const oddOnes = stored.filter(({ day }) => day === '2026-05-06');
      expect(oddOnes.map(({ value }) => value)).toEqual([null, NaN, Infinity, -5e-324]);
      expect(oddOnes.map(({ date }) => date === null)).toEqual([false, false, true, true]);
      expect(oddOnes[0]?.serial).toBe('a\uFFFDb');
      await opened().deadLetters.add([deadLetter(100, { message: 'a\0b', remoteAddress: '' })]);
    });

    it('keeps values, exact texts and times of all readings of a frame apart', async () => {
      const later = '2026-05-06T23:15:00.000Z';
      const fields: Partial<Reading>[] = [
        { Measure: 'A', Value: 1, Raw: '18446744073709551615' },
        { Measure: 'B', Value: null, Raw: '"quoted", {braced}\\' },
        { Measure: 'C', Value: 3 },
        { Measure: 'D', Value: 4, Date: later },
        { Measure: 'E', Value: 5, Date: later, Quality: 'clock-invalid' },
        { Measure: 'F', Value: 6, Date: later, Quality: 'clock-invalid', Obis: '1.0.1.8.0.255' },
      ];
      await opened().readings.upsert(runs(200, fields));
      const id = received(200, RECEIVED);
      expect(await columnsOf(id)).toEqual([
        'A 1 18446744073709551615 23:00 -',
        'B - "quoted", {braced}\\ 23:00 -',
        'C 3 - 23:00 -',
        'D 4 - 23:15 -',
        'E 5 - 23:15 clock-invalid',
        'F 6 - 23:15 clock-invalid',
      ]);
      // Decoded again after a change of the maps: nothing of the earlier readings stays.
      await opened().readings.upsert(runs(200, [{ Measure: 'G', Value: 7 }]));
      expect(await columnsOf(id)).toEqual(['G 7 - 23:00 -']);
    });

    it('stores a reading once that has an id of its own', async () => {
      const own = { Id: 'poll-1', Measure: 'OWN', Source: 'poll' } as const;
      await opened().readings.upsert(runs(300, [{ Measure: 'A' }, own]));
      await opened().readings.upsert(runs(301, [{ ...own, Value: 99 }]));
      const stored = (await opened().readings.list(100)).filter(({ measure }) => measure === 'OWN');
      expect(stored).toMatchObject([{ id: 'poll-1', value: 99 }]);
    });

    it('keep as last value that of the latest date, and count a date after its receipt as that time', async () => {
      const { readings } = opened();
      const at = (n: number) => RECEIVED + n * 60_000;
      const date = (n: number) => new Date(at(n)).toISOString();
      const push = async (n: number, Value: number, Date: string, Measure = 'LAST') => {
        const times = { ReceivedAt: date(n), Date };
        await readings.upsert(reading(400 + n, { ...times, Serial: 'm4', Value, Measure }, at(n)));
      };
      const last = async () =>
        (await readings.last('m4')).map(({ measure, value }) => `${measure} ${value}`);
      await push(1, 1, date(-1));
      await push(2, 2, date(-2));
      expect(await last()).toEqual(['LAST 1']);
      // Its clock is a year ahead: the next one, an hour later, is newer all the same.
      await push(3, 3, '2027-05-06T23:00:00.000Z');
      expect(await last()).toEqual(['LAST 3']);
      await push(63, 4, date(63));
      await push(64, 5, 'no date at all', 'OTHER');
      expect(await last()).toEqual(['LAST 4', 'OTHER 5']);
      // Decoded again after a change of its map: what it no longer says is no last value.
      await push(63, 44, date(63));
      expect(await last()).toEqual(['LAST 44', 'OTHER 5']);
      await push(64, 55, 'no date at all', 'RENAMED');
      expect(await last()).toEqual(['LAST 44', 'RENAMED 55']);
      expect(await readings.last('m4', 'south')).toEqual([]);
    });

    it('take the latest of several that are stored at once, whatever their order', async () => {
      const { readings } = opened();
      const dated = (n: number, Date: string) =>
        reading(500 + n, { Serial: 'm5', Value: n, Date }, RECEIVED + n);
      const early = '2026-05-06T20:00:00.000Z';
      await readings.upsert(
        [dated(1, early), dated(2, '2026-05-06T21:00:00.000Z'), dated(3, early)].flat(),
      );
      expect(await readings.last('m5')).toMatchObject([{ value: 2, measure: 'ENERGY' }]);
    });

    it('leave by whole days, with the last values of those days, and may come again', async () => {
      const { readings } = opened();
      const old = Date.UTC(2021, 0, 31, 12);
      const fields = { Serial: 'm6', Date: new Date(old).toISOString() };
      await readings.upsert([reading(600, fields, old), reading(601, fields, old + DAY_MS)].flat());
      expect(await readings.removeDaysBefore(old + DAY_MS)).toEqual(['2021-01-31']);
      const days = (await readings.list(100)).map(({ day }) => day);
      expect([days.includes('2021-01-31'), days.includes('2021-02-01')]).toEqual([false, true]);
      expect(await readings.removeDaysBefore(old + 2 * DAY_MS)).toEqual(['2021-02-01']);
      expect(await readings.last('m6')).toEqual([]);
      await readings.upsert(reading(600, fields, old));
      expect(await readings.removeDaysBefore(old + DAY_MS)).toEqual(['2021-01-31']);
    });

    async function columnsOf(id: string): Promise<string[]> {
      const stored = (await opened().readings.list(100)).filter(({ frameId: of }) => of === id);
      return stored.map(({ measure, value, raw, date, quality }) =>
        [measure, value, raw, date?.toISOString().slice(11, 16), quality]
          .map((each) => each ?? '-')
          .join(' '),
      );
    }
  });
}
