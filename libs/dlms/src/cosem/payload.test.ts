import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteReader } from '../codec/byte-reader.js';
import { fromHex, toHex } from '../codec/hex.js';
import { DecodeError } from '../errors.js';
import type { Data } from './data.js';
import { writeObis } from './obis.js';
import type { PayloadOptions, PayloadValue } from './payload.js';
import { readPayload } from './payload.js';
import { readData } from './read-data.js';

const u32 = (value: number): Data => ({ type: 'double-long-unsigned', value });
const u16 = (value: number): Data => ({ type: 'long-unsigned', value });
const i8 = (value: number): Data => ({ type: 'integer', value });
const unit = (value: number): Data => ({ type: 'enum', value });
const octets = (hex: string): Data => ({
  type: 'octet-string',
  value: fromHex(hex) ?? new Uint8Array(),
});
const code = (obis: string): Data => ({ type: 'octet-string', value: writeObis(obis) });
const text = (value: string): Data => ({ type: 'visible-string', value });
const structure = (...value: Data[]): Data => ({ type: 'structure', value });
const array = (...value: Data[]): Data => ({ type: 'array', value });
const scale = (scaler: number, code_: number): Data => structure(i8(scaler), unit(code_));

const CLOCK = '07e504190715052a00ff8880';
const IMPORT = '1.0.1.8.0.255';
const EXPORT = '1.0.2.8.0.255';

/** One short line a value: path, name, scaler and unit. */
function found(body: Data, options?: PayloadOptions): string[] {
  return readPayload(body, options).map((value) =>
    [
      value.path.join('/'),
      value.classId === undefined ? undefined : `class ${value.classId}`,
      value.obis,
      value.attribute === undefined ? undefined : `attribute ${value.attribute}`,
      value.dataIndex === undefined ? undefined : `index ${value.dataIndex}`,
      value.scaler === undefined ? undefined : `e${value.scaler}`,
      value.unit === undefined ? undefined : `unit ${value.unit}`,
      value.captureTime === undefined ? undefined : 'timed',
    ]
      .filter((part) => part !== undefined)
      .join(' '),
  );
}

test('a single value is its own body', () => {
  expect(found(u32(1))).toEqual(['']);
});

test('a flat list without codes is told by place', () => {
  expect(found(structure(octets(CLOCK), u32(1), text('x'), array(u16(9400))))).toEqual([
    '0',
    '1',
    '2',
    '3',
  ]);
});

test('in a flat list a code names the value behind it, and a scaler and unit the value before', () => {
  const body = structure(
    octets(CLOCK),
    code(IMPORT),
    u32(1),
    scale(0, 30),
    code(EXPORT),
    u32(2),
    octets('313831323230303030303039'),
  );
  expect(found(body)).toEqual(['0', `2 ${IMPORT} e0 unit 30`, `5 ${EXPORT}`, '6']);
});

test('six octets that are no code stay a value', () => {
  // A serial number in ASCII, a MAC address, the last element of a list.
  expect(found(structure(octets('313233343536'), u32(1)))).toEqual(['0', '1']);
  expect(found(structure(octets('001a2b3c4d9e'), u32(1), u32(2), u32(3), u32(4)))[0]).toBe('0');
  expect(found(structure(u32(1), code(IMPORT)))).toEqual(['0', '1']);
});

test('a code may be the value of a code', () => {
  expect(found(structure(code('0.0.40.0.0.255'), code(IMPORT)))).toEqual(['1 0.0.40.0.0.255']);
});

test('a list that starts with the push setup it comes from is told by place', () => {
  const body = structure(code('0.8.25.9.0.255'), octets('4c475a31'), u32(1), u32(2));
  expect(found(body)).toEqual(['0', '1', '2', '3']);
  expect(found(structure(text('meter'), code('0.1.25.9.0.255'), u32(1)))).toEqual([
    '0',
    '2 0.1.25.9.0.255',
  ]);
});

test.each([
  [structure(code(IMPORT), u32(1)), [`0/1 ${IMPORT}`]],
  [structure(code(IMPORT), u32(1), scale(-1, 35)), [`0/1 ${IMPORT} e-1 unit 35`]],
  [structure(code(IMPORT), u32(1), i8(-1), unit(35)), [`0/1 ${IMPORT} e-1 unit 35`]],
  [structure(code(IMPORT), scale(-1, 35), u32(1)), [`0/2 ${IMPORT} e-1 unit 35`]],
  [structure(code(IMPORT), structure(u32(1), scale(1, 30))), [`0/1/0 ${IMPORT} e1 unit 30`]],
  [structure(code('1.0.1.8.0.3'), u32(1)), ['0/1 1.0.1.8.0.3']],
  [structure(u16(3), code(IMPORT), i8(2), u32(1)), [`0/3 class 3 ${IMPORT} attribute 2`]],
  [
    structure(u16(3), code(IMPORT), i8(2), u32(1), scale(0, 30)),
    [`0/3 class 3 ${IMPORT} attribute 2 e0 unit 30`],
  ],
  [
    structure(structure(u16(3), octets('808080808080'), i8(2)), u32(1)),
    ['0/1 class 3 128.128.128.128.128.128 attribute 2'],
  ],
  [structure(u32(1), scale(-2, 33)), ['0/0 e-2 unit 33']],
])('the entry %# tells its own name', (entry, lines) => {
  expect(found(array(entry))).toEqual(lines);
  expect(found(structure(entry, entry))).toEqual([
    ...lines,
    ...lines.map((line) => line.replace(/^0/, '1')),
  ]);
});

