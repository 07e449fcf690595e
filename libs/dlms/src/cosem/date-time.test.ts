import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromHex, toHex } from '../codec/hex.js';
import {
  clockStatusNames,
  isDateTime,
  isDaylightSaving,
  readDateTime,
  toLocalText,
  toUtcMs,
  writeDateTime,
} from './date-time.js';

function octets(hex: string): Uint8Array {
  return fromHex(hex) ?? new Uint8Array();
}

function utc(hex: string, assumed?: Parameters<typeof toUtcMs>[1]): string | null {
  const ms = toUtcMs(readDateTime(octets(hex)), assumed);
  return ms === null ? null : new Date(ms).toISOString();
}

test('the deviation is added to local time to get UTC', () => {
  expect(utc('07e80707070c1e0f32ff8880')).toBe('2024-07-07T10:30:15.500Z');
  expect(utc('07e80707070c1e0f00012c01')).toBe('2024-07-07T17:30:15.000Z');
  expect(utc('07e50c1f05173b3bffffc400')).toBe('2021-12-31T22:59:59.000Z');
});

test('without a deviation the assumed one serves, also as a function of the local time', () => {
  const hex = '07e3020401173416ff800000';
  expect(utc(hex)).toBe('2019-02-04T23:52:22.000Z');
  expect(utc(hex, -60)).toBe('2019-02-04T22:52:22.000Z');
  expect(
    utc('07e80707070c1e0fff800080', (localMs, daylightSaving) => {
      expect(new Date(localMs).getUTCHours()).toBe(12);
      return daylightSaving === true ? -120 : -60;
    }),
  ).toBe('2024-07-07T10:30:15.000Z');
  // The meter's own deviation is never overruled.
  expect(utc('07e80707070c1e0f32ff8880', 300)).toBe('2024-07-07T10:30:15.500Z');
});

test('what names no moment has no UTC', () => {
  expect(utc('ffffffffffffffffff8000ff')).toBeNull();
  expect(utc('07e8ff070c1e0f00ff800000'.padEnd(24, '0'))).toBeNull();
  expect(utc('07e8fe01ff0c0000008000ff')).toBeNull();
  expect(utc('07e8021eff0c0000008000ff')).toBeNull();
  expect(utc('07e80201ffff0000008000ff')).toBeNull();
  // Minutes and less may be unspecified.
  expect(utc('07e80201ff0cffffff0000ff')).toBe('2024-02-01T12:00:00.000Z');
});

test('a person reads the fields as they are, stars for what is unspecified', () => {
  expect(toLocalText(readDateTime(octets('07e504190715052a00ff8880')))).toBe(
    '2021-04-25T21:05:42.00',
  );
  expect(toLocalText(readDateTime(octets('07e504190715052affff8880')))).toBe('2021-04-25T21:05:42');
  expect(toLocalText(readDateTime(octets('ffffffffffffffffff8000ff')))).toBe('****-**-**T**:**:**');
  expect(toLocalText(readDateTime(octets('07e8fefeff0c0000008000ff')))).toBe(
    '2024-**-**T12:00:00.00',
  );
});

test('days and months by rule have names', () => {
  expect(readDateTime(octets('07e8fdfdff0c0000008000ff'))).toMatchObject({
    month: 'daylight-savings-end',
    day: 'second-last',
    weekday: null,
  });
});

test('the clock status is told by name', () => {
  expect(clockStatusNames(0x81)).toEqual(['invalid-value', 'daylight-saving']);
  expect(clockStatusNames(0x0e)).toEqual([
    'doubtful-value',
    'different-clock-base',
    'invalid-clock-status',
  ]);
  expect(clockStatusNames(null)).toEqual([]);
  expect(isDaylightSaving(readDateTime(octets('07e504190715052a00ff88ff')))).toBeNull();
  expect(isDaylightSaving(readDateTime(octets('07e504190715052a00ff8880')))).toBe(true);
});

test('a serial number of twelve octets is no date-time', () => {
  expect(isDateTime(octets('313831323230303030303039'))).toBe(false);
  expect(isDateTime(octets('000102030405060708090a0b'))).toBe(false);
  expect(isDateTime(octets('07e504190715052a00ff8880'))).toBe(true);
  expect(isDateTime(octets('ffffffffffffffffff8000ff'))).toBe(true);
  expect(isDateTime(octets('07e504190715052a00ff88'))).toBe(false);
  // Aidon writes 0 for an unspecified day of the week.
  expect(isDateTime(octets('07e90c0e00100000ff000000'))).toBe(true);
  for (const wrong of ['07e50d19', '07e50420ff', '07e5041908', '07e504190718', '07e5041908'])
    expect(isDateTime(octets(`${wrong}${'07e504190715052a00ff8880'.slice(wrong.length)}`))).toBe(
      false,
    );
});

test('any twelve octets are read, and written again as they were', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 12, maxLength: 12 }), (bytes) => {
      expect(toHex(writeDateTime(readDateTime(bytes)))).toBe(toHex(bytes));
      toLocalText(readDateTime(bytes));
      toUtcMs(readDateTime(bytes));
    }),
  );
});
