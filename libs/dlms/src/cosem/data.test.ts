import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteReader } from '../codec/byte-reader.js';
import { ByteWriter } from '../codec/byte-writer.js';
import { fromHex, toHex } from '../codec/hex.js';
import { DecodeError } from '../errors.js';
import type { Data, TypeDescription } from './data.js';
import { MAX_ELEMENTS } from './data-budget.js';
import { readData } from './read-data.js';
import { writeData } from './write-data.js';

function octets(hex: string): Uint8Array {
  return fromHex(hex) ?? new Uint8Array();
}

function read(hex: string): Data {
  const r = new ByteReader(octets(hex));
  const data = readData(r);
  expect(r.remaining).toBe(0);
  return data;
}

function write(data: Data): string {
  const w = new ByteWriter();
  writeData(w, data);
  return toHex(w.finish());
}

function codeOf(bytes: Uint8Array): string {
  try {
    readData(new ByteReader(bytes));
  } catch (error) {
    if (error instanceof DecodeError) return error.code;
    throw error;
  }
  return 'no error';
}

/** Each type once, as it stands on the wire. */
const EACH_TYPE: readonly (readonly [hex: string, data: Data])[] = [
  ['00', { type: 'null-data', value: null }],
  ['010100', { type: 'array', value: [{ type: 'null-data', value: null }] }],
  ['02010301', { type: 'structure', value: [{ type: 'boolean', value: true }] }],
  ['0301', { type: 'boolean', value: true }],
  ['0409ab80', { type: 'bit-string', value: '101010111' }],
  ['05fffffffe', { type: 'double-long', value: -2 }],
  ['06fffffffe', { type: 'double-long-unsigned', value: 4_294_967_294 }],
  ['0903aabbcc', { type: 'octet-string', value: octets('aabbcc') }],
  ['0a03616263', { type: 'visible-string', value: 'abc' }],
  ['0c04c3a5c3b8', { type: 'utf8-string', value: 'åø' }],
  ['0d99', { type: 'bcd', value: octets('99') }],
  ['0fff', { type: 'integer', value: -1 }],
  ['108000', { type: 'long', value: -32_768 }],
  ['11ff', { type: 'unsigned', value: 255 }],
  ['12ffff', { type: 'long-unsigned', value: 65_535 }],
  ['148000000000000000', { type: 'long64', value: -9_223_372_036_854_775_808n }],
  ['15ffffffffffffffff', { type: 'long64-unsigned', value: 18_446_744_073_709_551_615n }],
  ['1603', { type: 'enum', value: 3 }],
  ['173fc00000', { type: 'float32', value: 1.5 }],
  ['183ff8000000000000', { type: 'float64', value: 1.5 }],
  ['1907e80101010c000000800000', { type: 'date-time', value: octets('07e80101010c000000800000') }],
  ['1a07e8010101', { type: 'date', value: octets('07e8010101') }],
  ['1b0c000000', { type: 'time', value: octets('0c000000') }],
  ['1c80', { type: 'delta-integer', value: -128 }],
  ['1dff00', { type: 'delta-long', value: -256 }],
  ['1effffff00', { type: 'delta-double-long', value: -256 }],
  ['1f80', { type: 'delta-unsigned', value: 128 }],
  ['20ff00', { type: 'delta-long-unsigned', value: 65_280 }],
  ['21ffffffff', { type: 'delta-double-long-unsigned', value: 4_294_967_295 }],
  ['ff', { type: 'dont-care', value: null }],
];

test.each(EACH_TYPE)('%s is read and written as it is', (hex, data) => {
  expect(read(hex)).toEqual(data);
  expect(write(data)).toBe(hex);
});

test('a value cut at any length is apdu.truncated', () => {
  for (const [hex] of EACH_TYPE)
    for (let length = 0; length < hex.length / 2; length++)
      expect(codeOf(octets(hex).subarray(0, length))).toBe('apdu.truncated');
});

test('any value that is written is read again', () => {
  fc.assert(
    fc.property(anyData, (data) => {
      expect(read(write(data))).toEqual(data);
    }),
  );
});

test('octets of any kind give a value or a DecodeError', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      codeOf(bytes);
    }),
    { numRuns: 2000 },
  );
});

test('an unknown type is named with its place', () => {
  expect(() => read('020155')).toThrow(/tag 85/);
  expect(codeOf(octets('55'))).toBe('apdu.unknown-type');
});

test('32 levels are read, the 33rd is refused without a deep stack', () => {
  const nested = (levels: number): Uint8Array => octets('0201'.repeat(levels) + '00');
  expect(codeOf(nested(32))).toBe('no error');
  expect(codeOf(nested(33))).toBe('apdu.depth');
  expect(codeOf(nested(30_000))).toBe('apdu.depth');
  expect(codeOf(octets(`13${'0201'.repeat(40)}0600`))).toBe('apdu.depth');
});

test('a count that no octets could hold is refused before anything is made', () => {
  expect(codeOf(octets('0184ffffffff0600000001'))).toBe('apdu.count');
  expect(codeOf(octets('02840001000106000000'))).toBe('apdu.count');
});

test('an array that was cut is truncated, not miscounted', () => {
  expect(codeOf(octets('0103060000000106000000'))).toBe('apdu.truncated');
});

