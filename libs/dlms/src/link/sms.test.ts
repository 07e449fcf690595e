import { expect, test } from 'vitest';
import { fromHex, toHex } from '../codec/hex.js';
import { writeBlocks } from '../xdlms/general-block-transfer.js';
import { createFramer } from './create-framer.js';
import { joinOctets } from './octets.js';
import { writeSms } from './sms.js';
import { takeEvents, takeTold } from './test-told.js';

const hex = (text: string): Uint8Array => fromHex(text) ?? new Uint8Array();
const APDU = '0f40000000000901ff';

test('two addresses stand before the APDU', () => {
  const wire = writeSms(hex(APDU), { sourceAddress: 1, destinationAddress: 16 });
  expect(toHex(wire)).toBe(`0110${APDU}`);
  const framer = createFramer('SMS', { maxApduLength: 100 });
  framer.receive(wire, 0);
  framer.end(0);
  expect(takeEvents(framer)).toEqual([
    {
      type: 'apdu',
      apdu: hex(APDU),
      wire,
      link: { type: 'SMS', sourceAddress: 1, destinationAddress: 16 },
      leniencies: [],
    },
  ]);
});

test('a message ends when its sender is quiet', () => {
  const framer = createFramer('SMS', { maxApduLength: 100, quietTimeMs: 50 });
  framer.receive(writeSms(hex(APDU)), 0);
  expect(framer.nextTick()).toBe(50);
  framer.tick(50);
  framer.receive(writeSms(hex('c20100')), 60);
  framer.end(70);
  expect(takeTold(framer)).toEqual([APDU, 'c20100']);
});

test('blocks show their own end, each behind its addresses', () => {
  const wire = joinOctets(
    writeBlocks(hex(APDU), { maxBlockLength: 4 }).map((block) => writeSms(block)),
  );
  const framer = createFramer('SMS', { maxApduLength: 100 });
  for (let i = 0; i < wire.length; i++) framer.receive(wire.subarray(i, i + 1), 0);
  expect(takeTold(framer)).toEqual([APDU]);
});

test('half a header and a header alone are refused', () => {
  for (const [octets, code] of [
    ['01', 'link.incomplete'],
    ['0110', 'link.empty'],
  ] as const) {
    const framer = createFramer('SMS', { maxApduLength: 100 });
    framer.receive(hex(octets), 0);
    framer.end(0);
    expect(takeTold(framer)).toEqual([code]);
  }
});

test('the limit counts the APDU, without its header', () => {
  for (const [length, expected] of [
    [100, '00'.repeat(100)],
    [101, 'link.too-long'],
  ] as const) {
    const framer = createFramer('SMS', { maxApduLength: 100 });
    framer.receive(writeSms(new Uint8Array(length)), 0);
    framer.end(0);
    expect(takeTold(framer)).toEqual([expected]);
  }
});

test('more than a message holds is an error of the caller', () => {
  expect(writeSms(new Uint8Array(138))).toHaveLength(140);
  expect(() => writeSms(new Uint8Array(139))).toThrow(RangeError);
});
