import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../codec/hex.js';
import { DecodeError } from '../errors.js';
import { readApdu, writeApdu } from './apdu.js';

interface Vector {
  readonly id: string;
  readonly frameHex: string | readonly string[];
}

const file = new URL('../../vectors/xdlms-services.json', import.meta.url);
const vectors = (JSON.parse(readFileSync(file, 'utf8')) as { readonly vectors: Vector[] }).vectors;

/** Every APDU of the vectors, and one of each form that they have none of. */
const apdus: [name: string, hex: string][] = [
  ...vectors.flatMap(({ id, frameHex }) =>
    [frameHex].flat().map((hex, i): [string, string] => [i === 0 ? id : `${id} (${i + 1})`, hex]),
  ),
  ['initiate-request', '01011000112233445566778899aabbccddeeff0000065f1f0400007e1f04b0'],
  ['initiate-request, no answer asked for', '0100010000065f1f0400007e1f04b0'],
  ['initiate-response', '0800065f1f0400007c1f04000007'],
  ['get-request-next', 'c002c100000002'],
  ['get-response with an error', 'c401c10104'],
  ['get-response-with-datablock', 'c402c100000000010003020304'],
  ['get-response-with-list, one an error', 'c403c102001103010b'],
  ['set-request-with-first-datablock', 'c102c100080000010000ff0200000000000102090c'],
  ['set-request-with-datablock', 'c103c1010000000202ffc4'],
  ['set-request-with-list', 'c104c10100080000010000ff0200011105'],
  ['set-request-with-list-and-first-datablock', 'c105c10100080000010000ff020000000000010201ff'],
  ['set-response-normal', 'c501c100'],
  ['set-response-datablock', 'c502c100000001'],
  ['set-response-last-datablock', 'c503c10000000002'],
  ['set-response-last-datablock-with-list', 'c504c102000300000002'],
  ['set-response-with-list', 'c505c1020003'],
  ['action-request without parameters', 'c301c100460000600300ff0100'],
  ['action-request-next-pblock', 'c302c100000001'],
  ['action-request-with-list', 'c303c10100460000600300ff01010f00'],
  ['action-request-with-first-pblock', 'c304c100460000600300ff01000000000102010f'],
  ['action-request-with-list-and-first-pblock', 'c305c10100460000600300ff01000000000102010f'],
  ['action-request-with-pblock', 'c306c101000000020100'],
  ['action-response without data', 'c701c10000'],
  ['action-response with an error inside', 'c701c10c010104'],
  ['action-response-with-pblock', 'c702c10100000001020f00'],
  ['action-response-with-list', 'c703c10200000001001105'],
  ['action-response-next-pblock', 'c704c100000001'],
  [
    'access-request with selection',
    'd9400000000c07e80101010c000000800000020400070100630100ff02020204060000000106000000051200011200000300460000600300ff0102000f00',
  ],
  [
    'access-response that repeats the request',
    'da400000000001010100080000010000ff0201090c07e80101010c000000800000010100',
  ],
  ['read-request', '050402fa0004fa080206000000010500010600000201ff'],
  ['read-request, write block', '050107010002'],
  ['read-response', '0c04001105010d02010001020102030002'],
  ['write-request', '060102fa40011105'],
  ['write-response', '0d0300010b020003'],
  ['unconfirmed-write-request', '160102fa40011105'],
  ['information-report-request', '18010f32303236303530313132303030305a0102fa40011105'],
  ['information-report-request without time', '18000102fa40011105'],
  ['data-notification-confirm', '10400000010c07e80101010c000000800000'],
  ['data-notification-confirm without time', '104000000100'],
];

const bytesOf = (hex: string): Uint8Array => fromHex(hex) ?? new Uint8Array();

function outcomeOf(bytes: Uint8Array): string {
  try {
    return readApdu(bytes).type;
  } catch (error) {
    if (error instanceof DecodeError) return error.code;
    throw error;
  }
}

describe('xDLMS services of the vectors and of each other form', () => {
  test.each(apdus)('%s is written back octet for octet', (_, hex) => {
    expect(toHex(writeApdu(readApdu(bytesOf(hex))))).toBe(hex);
  });

  test.each(apdus)('%s is refused when it is cut, wherever', (_, hex) => {
    const bytes = bytesOf(hex);
    for (let length = 0; length < bytes.length; length++)
      expect(() => readApdu(bytes.subarray(0, length))).toThrow(DecodeError);
  });

  test.each(apdus)('%s is refused with an octet behind it', (_, hex) => {
    expect(outcomeOf(bytesOf(`${hex}00`))).toBe('apdu.trailing');
  });

  test.each(apdus)('%s with any octet changed is read or refused, no more', (_, hex) => {
    const bytes = bytesOf(hex);
    for (let i = 1; i < bytes.length; i++) {
      const changed = bytes.slice();
      for (const octet of [0, 1, 0x7f, 0x84, 0xff]) {
        changed[i] = octet;
        outcomeOf(changed);
      }
    }
  });
});

describe('xDLMS services', () => {
  test.each([
    'c004c1',
    'c106',
    'c300',
    'c307c1',
    'c404c1',
    'c506c1',
    'c705c1',
    '050103',
    '0c0104',
    '0d0103',
  ])('%s, a choice that does not exist, is refused', (hex) => {
    expect(outcomeOf(bytesOf(`${hex}0000000000`))).toBe('apdu.malformed');
  });

  test.each([
    'c003c184ffffffff',
    'c403c18400ffffff',
    'c505c184ffffffff',
    '0584ffffffff',
    'd9000000000084ffffffff',
  ])('%s, a count that no octets can hold, is refused at once', (hex) => {
    expect(outcomeOf(bytesOf(hex))).toBe('apdu.count');
  });

  test('a date-time that is neither 0 nor 12 octets is refused', () => {
    expect(outcomeOf(bytesOf('10400000010b07e80101010c0000008000'))).toBe('apdu.date-time');
  });

  test('one budget of elements counts for all values of a list', () => {
    const array = [0, 1, 0x82, 0x9c, 0x40, ...new Array<number>(40_000).fill(0)];
    expect(outcomeOf(Uint8Array.of(0x0c, 1, ...array))).toBe('read-response');
    expect(outcomeOf(Uint8Array.of(0x0c, 2, ...array, ...array))).toBe('apdu.count');
  });
});
