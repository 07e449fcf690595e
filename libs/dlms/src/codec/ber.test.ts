import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DecodeError } from '../errors.js';
import {
  BER_OCTET_STRING,
  closeBer,
  openBer,
  readBerBits,
  readBerContents,
  readBerElement,
  readBerInteger,
  readBerLength,
  writeBer,
  writeBerBits,
  writeBerInteger,
} from './ber.js';
import { ByteReader } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';

const reader = (...octets: number[]): ByteReader => new ByteReader(Uint8Array.from(octets));

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof DecodeError) return error.code;
    throw error;
  }
  return 'none';
}

describe('BER lengths', () => {
  test('are read in the short form and in the long form, longer than needed too', () => {
    expect(readBerLength(reader(0x7f))).toBe(127);
    expect(readBerLength(reader(0x81, 0x80))).toBe(128);
    expect(readBerLength(reader(0x84, 0, 0, 1, 2))).toBe(258);
  });

  test('of indefinite form and of more than four octets are refused', () => {
    expect(codeOf(() => readBerLength(reader(0x80, 0, 0)))).toBe('apdu.ber-length');
    expect(codeOf(() => readBerLength(reader(0x85, 0, 0, 0, 0, 1)))).toBe('apdu.ber-length');
  });

  test('that go beyond the octets, or stop short of them, are refused', () => {
    expect(codeOf(() => readBerContents(reader(3, 1, 2)))).toBe('apdu.ber-length');
    const contents = readBerContents(reader(2, 1, 2));
    contents.u8();
    expect(() => {
      closeBer(contents, 'field');
    }).toThrow(expect.objectContaining({ code: 'apdu.ber-length', offset: 2 }));
  });
});

describe('BER elements', () => {
  test('keep identifiers of several octets as one number', () => {
    const { tag, contents } = readBerElement(reader(0x5f, 0x1f, 2, 7, 8));
    expect(tag).toBe(0x5f1f);
    expect([...contents.rest()]).toEqual([7, 8]);
  });

  test('with an identifier that never ends are refused', () => {
    expect(codeOf(() => readBerElement(reader(0x5f, 0xff, 0xff, 0xff, 0xff, 0)))).toBe(
      'apdu.malformed',
    );
  });

  test('with another tag than the one that must stand are refused', () => {
    expect(codeOf(() => openBer(reader(0x02, 1, 0), BER_OCTET_STRING, 'title'))).toBe(
      'apdu.malformed',
    );
  });

  test('are read as they were written', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(0x04, 0xa1, 0x5f1f, 0x7f8101),
        fc.uint8Array({ maxLength: 300 }),
        (tag, contents) => {
          const w = new ByteWriter();
          writeBer(w, tag, contents);
          const element = readBerElement(new ByteReader(w.finish()));
          expect(element.tag).toBe(tag);
          expect(element.contents.rest()).toEqual(contents);
        },
      ),
    );
  });
});

describe('BER integers and bit strings', () => {
  test('integers are written in as few octets as they need, and read back', () => {
    fc.assert(
      fc.property(fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff }), (value) => {
        const w = new ByteWriter();
        writeBerInteger(w, value);
        expect(readBerInteger(openBer(new ByteReader(w.finish()), 2, 'integer'))).toBe(value);
      }),
    );
    const w = new ByteWriter();
    for (const value of [0, 127, 128, -128, -129]) writeBerInteger(w, value);
    expect([...w.finish()]).toEqual([
      2, 1, 0, 2, 1, 127, 2, 2, 0, 128, 2, 1, 128, 2, 2, 0xff, 0x7f,
    ]);
  });

  test('integers of no octet and of five are refused', () => {
    expect(codeOf(() => readBerInteger(reader()))).toBe('apdu.malformed');
    expect(codeOf(() => readBerInteger(reader(0, 0, 0, 0, 1)))).toBe('apdu.malformed');
  });

  test('bit strings are read as they were written', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('0', '1'), maxLength: 40 }), (bits) => {
        const w = new ByteWriter();
        writeBerBits(w, 0x8a, bits);
        expect(readBerBits(openBer(new ByteReader(w.finish()), 0x8a, 'bits'))).toBe(bits);
      }),
    );
  });

  test('bit strings that leave more bits unused than they have are refused', () => {
    expect(codeOf(() => readBerBits(reader(8, 0)))).toBe('apdu.malformed');
    expect(codeOf(() => readBerBits(reader(7)))).toBe('apdu.malformed');
    expect(codeOf(() => readBerBits(reader()))).toBe('apdu.truncated');
  });
});
