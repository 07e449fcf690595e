import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scaleToNumber, scaleToText } from './scaler.js';
import { unitName, unitOf, UNITS } from './units.js';

test('a scaled value prints as a person would write it', () => {
  expect(scaleToNumber(2341, -1)).toBe(234.1);
  expect(scaleToNumber(1507, -3)).toBe(1.507);
  expect(scaleToNumber(5, 3)).toBe(5000);
  expect(scaleToNumber(-7, -2)).toBe(-0.07);
  expect(scaleToNumber(0.5, 0)).toBe(0.5);
});

test('a 64-bit number keeps every digit as text', () => {
  expect(scaleToText(18_446_744_073_709_551_615n, -3)).toBe('18446744073709551.615');
  expect(scaleToText(-5n, -3)).toBe('-0.005');
  expect(scaleToText(1200, -2)).toBe('12');
  expect(scaleToText(12, 2)).toBe('1200');
  expect(scaleToText(0, -2)).toBe('0');
});

test('number and text of a scaled value agree', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: -9, max: 9 }), (raw, scaler) => {
      expect(scaleToNumber(raw, scaler)).toBe(Number(scaleToText(raw, scaler)));
    }),
  );
});

test('units have the names of the Blue Book', () => {
  const names = [27, 28, 29, 30, 31, 32, 33, 35, 44, 255].map(unitName);
  expect(names).toEqual(['W', 'VA', 'var', 'Wh', 'VAh', 'varh', 'A', 'V', 'Hz', 'count']);
  expect(unitOf(13)).toEqual({ code: 13, symbol: 'm³', quantity: 'volume' });
  expect(unitOf(200)).toBeUndefined();
  expect(unitName(200)).toBe('unit 200');
  expect(new Set(UNITS.map(({ code }) => code)).size).toBe(UNITS.length);
});