test('a length beyond the octets reserves nothing', () => {
  expect(codeOf(octets('09847fffffffaabb'))).toBe('apdu.truncated');
  expect(codeOf(octets('0484ffffffffaabb'))).toBe('apdu.truncated');
  expect(codeOf(octets('09850000000001aa'))).toBe('apdu.length');
});

test('a compact-array keeps lengths of strings and leaves out tags', () => {
  const rows = ['02aabb00000001', '01cc00000002', '0000000003'];
  const hex = `130202090612${rows.join('')}`;
  expect(read(hex)).toMatchObject({
    type: 'compact-array',
    value: [1, 2, 3].map((value) => ({ type: 'structure', value: [{}, { value }] })),
  });
  expect(write(read(hex))).toBe(hex);
});

test('a compact-array of arrays has the count in its description', () => {
  const data = read('13010002' + '11' + '04' + '01020304');
  expect(data).toEqual({
    type: 'compact-array',
    description: { type: 'array', count: 2, element: { type: 'unsigned' } },
    value: [
      { type: 'array', value: [1, 2].map((value) => ({ type: 'unsigned', value })) },
      { type: 'array', value: [3, 4].map((value) => ({ type: 'unsigned', value })) },
    ],
  });
  expect(write(data)).toBe('130100021104' + '01020304');
});

test('a compact-array whose contents are no whole number of elements is refused', () => {
  expect(codeOf(octets('1300050102030405'))).toBe('apdu.compact-array');
  expect(codeOf(octets('1306050000000102'))).toBe('apdu.compact-array');
  // The octets that lack in the contents stand behind them: they belong to the next value.
  expect(codeOf(octets('020213060500000001020600000001'))).toBe('apdu.compact-array');
  expect(codeOf(octets('131300'))).toBe('apdu.compact-array');
  expect(codeOf(octets('1300' + '00'))).toBe('no error');
});

test('a description that multiplies without octets ends at the limit of elements', () => {
  expect(codeOf(octets('1301ffff01ffff01ffff00' + '0101'))).toBe('apdu.count');
  const wide = `1301${(MAX_ELEMENTS - 1).toString(16)}00` + '0101';
  expect(codeOf(octets(wide))).toMatch(/apdu\.(count|compact-array)/);
});

const anyOctets = fc.uint8Array({ maxLength: 20 });
const number = (type: string, min: number, max: number): fc.Arbitrary<Data> =>
  fc.integer({ min, max }).map((value) => ({ type, value }) as Data);

const anySimple: fc.Arbitrary<Data> = fc.oneof(
  fc.constantFrom<Data>({ type: 'null-data', value: null }, { type: 'dont-care', value: null }),
  fc.boolean().map((value): Data => ({ type: 'boolean', value })),
  fc
    .array(fc.constantFrom('0', '1'), { maxLength: 40 })
    .map((bits): Data => ({ type: 'bit-string', value: bits.join('') })),
  number('integer', -128, 127),
  number('long', -32_768, 32_767),
  number('double-long', -2_147_483_648, 2_147_483_647),
  number('unsigned', 0, 255),
  number('long-unsigned', 0, 65_535),
  number('double-long-unsigned', 0, 4_294_967_295),
  number('delta-double-long', -2_147_483_648, 2_147_483_647),
  number('enum', 0, 255),
  fc
    .bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
    .map((value): Data => ({ type: 'long64', value })),
  fc
    .bigInt({ min: 0n, max: 2n ** 64n - 1n })
    .map((value): Data => ({ type: 'long64-unsigned', value })),
  fc.float().map((value): Data => ({ type: 'float32', value })),
  fc.double().map((value): Data => ({ type: 'float64', value })),
  anyOctets.map((value): Data => ({ type: 'octet-string', value })),
  fc.string({ unit: 'grapheme-ascii' }).map((value): Data => ({ type: 'visible-string', value })),
  fc.string({ unit: 'grapheme' }).map((value): Data => ({ type: 'utf8-string', value })),
  fc
    .uint8Array({ minLength: 12, maxLength: 12 })
    .map((value): Data => ({ type: 'date-time', value })),
);

/** Structures of two columns, so that the description is easy to tell. */
const anyCompactArray: fc.Arbitrary<Data> = fc
  .array(fc.tuple(anyOctets, fc.nat(65_535)), { maxLength: 5 })
  .map((rows): Data => {
    const description: TypeDescription = {
      type: 'structure',
      elements: [{ type: 'octet-string' }, { type: 'long-unsigned' }],
    };
    const value = rows.map(([text, counter]): Data => ({
      type: 'structure',
      value: [
        { type: 'octet-string', value: text },
        { type: 'long-unsigned', value: counter },
      ],
    }));
    return { type: 'compact-array', description, value };
  });

const anyData: fc.Arbitrary<Data> = fc.letrec<{ data: Data }>((tie) => ({
  data: fc.oneof(
    { depthSize: 'small', maxDepth: 6 },
    anySimple,
    anyCompactArray,
    fc.array(tie('data'), { maxLength: 6 }).map((value): Data => ({ type: 'structure', value })),
    fc.array(tie('data'), { maxLength: 6 }).map((value): Data => ({ type: 'array', value })),
  ),
})).data;
