import { expect, test } from 'vitest';
import { fromHex } from '../codec/hex.js';
import { writeBlocks } from '../xdlms/general-block-transfer.js';
import { createFramer, readFrame } from './create-framer.js';
import type { Framer } from './framer.js';
import { joinOctets } from './octets.js';
import { toldText } from './test-told.js';

const hex = (text: string): Uint8Array => fromHex(text) ?? new Uint8Array();
const APDU = '0f40000000000901ff';

function take(framer: Framer): string[] {
  const events: string[] = [];
  for (let event = framer.nextEvent(); event !== undefined; event = framer.nextEvent())
    events.push(toldText(event));
  return events;
}

test('an APDU ends when its sender closes', () => {
  const framer = createFramer('PDU', { maxApduLength: 100 });
  framer.receive(hex(APDU.slice(0, 6)), 0);
  framer.receive(hex(APDU.slice(6)), 10);
  expect(take(framer)).toEqual([]);
  framer.end(20);
  expect(take(framer)).toEqual([APDU]);
  framer.end(30);
  expect(take(framer)).toEqual([]);
});

test('an APDU ends when its sender is quiet', () => {
  const framer = createFramer('PDU', { maxApduLength: 100, quietTimeMs: 50 });
  expect(framer.nextTick()).toBeUndefined();
  framer.receive(hex(APDU.slice(0, 6)), 0);
  framer.receive(hex(APDU.slice(6)), 40);
  expect(framer.nextTick()).toBe(90);
  framer.tick(89);
  expect(take(framer)).toEqual([]);
  framer.tick(90);
  expect(take(framer)).toEqual([APDU]);
  expect(framer.nextTick()).toBeUndefined();
});

test('the quiet counts though nobody told the time', () => {
  const framer = createFramer('PDU', { maxApduLength: 100, quietTimeMs: 50 });
  framer.receive(hex(APDU), 0);
  framer.receive(hex('c2'), 50);
  framer.end(60);
  expect(take(framer)).toEqual([APDU, 'c2']);
});

test('an endless APDU is one refusal, and the one behind the next quiet decodes', () => {
  const framer = createFramer('PDU', { maxApduLength: 100, quietTimeMs: 50 });
  for (let now = 0; now < 50; now++) {
    framer.receive(new Uint8Array(60).fill(0x0f), now);
    expect(framer.buffered).toBeLessThanOrEqual(100);
  }
  framer.receive(hex(APDU), 100);
  framer.end(101);
  expect(take(framer)).toEqual(['link.too-long', APDU]);
  expect(framer.droppedTotal).toBe(3000);
});

test('blocks may follow one another without a pause, cut anywhere', () => {
  const wire = joinOctets(writeBlocks(hex(APDU), { maxBlockLength: 2 }));
  const framer = createFramer('PDU', { maxApduLength: 100 });
  for (let i = 0; i < wire.length; i++) framer.receive(wire.subarray(i, i + 1), 0);
  expect(take(framer)).toEqual([APDU]);
  expect(framer.buffered).toBe(0);
  expect(readFrame('PDU', wire, { maxApduLength: 100 }).wire).toEqual(wire);
});

test('blocks whose last never comes are given up', () => {
  const wire = joinOctets(writeBlocks(hex(APDU), { maxBlockLength: 2 }).slice(0, 3));
  const framer = createFramer('PDU', { maxApduLength: 100, reassemblyTimeoutMs: 1000 });
  framer.receive(wire, 0);
  expect(framer.nextTick()).toBe(1000);
  framer.tick(1000);
  expect(take(framer)).toEqual(['link.incomplete']);
});
