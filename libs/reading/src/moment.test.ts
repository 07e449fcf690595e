import { readDateTime, toUtcMs, writeDateTime } from '@dlms-telemetry/dlms';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isoTime, momentOf } from './moment.js';
import { zoneDeviation } from './time-zone.js';

const UTC = zoneDeviation('UTC');
const VIENNA = zoneDeviation('Europe/Vienna');

/** Times that lie close together, so that the minutes that are remembered are met again. */
const dateTime = fc
  .record({
    year: fc.constantFrom(2026, 2025, null),
    month: fc.constantFrom(3, 10, null),
    day: fc.constantFrom(28, 29, 30),
    weekday: fc.constantFrom(1, 7, null),
    hour: fc.constantFrom(0, 1, 2, 3, 24, null),
    minute: fc.constantFrom(0, 59, 60, null),
    second: fc.constantFrom(0, 7, 59, 60, null),
    hundredths: fc.constantFrom(0, 5, 99, 100, 200, null),
    deviationMinutes: fc.constantFrom(0, -60, 120, null),
    clockStatus: fc.constantFrom(0, 1, 0x80, null),
  })
  .map(writeDateTime);

describe('a moment', () => {
  it('is the time that the octets tell, also when the minute was told before', () => {
    fc.assert(
      fc.property(dateTime, fc.constantFrom(UTC, VIENNA), (octets, zone) => {
        const { hour, minute, second } = readDateTime(octets);
        const isTime = (hour ?? 0) < 24 && (minute ?? 0) < 60 && (second ?? 0) < 60;
        const utcMs = isTime ? toUtcMs(readDateTime(octets), zone) : null;
        const expected = utcMs === null ? undefined : new Date(utcMs).toISOString();
        expect(momentOf(octets, zone)?.iso).toBe(expected);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('a time of receipt', () => {
  it('is written as Date writes it', () => {
    const times = fc.oneof(
      fc.integer({ min: 0, max: 200_000 }),
      fc.integer({ min: -8_640_000_000_000_000, max: 8_640_000_000_000_000 }),
      fc.double({ min: -100_000, max: 100_000, noNaN: true }),
    );
    fc.assert(
      fc.property(times, (ms) => {
        expect(isoTime(ms)).toBe(new Date(ms).toISOString());
      }),
      { numRuns: 3000 },
    );
  });

  it('that is none throws', () => {
    for (const ms of [Number.NaN, Infinity, 9e15]) expect(() => isoTime(ms)).toThrow(RangeError);
  });
});
