import { describe, expect, test } from 'vitest';
import { ByteReader } from '../codec/byte-reader.js';
import { fromHex } from '../codec/hex.js';
import {
  CONFORMANCE_FLAGS,
  conformanceBits,
  conformanceOf,
  readConformance,
} from './conformance.js';

const read = (hex: string): readonly string[] =>
  readConformance(new ByteReader(fromHex(hex) ?? new Uint8Array()));

describe('the conformance block', () => {
  test('names each of its 24 bits, first bit first', () => {
    expect(conformanceOf(0xff_ffff)).toEqual(CONFORMANCE_FLAGS);
    expect(conformanceOf(0x1c1e7d)).toEqual([
      'read',
      'write',
      'unconfirmed-write',
      'block-transfer-with-get-or-read',
      'block-transfer-with-set-or-write',
      'block-transfer-with-action',
      'multiple-references',
      'access',
      'parameterized-access',
      'get',
      'set',
      'selective-access',
      'action',
    ]);
  });

  test('is made of its names in any order', () => {
    expect(conformanceBits(['action', 'get', 'general-protection'])).toBe(0x400011);
  });

  test('is read under its tag of two octets and under the older one of one', () => {
    expect(read('5f1f0400000010')).toEqual(['get']);
    expect(read('5f0400000010')).toEqual(['get']);
  });

  test.each(['5f1f0300000010', '5f1f0401000010', '601f0400000010', '5f1f8400000010'])(
    '%s is refused',
    (hex) => {
      expect(() => read(hex)).toThrow(expect.objectContaining({ name: 'DecodeError' }));
    },
  );
});
