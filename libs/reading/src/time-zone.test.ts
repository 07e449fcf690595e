import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { zoneDeviation } from './time-zone.js';

describe('local time without deviation', () => {
  it.each([
    'Europe/Oslo',
    'Asia/Kolkata',
    'America/St_Johns',
    'Australia/Lord_Howe',
    'Pacific/Apia',
  ])('of %s leads back to the moment it was, given the daylight saving bit', (zone) => {
    const deviation = zoneDeviation(zone);
    const standard = offset(zone, Date.UTC(2024, 0, 1));
    const other = offset(zone, Date.UTC(2024, 6, 1));
    const winter = Math.min(standard, other);
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2030, 0) }), (at) => {
        const utcMs = Math.floor(at / 1000) * 1000;
        const minutes = offset(zone, utcMs);
        const localMs = utcMs + minutes * 60_000;
        expect(localMs + deviation(localMs, minutes !== winter) * 60_000).toBe(utcMs);
      }),
      { numRuns: 50 },
    );
  });
});

function offset(zone: string, utcMs: number): number {
  const format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
  const name = format.formatToParts(utcMs).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign = '+', hours = '0', minutes = '0'] = /GMT(?:([+-])(\d+):(\d+))?/u.exec(name) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}