test('lists of entries may stand anywhere in the tree', () => {
  const body = structure(
    unit(1),
    array(structure(code(IMPORT), u32(1)), structure(code(EXPORT), u32(2))),
  );
  expect(found(body)).toEqual(['0', `1/0/1 ${IMPORT}`, `1/1/1 ${EXPORT}`]);
});

function pushObject(classId: number, obis: string, attribute: number, ...more: Data[]): Data {
  return structure(u16(classId), code(obis), i8(attribute), u16(0), ...more);
}

test('entry n of a push object list describes element n of the body', () => {
  const list = array(
    pushObject(40, '0.6.25.9.0.255', 2),
    pushObject(3, IMPORT, 2),
    pushObject(3, EXPORT, 2, structure(unit(0), { type: 'null-data', value: null }), array()),
  );
  expect(found(structure(list, u32(1), structure(u32(2), scale(0, 30))))).toEqual([
    '0 class 40 0.6.25.9.0.255 attribute 2 index 0',
    `1 class 3 ${IMPORT} attribute 2 index 0`,
    `2/0 class 3 ${EXPORT} attribute 2 index 0 e0 unit 30`,
  ]);
});

test('a push object list that leaves itself out describes what stands behind it', () => {
  const list = array(pushObject(3, IMPORT, 2), pushObject(3, IMPORT, 3));
  expect(found(structure(list, u32(1), scale(3, 30)))).toEqual([
    '0',
    `1 class 3 ${IMPORT} attribute 2 index 0 e3 unit 30`,
    `2 class 3 ${IMPORT} attribute 3 index 0`,
  ]);
});

test('a push object list that does not fit the body names nothing', () => {
  const list = array(pushObject(40, '0.6.25.9.0.255', 2), pushObject(3, IMPORT, 2));
  expect(found(structure(list, u32(1), u32(2), u32(3)))).toEqual(['0', '1', '2', '3']);
});

const rows = (...values: number[]): Data[] =>
  values.map((value) => structure(octets(CLOCK), u32(value)));

test('a profile gives a value for each row and column, with the time of its row', () => {
  expect(found(array(...rows(1, 2)))).toEqual([
    '0/0 index 1 timed',
    '0/1 index 2 timed',
    '1/0 index 1 timed',
    '1/1 index 2 timed',
  ]);
  const list = array(pushObject(40, '0.6.25.9.0.255', 2), pushObject(7, '1.0.99.1.0.255', 2));
  const body = structure(list, array(...rows(1)));
  expect(found(body).slice(1)).toEqual([
    '1/0/0 class 7 1.0.99.1.0.255 attribute 2 index 1 timed',
    '1/0/1 class 7 1.0.99.1.0.255 attribute 2 index 2 timed',
  ]);
  expect(found(body, { buffers: 'whole' }).slice(1)).toEqual([
    '1 class 7 1.0.99.1.0.255 attribute 2 index 0',
  ]);
});

test('the columns that an entry chooses name the cells of its profile', () => {
  const columns = array(pushObject(8, '0.0.1.0.0.255', 2), pushObject(3, IMPORT, 2));
  const restriction = structure(unit(0), { type: 'null-data', value: null });
  const list = array(
    pushObject(40, '0.6.25.9.0.255', 2),
    pushObject(7, '1.0.99.1.0.255', 2, restriction, columns),
  );
  expect(found(structure(list, array(...rows(1)))).slice(1)).toEqual([
    '1/0/0 class 8 0.0.1.0.0.255 attribute 2 index 0 timed',
    `1/0/1 class 3 ${IMPORT} attribute 2 index 0 timed`,
  ]);
});

test('a compact-array of clocked rows is a profile too', () => {
  const row = `0c${CLOCK}11000005ed`;
  const data = new ByteReader(fromHex(`13020309110624${row}${row}`) ?? new Uint8Array());
  const values = readPayload(readData(data));
  expect(values.map(({ path }) => path.join('/'))).toEqual([
    '0/0',
    '0/1',
    '0/2',
    '1/0',
    '1/1',
    '1/2',
  ]);
  expect(toHex(values[5]?.captureTime ?? new Uint8Array())).toBe(CLOCK);
});

test('each value is found at the end of its path', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
      const body = readable(bytes);
      if (body !== undefined) for (const value of readPayload(body)) expectAtPath(body, value);
    }),
    { numRuns: 2000 },
  );
});

function readable(bytes: Uint8Array): Data | undefined {
  try {
    return readData(new ByteReader(bytes));
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

function expectAtPath(body: Data, { path, data }: PayloadValue): void {
  let at: unknown = body;
  for (const index of path) at = (at as { value: unknown[] }).value[index];
  expect(at).toBe(data);
}
