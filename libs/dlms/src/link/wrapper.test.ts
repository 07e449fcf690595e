import { expect, test } from 'vitest';
import { fromHex, toHex } from '../codec/hex.js';
import { writeBlocks } from '../xdlms/general-block-transfer.js';
import { createFramer } from './create-framer.js';
import type { Framer } from './framer.js';
import { joinOctets } from './octets.js';
import { toldText } from './test-told.js';
import { writeWrapper } from './wrapper.js';

const hex = (text: string): Uint8Array => fromHex(text) ?? new Uint8Array();
const PORTS = { sourcePort: 1, destinationPort: 103 };
const APDU = '0f40000000000901ff';

function take(framer: Framer): string[] {
  const events: string[] = [];
  for (let event = framer.nextEvent(); event !== undefined; event = framer.nextEvent())
    events.push(toldText(event));
  return events;
}

test('a header is version, ports and length', () => {
  expect(toHex(writeWrapper(hex('c001'), { sourcePort: 16, destinationPort: 1 }))).toBe(
    '0001001000010002c001',
  );
  expect(() => writeWrapper(new Uint8Array(65_536), PORTS)).toThrow(RangeError);
});

test('any APDU is read with any ports at the start and behind a good frame', () => {
  const framer = createFramer('WRAPPER', { maxApduLength: 100 });
  framer.receive(writeWrapper(hex('7f00'), { sourcePort: 0xffff, destinationPort: 0 }), 0);
  framer.receive(writeWrapper(hex('00'), PORTS), 0);
  expect(take(framer)).toEqual(['7f00', '00']);
});

test('an APDU over the limit is refused by its header, thrown away, and the next one decodes', () => {
  const framer = createFramer('WRAPPER', { maxApduLength: 100 });
  const long = writeWrapper(new Uint8Array(60_000).fill(1), PORTS);
  framer.receive(long.subarray(0, 8), 0);
  expect(framer.nextEvent()).toMatchObject({ code: 'link.too-long', offset: 6, dropped: 8 });
  for (let at = 8; at < long.length; at += 999) {
    framer.receive(long.subarray(at, at + 999), 0);
    expect(framer.buffered).toBe(0);
  }
  framer.receive(writeWrapper(hex(APDU), PORTS), 0);
  expect(take(framer)).toEqual([APDU]);
  expect(framer.droppedTotal).toBe(long.length);
});

test('an APDU over the limit and the next one in one chunk: one refusal, one APDU', () => {
  const framer = createFramer('WRAPPER', { maxApduLength: 100 });
  framer.receive(
    joinOctets([writeWrapper(new Uint8Array(101), PORTS), writeWrapper(hex(APDU), PORTS)]),
    0,
  );
  expect(take(framer)).toEqual(['link.too-long', APDU]);
});

test('a header of length 0 is refused each time, and the next frame decodes', () => {
  const framer = createFramer('WRAPPER', { maxApduLength: 100 });
  const empty = writeWrapper(new Uint8Array(), PORTS);
  framer.receive(joinOctets([empty, empty, writeWrapper(hex(APDU), PORTS)]), 0);
  expect(take(framer)).toEqual(['link.empty', 'link.empty', APDU]);
});

test('eight zero octets before a notification are rubbish, and the frame behind them decodes', () => {
  const framer = createFramer('WRAPPER', { maxApduLength: 100 });
  framer.receive(joinOctets([new Uint8Array(8), writeWrapper(hex(APDU), PORTS)]), 0);
  framer.end(0);
  expect(take(framer)).toEqual(['link.version', APDU]);
});

test('in rubbish only what looks like an APDU is taken for a frame', () => {
  const framer = createFramer('WRAPPER', { maxApduLength: 100 });
  for (const apdu of ['aabbccdd', '0f000000aa', 'c400', 'd8010203040506070809', '6103a1', 'db02'])
    framer.receive(joinOctets([hex('ff'), writeWrapper(hex(apdu), PORTS)]), 0);
  framer.receive(joinOctets([hex('ff'), writeWrapper(hex(APDU), PORTS)]), 0);
  expect(take(framer)).toEqual(['link.version', APDU]);
});

test.each([
  'c401c1000600001391',
  '6103a10102',
  'cc0430000000',
  'd80205',
  'c20100',
  'db084c475a0000bc614e053000000001',
])('the APDU %s is found behind rubbish', (apdu) => {
  const framer = createFramer('WRAPPER', { maxApduLength: 100 });
  framer.receive(joinOctets([hex('ff'), writeWrapper(hex(apdu), PORTS)]), 0);
  expect(take(framer)).toEqual(['link.version', apdu]);
});

test('blocks of one meter are not joined with those of another', () => {
  const framer = createFramer('WRAPPER', { maxApduLength: 100 });
  const blocks = writeBlocks(hex(APDU), { maxBlockLength: 5 });
  framer.receive(writeWrapper(blocks[0] ?? hex(''), PORTS), 0);
  framer.receive(writeWrapper(blocks[1] ?? hex(''), { ...PORTS, sourcePort: 2 }), 0);
  framer.end(0);
  expect(take(framer)).toEqual(['apdu.block-missing', 'apdu.block-missing']);
});
