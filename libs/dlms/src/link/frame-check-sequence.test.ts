import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checks, checkSequence } from './frame-check-sequence.js';

/** The definition, bit by bit. */
function bitByBit(octets: Uint8Array): number {
  let remainder = 0xffff;
  for (const octet of octets) {
    remainder ^= octet;
    for (let bit = 0; bit < 8; bit++)
      remainder = (remainder & 1) === 0 ? remainder >>> 1 : (remainder >>> 1) ^ 0x8408;
  }
  return remainder ^ 0xffff;
}

test('the check value of the catalogue is right', () => {
  const digits = Uint8Array.from('123456789', (digit) => digit.charCodeAt(0));
  expect(checkSequence(digits, 0, digits.length)).toBe(0x906e);
});

test('four octets at once give the same as bit by bit, at any place', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 70 }), fc.nat(10), (octets, skipped) => {
      const from = Math.min(skipped, octets.length);
      const sequence = bitByBit(octets.subarray(from));
      expect(checkSequence(octets, from, octets.length)).toBe(sequence);
      const checked = Uint8Array.of(...octets, sequence & 0xff, sequence >>> 8);
      expect(checks(checked, from, octets.length)).toBe(true);
      checked[octets.length] = sequence ^ 1;
      expect(checks(checked, from, octets.length)).toBe(false);
    }),
  );
});
