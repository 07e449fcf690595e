import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteReader } from '../codec/byte-reader.js';
import { ByteWriter } from '../codec/byte-writer.js';
import { fromHex, toHex } from '../codec/hex.js';
import { DecodeError } from '../errors.js';
import {
  type GeneralBlockTransfer,
  readGeneralBlockTransfer,
  writeBlocks,
  writeGeneralBlockTransfer,
} from './general-block-transfer.js';

const hex = (text: string): Uint8Array => fromHex(text) ?? new Uint8Array();
const read = (octets: Uint8Array): GeneralBlockTransfer =>
  readGeneralBlockTransfer(new ByteReader(octets, 1));

function write(pdu: GeneralBlockTransfer): Uint8Array {
  const w = new ByteWriter();
  writeGeneralBlockTransfer(w, pdu);
  return w.finish();
}

test('a block is control, both block numbers and data', () => {
  const octets = hex('e0c30005ffff03aabbcc');
  const block = read(octets);
  expect(block).toEqual({
    type: 'general-block-transfer',
    lastBlock: true,
    streaming: true,
    window: 3,
    blockNumber: 5,
    blockNumberAck: 0xffff,
    blockData: hex('aabbcc'),
  });
  expect(write(block)).toEqual(octets);
});

test('a block that is cut short is refused wherever it is cut', () => {
  const octets = hex('e0c30005ffff03aabbcc');
  for (let length = 1; length < octets.length; length++)
    expect(() => read(octets.subarray(0, length))).toThrow(DecodeError);
});

test('a block that was written is read the same', () => {
  fc.assert(
    fc.property(
      fc.record({
        type: fc.constant('general-block-transfer' as const),
        lastBlock: fc.boolean(),
        streaming: fc.boolean(),
        window: fc.nat(63),
        blockNumber: fc.nat(65_535),
        blockNumberAck: fc.nat(65_535),
        blockData: fc.uint8Array({ maxLength: 300 }),
      }),
      (pdu) => {
        expect(read(write(pdu))).toEqual(pdu);
      },
    ),
  );
});

test('an APDU is cut into blocks that count from 1, the last one marked', () => {
  expect(writeBlocks(hex('0f0102030405'), { maxBlockLength: 4 }).map(toHex)).toEqual([
    'e04000010000040f010203',
    'e0c000020000020405',
  ]);
  const waiting = { maxBlockLength: 10, streaming: false, window: 1 };
  expect(writeBlocks(hex('0f'), waiting).map(toHex)).toEqual(['e08100010000010f']);
});

test('more blocks than there are numbers is an error of the caller', () => {
  expect(() => writeBlocks(new Uint8Array(65_536), { maxBlockLength: 1 })).toThrow(RangeError);
  expect(() => writeBlocks(hex('0f'), { maxBlockLength: 0 })).toThrow(RangeError);
});
