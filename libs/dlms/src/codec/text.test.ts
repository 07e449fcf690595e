import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromHex, toHex } from './hex.js';
import { isPrintable, readLatin1, readUtf8, writeLatin1, writeUtf8 } from './text.js';

test('hex ignores white space and case, and refuses half an octet', () => {
  expect(fromHex(' 0A fF\n')).toEqual(Uint8Array.of(10, 255));
  expect(fromHex('abc')).toBeUndefined();
  expect(fromHex('zz')).toBeUndefined();
  expect(toHex(Uint8Array.of(0, 171))).toBe('00ab');
});

test('UTF-8 is read as the platform reads it, valid or not', () => {
  const platform = new TextDecoder('utf-8', { ignoreBOM: true });
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const octets = new TextEncoder().encode(text);
      expect(toHex(writeUtf8(text))).toBe(toHex(octets));
      expect(readUtf8(octets)).toBe(platform.decode(octets));
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 12 }), (octets) => {
      const text = readUtf8(octets);
      const valid = !text.includes('\ufffd');
      if (valid) expect(text).toBe(platform.decode(octets));
      else expect(platform.decode(octets)).toContain('\ufffd');
    }),
  );
});

test('a surrogate or a longer form than needed is no UTF-8', () => {
  for (const hex of ['eda080', 'c080', 'e08080', 'f0808080', 'f4908080', 'ff', 'e28'])
    expect(
      readUtf8(fromHex(hex.padEnd(hex.length + (hex.length % 2), '0')) ?? new Uint8Array()),
    ).toContain('\ufffd');
});

test('a visible-string keeps every octet, ASCII or not', () => {
  const octets = Uint8Array.from({ length: 9000 }, (_, i) => i % 256);
  expect(writeLatin1(readLatin1(octets))).toEqual(octets);
  expect(() => writeLatin1('€')).toThrow(RangeError);
});

test('printable is ASCII without control characters, and not empty', () => {
  expect(isPrintable(writeLatin1('LGZ1030163598905'))).toBe(true);
  expect(isPrintable(writeLatin1('1012\0'))).toBe(false);
  expect(isPrintable(new Uint8Array())).toBe(false);
});
