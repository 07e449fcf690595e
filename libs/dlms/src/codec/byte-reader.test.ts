import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DecodeError } from '../errors.js';
import { ByteReader } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';
import { fromHex, toHex } from './hex.js';

function reader(hex: string): ByteReader {
  return new ByteReader(fromHex(hex) ?? new Uint8Array());
}

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof DecodeError) return `${error.code}@${String(error.offset)}`;
    throw error;
  }
  return 'no error';
}

test('integers of every width are read with their sign', () => {
  const r = reader('ff80 ffff8000 fffffffe80000000 8000000000000000ffffffffffffffff');
  expect([r.u8(), r.i8()]).toEqual([255, -128]);
  expect([r.u16(), r.i16()]).toEqual([65_535, -32_768]);
  expect([r.u32(), r.i32()]).toEqual([4_294_967_294, -2_147_483_648]);
  expect([r.i64(), r.u64()]).toEqual([-9_223_372_036_854_775_808n, 18_446_744_073_709_551_615n]);
  expect(r.remaining).toBe(0);
});

test('reading past the end is apdu.truncated at the place where octets lack', () => {
  const r = reader('0102');
  r.u8();
  expect(codeOf(() => r.u16())).toBe('apdu.truncated@1');
  expect(codeOf(() => r.take(2))).toBe('apdu.truncated@1');
  expect(r.u8()).toBe(2);
  expect(r.peek()).toBe(-1);
});

test('octet strings are views of what was received', () => {
  const bytes = Uint8Array.of(2, 10, 11, 12);
  const octets = new ByteReader(bytes).octets();
  expect(toHex(octets)).toBe('0a0b');
  expect(octets.buffer).toBe(bytes.buffer);
});

test('a reader of a part does not see what stands behind it', () => {
  const r = new ByteReader(Uint8Array.of(1, 2, 3, 4), 1, 3);
  expect(toHex(r.rest())).toBe('0203');
  expect(codeOf(() => r.u8())).toBe('apdu.truncated@3');
});

test('a length may be written longer than needed, up to four octets', () => {
  expect(reader('7f').length()).toBe(127);
  expect(reader('8200e7').length()).toBe(231);
  expect(reader('84ffffffff').length()).toBe(4_294_967_295);
  expect(codeOf(() => reader('850000000001').length())).toBe('apdu.length@0');
  expect(codeOf(() => reader('80').length())).toBe('apdu.length@0');
  expect(codeOf(() => reader('8201').length())).toBe('apdu.truncated@1');
});

test('a length that was written is read again', () => {
  fc.assert(
    fc.property(fc.nat(0xffff_ffff), (length) => {
      const w = new ByteWriter(1);
      w.lengthOf(length);
      expect(new ByteReader(w.finish()).length()).toBe(length);
    }),
  );
});

test('numbers that were written are read again, however often the writer has to grow', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 0xffff_ffff }),
      fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn }),
      fc.double(),
      fc.uint8Array({ maxLength: 300 }),
      (u32, u64, f64, octets) => {
        const w = new ByteWriter(1);
        w.u32(u32);
        w.u64(u64);
        w.f64(f64);
        w.octets(octets);
        const r = new ByteReader(w.finish());
        expect([r.u32(), r.u64()]).toEqual([u32, u64]);
        expect(Object.is(r.f64(), f64)).toBe(true);
        expect(r.octets()).toEqual(octets);
        expect(r.remaining).toBe(0);
      },
    ),
  );
});
