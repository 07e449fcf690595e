import { expect, test } from 'vitest';
import { fromHex } from '../codec/hex.js';
import { writeBlocks } from '../xdlms/general-block-transfer.js';
import { createFramer } from './create-framer.js';
import type { Framer, InterfaceType } from './framer.js';
import { toldText } from './test-told.js';
import { writeWrapper } from './wrapper.js';

const APDU = '0f40000000000901ff';
const octets = fromHex(APDU) ?? new Uint8Array();
const PORTS = { sourcePort: 1, destinationPort: 103 };
const wrapped = writeWrapper(octets, PORTS);

function told(framer: Framer, ...datagrams: readonly Uint8Array[]): string[] {
  const events: string[] = [];
  for (const datagram of datagrams) {
    framer.receive(datagram, 0);
    framer.endDatagram(0);
    for (let event = framer.nextEvent(); event !== undefined; event = framer.nextEvent())
      events.push(toldText(event));
  }
  return events;
}

test.each<InterfaceType>(['WRAPPER', 'Auto'])(
  'half a frame at the end of a datagram is refused, and is no beginning of the next (%s)',
  (type) => {
    const framer = createFramer(type, { maxApduLength: 100 });
    expect(told(framer, wrapped.subarray(0, 12), wrapped)).toEqual(['link.incomplete', APDU]);
    expect(framer.buffered).toBe(0);
  },
);

test('a frame whose header is too long takes nothing of the next datagram', () => {
  const framer = createFramer('WRAPPER', { maxApduLength: 100 });
  const long = writeWrapper(new Uint8Array(1000), PORTS).subarray(0, 500);
  expect(told(framer, long, wrapped)).toEqual(['link.too-long', APDU]);
});

test('a datagram without framing is one APDU', () => {
  const framer = createFramer('PDU', { maxApduLength: 100 });
  expect(told(framer, octets, octets)).toEqual([APDU, APDU]);
  expect(told(createFramer('Auto', { maxApduLength: 100 }), octets)).toEqual([APDU]);
});

test.each([
  ['WRAPPER', (block: Uint8Array) => writeWrapper(block, PORTS)],
  ['PDU', (block: Uint8Array) => block],
] as const)('blocks are joined over datagrams (%s)', (type, frame) => {
  const framer = createFramer(type, { maxApduLength: 100 });
  const blocks = writeBlocks(octets, { maxBlockLength: 4 }).map(frame);
  expect(blocks.length).toBeGreaterThan(1);
  expect(told(framer, ...blocks)).toEqual([APDU]);
});
