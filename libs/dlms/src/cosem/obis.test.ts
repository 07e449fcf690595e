import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseObis, parseObisPattern, readObis, writeObis } from './obis.js';

test.each([
  '1.0.1.8.0.255',
  '1-0:1.8.0*255',
  '1-0:1.8.0.255',
  '1-0:1.8.0&255',
  '1.0.1.8.0',
  '1-0:1.8.0',
  ' 01.00.001.8.0 ',
])('%s is an OBIS code', (text) => {
  expect(parseObis(text)).toBe('1.0.1.8.0.255');
});

test.each(['', '1.8.0', '1.0.1.8.0.256', '1.0.1.8.0.255.1', '1.0.x.8.0.255', '1,0,1,8,0,255', '*'])(
  '%j is none',
  (text) => {
    expect(parseObis(text)).toBeUndefined();
  },
);

test('six octets are written as they were read', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 6, maxLength: 6 }), (octets) => {
      expect(writeObis(readObis(octets))).toEqual(octets);
    }),
  );
  expect(() => writeObis('1.8.0')).toThrow(RangeError);
});

test('a star in a pattern matches any value of its group', () => {
  const pattern = parseObisPattern('1-*:1.8.0*255');
  expect(pattern).toMatchObject({ text: '1.*.1.8.0.255', wildcards: 1 });
  expect(pattern?.matches('1.1.1.8.0.255')).toBe(true);
  expect(pattern?.matches('1.1.2.8.0.255')).toBe(false);
  expect(parseObisPattern('1.0.1.8.0')?.matches('1.0.1.8.0.255')).toBe(true);
  expect(parseObisPattern('1-0:1.8.0**')?.matches('1.0.1.8.0.7')).toBe(true);
  expect(parseObisPattern('1.0.1.8.0.300')).toBeUndefined();
  expect(parseObisPattern('1.0.1')).toBeUndefined();
});
