import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../codec/hex.js';
import { writeBlocks } from '../xdlms/general-block-transfer.js';
import { createFramer, readFrame } from './create-framer.js';
import type { FramerEvent, InterfaceType } from './framer.js';
import { writeHdlcUiFrames } from './hdlc-push.js';
import { joinOctets } from './octets.js';
import { recogniseInterfaceType } from './recognise.js';
import { takeEvents, takeTold, toldText } from './test-told.js';
import { writeWiredMBus } from './wired-mbus.js';
import { writeWrapper } from './wrapper.js';

const hex = (text: string): Uint8Array => fromHex(text) ?? new Uint8Array();
const ascii = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));
const LIMITS = { maxApduLength: 32_767 };
const APDU = '0f40000000000901ff';
const OTHER = '0f4000000100090100';
const ADDRESSES = { destination: hex('cf'), source: hex('0223') };
const writers = {
  HDLC: (apdu: Uint8Array) => joinOctets(writeHdlcUiFrames(apdu, ADDRESSES)),
  WRAPPER: (apdu: Uint8Array) => writeWrapper(apdu, { sourcePort: 1, destinationPort: 102 }),
  WiredMBus: (apdu: Uint8Array) => joinOctets(writeWiredMBus(apdu)),
} satisfies Partial<Record<InterfaceType, (apdu: Uint8Array) => Uint8Array>>;
const framed = Object.keys(writers) as (keyof typeof writers)[];

interface Vector {
  readonly id: string;
  readonly linkLayer: string;
  readonly frameHex?: string | readonly string[];
  readonly expected?: { readonly refusal?: unknown };
}

const TYPES: Readonly<Record<string, InterfaceType>> = {
  HDLC: 'HDLC',
  WRAPPER: 'WRAPPER',
  'MBUS-long-frame': 'WiredMBus',
};
const folder = new URL('../../vectors/', import.meta.url);
const vectors = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .flatMap((name) => {
    const text = readFileSync(new URL(name, folder), 'utf8');
    return (JSON.parse(text) as { readonly vectors: Vector[] }).vectors;
  })
  .flatMap(({ id, linkLayer, frameHex, expected }) => {
    const interfaceType = TYPES[linkLayer];
    if (interfaceType === undefined || frameHex === undefined || expected?.refusal !== undefined)
      return [];
    return [{ id, interfaceType, wire: joinOctets([frameHex].flat().map(hex)) }];
  });

function cut(interfaceType: InterfaceType, chunks: readonly Uint8Array[]): FramerEvent[] {
  const framer = createFramer(interfaceType, LIMITS);
  for (const chunk of chunks) framer.receive(chunk, 0);
  framer.end(0);
  expect(framer.buffered).toBe(0);
  return takeEvents(framer);
}

describe('every vector', () => {
  test('is recognised, and read as by the framer of its type', () => {
    expect(vectors.length).toBeGreaterThan(70);
    for (const { id, interfaceType, wire } of vectors) {
      expect(recogniseInterfaceType(wire), id).toBe(interfaceType);
      expect(cut('Auto', [wire]), id).toEqual(cut(interfaceType, [wire]));
    }
  });

  test('is recognised octet by octet too', () => {
    for (const { id, interfaceType, wire } of vectors) {
      const octets = Array.from(wire, (_, i) => wire.subarray(i, i + 1));
      const told = cut('Auto', octets).map(toldText);
      expect(told, id).toEqual(cut(interfaceType, [wire]).map(toldText));
    }
  });
});

describe.each(framed)('a connection that begins with %s', (interfaceType) => {
  const write = writers[interfaceType];

  test('says in its events what was recognised, and stays with it', () => {
    const framer = createFramer('Auto', LIMITS);
    framer.receive(joinOctets([write(hex(APDU)), hex('ff'), write(hex(OTHER))]), 0);
    const [first, second, third] = takeEvents(framer);
    expect(first).toMatchObject({ type: 'apdu', link: { type: interfaceType } });
    expect(second).toMatchObject({ type: 'refused' });
    expect(third).toMatchObject({ type: 'apdu', link: { type: interfaceType } });
  });

  test('behind a greeting of the modem is recognised; the greeting is one refusal', () => {
    const greetings = [ascii('IMEI 490154203237518\r\n'), ascii('+CSQ: 17\r\n'), ascii('ATZ\r\n')];
    for (const chunks of [
      [...greetings, write(hex(APDU))],
      [joinOctets([...greetings, write(hex(APDU))])],
    ])
      expect(cut('Auto', chunks).map(toldText)).toEqual(['link.noise', APDU]);
  });

  test('is recognised wherever it is cut, whatever stands before it', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 50 }).map((octets) => octets.map((o) => o | 0x81)),
        fc.array(fc.nat(), { maxLength: 5 }),
        (rubbish, cuts) => {
          const stream = joinOctets([rubbish, write(hex(APDU))]);
          const places = [...cuts.map((place) => place % stream.length)].sort((a, b) => a - b);
          const chunks = [0, ...places].map((from, i) => stream.subarray(from, places[i]));
          expect(cut('Auto', chunks).map(toldText).at(-1)).toBe(APDU);
        },
      ),
    );
  });

  test('and is cut short is half an APDU', () => {
    const wire = write(hex(APDU));
    for (let length = 2; length < wire.length; length++)
      expect(cut('Auto', [wire.subarray(0, length)]).map(toldText)).toEqual(['link.incomplete']);
  });

  test('is read again from its captured octets', () => {
    const wire = write(hex(APDU));
    expect(readFrame('Auto', wire, LIMITS)).toEqual(readFrame(interfaceType, wire, LIMITS));
  });
});

