import { expect, test } from 'vitest';
import { DecodeError } from '../errors.js';
import {
  readBoolean,
  readPresence,
  readSequenceOf,
  writeBoolean,
  writePresence,
  writeSequenceOf,
} from './a-xdr.js';
import { ByteReader } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';

const reader = (...octets: number[]): ByteReader => new ByteReader(Uint8Array.from(octets));

test('a presence flag is 0 or 1 and nothing else', () => {
  expect(readPresence(reader(0))).toBe(false);
  expect(readPresence(reader(1))).toBe(true);
  expect(() => readPresence(reader(9))).toThrow(
    expect.objectContaining({ code: 'apdu.malformed', offset: 0 }),
  );
});

test('a boolean is true for any octet but 0, and written as 1', () => {
  expect(readBoolean(reader(0))).toBe(false);
  expect(readBoolean(reader(0xff))).toBe(true);
  const w = new ByteWriter();
  writeBoolean(w, true);
  writePresence(w, false);
  expect([...w.finish()]).toEqual([1, 0]);
});

test('a sequence is read element by element and written back', () => {
  const elements = readSequenceOf(reader(3, 7, 8, 9), (r) => r.u8());
  expect(elements).toEqual([7, 8, 9]);
  const w = new ByteWriter();
  writeSequenceOf(w, elements, (writer, element) => {
    writer.u8(element);
  });
  expect([...w.finish()]).toEqual([3, 7, 8, 9]);
});

test('a count that the octets cannot hold is refused before an element is read', () => {
  expect(() => readSequenceOf(reader(0x84, 0x7f, 0xff, 0xff, 0xff, 1), (r) => r.u8())).toThrow(
    expect.objectContaining({ code: 'apdu.count' }),
  );
  expect(() => readSequenceOf(reader(3, 7), (r) => r.u8())).toThrow(DecodeError);
});
