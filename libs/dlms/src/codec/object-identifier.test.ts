import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DecodeError } from '../errors.js';
import { ByteReader } from './byte-reader.js';
import { fromHex, toHex } from './hex.js';
import { readObjectIdentifier, writeObjectIdentifier } from './object-identifier.js';

const read = (hex: string): string =>
  readObjectIdentifier(new ByteReader(fromHex(hex) ?? new Uint8Array()));

test('an object identifier is read into its dotted form and written back', () => {
  expect(read('60857405080101')).toBe('2.16.756.5.8.1.1');
  expect(toHex(writeObjectIdentifier('2.16.756.5.8.2.7'))).toBe('60857405080207');
  expect(read('2a864886f70d')).toBe('1.2.840.113549');
  expect(read('883703')).toBe('2.999.3');
});

test('any arcs come back as they were written', () => {
  const arc = fc.integer({ min: 0, max: 0xffff_ffff });
  const roots = fc.oneof(
    fc.tuple(fc.constantFrom(0, 1), fc.integer({ min: 0, max: 39 })),
    fc.tuple(fc.constant(2), fc.integer({ min: 0, max: 0xffff_ff00 })),
  );
  fc.assert(
    fc.property(roots, fc.array(arc, { maxLength: 8 }), (root, arcs) => {
      const identifier = [...root, ...arcs].join('.');
      expect(readObjectIdentifier(new ByteReader(writeObjectIdentifier(identifier)))).toBe(
        identifier,
      );
    }),
  );
});

test.each(['', '8055', '6085', '60ffffffffff7f'])('the contents %o are refused', (hex) => {
  expect(() => read(hex)).toThrow(DecodeError);
});

test.each(['', '2', '3.1', '1.40', '2.1.x', '2.1.4294967296'])('%o cannot be written', (text) => {
  expect(() => writeObjectIdentifier(text)).toThrow(RangeError);
});