describe('an APDU without framing', () => {
  test.each([
    APDU,
    'c2010000010000010000ff02',
    'db084c475a0000bc614e053000000001',
    '0000000000000000c2010000010000010000ff02',
    '61060a0102030405',
    'c401c1000600001391',
  ])('is recognised when its sender is quiet: %s', (apdu) => {
    const framer = createFramer('Auto', { ...LIMITS, quietTimeMs: 50 });
    framer.receive(hex(apdu.slice(0, 8)), 0);
    framer.receive(hex(apdu.slice(8)), 20);
    expect(framer.nextTick()).toBe(70);
    framer.tick(69);
    expect(takeTold(framer)).toEqual([]);
    framer.tick(70);
    expect(takeEvents(framer)).toMatchObject([{ link: { type: 'PDU' }, apdu: hex(apdu) }]);
    framer.receive(hex(apdu), 100);
    framer.end(101);
    expect(takeTold(framer)).toEqual([apdu]);
  });

  test('is recognised when its sender closes, and blocks as soon as they are there', () => {
    expect(cut('Auto', [hex(APDU)]).map(toldText)).toEqual([APDU]);
    const framer = createFramer('Auto', LIMITS);
    const long = joinOctets([hex(APDU), new Uint8Array(60)]);
    framer.receive(joinOctets(writeBlocks(long, { maxBlockLength: 30 })), 0);
    expect(takeTold(framer)).toEqual([toHex(long)]);
  });

  test('is believed behind a silence though rubbish came before', () => {
    const framer = createFramer('Auto', { ...LIMITS, quietTimeMs: 50 });
    framer.receive(ascii('IMEI 490154203237518'), 0);
    framer.tick(50);
    framer.receive(hex(APDU), 60);
    framer.tick(110);
    expect(takeTold(framer)).toEqual(['link.noise', APDU]);
  });
});

describe('where nothing is recognised', () => {
  test('rubbish is one refusal, told at once, and nothing is held', () => {
    const framer = createFramer('Auto', { maxApduLength: 1000 });
    framer.receive(ascii('GET / HTTP/1.1\r\n'), 0);
    expect(takeEvents(framer)).toMatchObject([{ code: 'link.noise', offset: 0, dropped: 16 }]);
    framer.receive(new Uint8Array(300_000).fill(0xaa), 0);
    expect(takeEvents(framer)).toEqual([]);
    expect(framer.buffered).toBe(0);
    expect(framer.droppedTotal).toBe(300_016);
    framer.end(0);
    expect(takeEvents(framer)).toEqual([]);
  });

  test('no octets and flags alone are nothing', () => {
    expect(cut('Auto', [])).toEqual([]);
    expect(cut('Auto', [hex('7e')])).toEqual([]);
    const framer = createFramer('Auto', LIMITS);
    framer.receive(new Uint8Array(300_000).fill(0x7e), 0);
    expect(framer.buffered).toBe(1);
    framer.receive(writers.HDLC(hex(APDU)), 0);
    expect(takeTold(framer)).toEqual([APDU]);
  });

  test('half a beginning is given up after the time-out', () => {
    for (const start of ['00', '7e', '6810', '0000']) {
      const framer = createFramer('Auto', { ...LIMITS, quietTimeMs: 50, reassemblyTimeoutMs: 500 });
      framer.receive(hex(start), 0);
      framer.tick(50);
      expect(framer.nextTick(), start).toBe(500);
      framer.tick(500);
      expect(takeTold(framer), start).toEqual(start === '7e' ? [] : ['link.incomplete']);
      expect(framer.nextTick(), start).toBeUndefined();
      framer.receive(writers.WRAPPER(hex(APDU)), 600);
      expect(takeTold(framer), start).toEqual([APDU]);
    }
  });

  test('captured octets have no interface type', () => {
    for (const octets of ['', '00', 'ffff', '68'])
      expect(recogniseInterfaceType(hex(octets))).toBeUndefined();
    expect(recogniseInterfaceType(joinOctets([hex('ff'), writers.HDLC(hex(APDU))]))).toBe('HDLC');
  });
});
