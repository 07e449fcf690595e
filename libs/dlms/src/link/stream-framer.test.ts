import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../codec/hex.js';
import { createFramer } from './create-framer.js';
import type { Framer, FramerEvent, InterfaceType } from './framer.js';
import { checkSequence } from './frame-check-sequence.js';
import { writeHdlcUiFrames } from './hdlc-push.js';
import { joinOctets } from './octets.js';
import { toldText } from './test-told.js';
import { writePlcHdlc } from './plc-hdlc.js';
import { writePlc } from './plc.js';
import { writeWirelessMBus } from './wireless-mbus.js';
import { writeWiredMBus } from './wired-mbus.js';
import { writeWrapper } from './wrapper.js';

const hex = (text: string): Uint8Array => fromHex(text) ?? new Uint8Array();
const ascii = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));

function take(framer: Framer): FramerEvent[] {
  const events: FramerEvent[] = [];
  for (let event = framer.nextEvent(); event !== undefined; event = framer.nextEvent())
    events.push(event);
  return events;
}

const summary = (events: readonly FramerEvent[]): string[] => events.map(toldText);
const apdus = (events: readonly FramerEvent[]): string[] =>
  summary(events.filter(({ type }) => type === 'apdu'));

const HDLC_ADDRESSES = { destination: hex('cf'), source: hex('0223') };
const RADIO = { manufacturer: 'DLM', address: hex('785634120102') };
const PORTS = { sourcePort: 1, destinationPort: 102 };
const writers = {
  HDLC: (apdu: Uint8Array) => joinOctets(writeHdlcUiFrames(apdu, HDLC_ADDRESSES)),
  WRAPPER: (apdu: Uint8Array) => writeWrapper(apdu, PORTS),
  WiredMBus: (apdu: Uint8Array) => joinOctets(writeWiredMBus(apdu)),
  WirelessMBus: (apdu: Uint8Array) => joinOctets(writeWirelessMBus(apdu, RADIO)),
  HdlcWithModeE: (apdu: Uint8Array) => joinOctets(writeHdlcUiFrames(apdu, HDLC_ADDRESSES)),
  Plc: (apdu: Uint8Array) => writePlc(apdu),
  PlcHdlc: (apdu: Uint8Array) =>
    joinOctets(writeHdlcUiFrames(apdu, HDLC_ADDRESSES).map((frame) => writePlcHdlc(frame))),
  PrimeDcWrapper: (apdu: Uint8Array) => writeWrapper(apdu, PORTS),
} satisfies Partial<Record<InterfaceType, (apdu: Uint8Array) => Uint8Array>>;
const streams = Object.keys(writers) as (keyof typeof writers)[];

/** Two octets of these are enough to be taken for a header, at the start and behind a frame. */
const BELIEVED_AT_ONCE: ReadonlySet<InterfaceType> = new Set(['WRAPPER', 'PrimeDcWrapper']);

const notification = fc
  .uint8Array({ minLength: 4, maxLength: 40 })
  .map((body) => joinOctets([hex('0f4000000000'), body]));

/** Cuts octets into chunks at the given places. */
function chunksOf(octets: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = [...new Set(cuts.map((cut) => cut % (octets.length + 1)))].sort((a, b) => a - b);
  return [0, ...places].map((from, i) => octets.subarray(from, places[i]));
}

describe.each(streams)('a stream of %s', (interfaceType) => {
  const write = writers[interfaceType];
  // Rubbish that could be a wrapper header is one: its version and length are believed.
  const rubbish = fc
    .uint8Array({ maxLength: 60 })
    .filter((octets) => !BELIEVED_AT_ONCE.has(interfaceType) || octets[0] !== 0);

  test('every good frame comes out, whatever stands between and wherever it is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(rubbish, notification), { minLength: 1, maxLength: 5 }),
        rubbish,
        fc.array(fc.nat(), { maxLength: 8 }),
        (parts, tail, cuts) => {
          const stream = joinOctets([
            ...parts.flatMap(([noise, apdu]) => [noise, write(apdu)]),
            tail,
          ]);
          const framer = createFramer(interfaceType, { maxApduLength: 1000 });
          for (const chunk of chunksOf(stream, cuts)) framer.receive(chunk, 0);
          framer.end(0);
          expect(apdus(take(framer))).toEqual(parts.map(([, apdu]) => toHex(apdu)));
        },
      ),
    );
  });

  test('the same events come octet by octet as all at once', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(rubbish, notification.map(write)), { maxLength: 6 }),
        (parts) => {
          const stream = joinOctets(parts);
          const whole = createFramer(interfaceType, { maxApduLength: 1000 });
          const single = createFramer(interfaceType, { maxApduLength: 1000 });
          whole.receive(stream, 0);
          for (let i = 0; i < stream.length; i++) single.receive(stream.subarray(i, i + 1), 0);
          whole.end(0);
          single.end(0);
          expect(summary(take(single))).toEqual(summary(take(whole)));
          expect(single.droppedTotal).toBe(whole.droppedTotal);
        },
      ),
    );
  });

  test('the same events come octet by octet as all at once, of damaged frames too', () => {
    const damaged = fc
      .tuple(notification.map(write), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }))
      .map(([frame, damages]) => {
        for (const [place, octet] of damages) frame[place % frame.length] = octet;
        return frame;
      });
    const cutShort = fc
      .tuple(notification.map(write), fc.nat())
      .map(([frame, length]) => frame.subarray(0, length % frame.length));
    fc.assert(
      fc.property(fc.array(fc.oneof(damaged, cutShort), { maxLength: 6 }), (parts) => {
        const stream = joinOctets(parts);
        const whole = createFramer(interfaceType, { maxApduLength: 1000 });
        const single = createFramer(interfaceType, { maxApduLength: 1000 });
        whole.receive(stream, 0);
        for (let i = 0; i < stream.length; i++) single.receive(stream.subarray(i, i + 1), 0);
        whole.end(0);
        single.end(0);
        expect(summary(take(single))).toEqual(summary(take(whole)));
      }),
    );
  });

  test('rubbish after a good frame is told anew', () => {
    const framer = createFramer(interfaceType, { maxApduLength: 1000 });
    const frame = write(hex('0f40000000000901ff'));
    for (const chunk of [ascii('one'), ascii('two'), frame, ascii('three')])
      framer.receive(chunk, 0);
    framer.end(0);
    expect(take(framer).map(({ type }) => type)).toEqual(['refused', 'apdu', 'refused']);
  });

  test('half a frame is given up after the time-out, and told with its octets', () => {
    const framer = createFramer(interfaceType, { maxApduLength: 1000, reassemblyTimeoutMs: 500 });
    const half = write(hex('0f40000000000901ff')).subarray(0, -4);
    expect(framer.nextTick()).toBeUndefined();
    framer.receive(half, 1000);
    expect(framer.nextTick()).toBe(1500);
    framer.tick(1499);
    expect(take(framer)).toEqual([]);
    framer.tick(1500);
    expect(take(framer)).toMatchObject([{ code: 'link.incomplete', wire: half }]);
    expect(framer.buffered).toBe(0);
    expect(framer.nextTick()).toBeUndefined();
    framer.receive(write(hex('0f40000000000901fe')), 1600);
    expect(summary(take(framer))).toEqual(['0f40000000000901fe']);
  });

  test('a frame behind half a frame comes out at the end', () => {
    const framer = createFramer(interfaceType, { maxApduLength: 1000 });
    const frame = write(hex('0f40000000000901ff'));
    const half = write(joinOctets([hex('0f4000000000090a'), new Uint8Array(200)]));
    framer.receive(half.subarray(0, 100), 0);
    framer.receive(frame, 0);
    framer.end(0);
    expect(apdus(take(framer))).toEqual(['0f40000000000901ff']);
  });
});

/** Those with a start octet: the others wait for more where a length, a control field and letters may stand. */
const withStart = streams.filter((name) => name !== 'WirelessMBus');

describe.each(withStart)('a stream of %s', (interfaceType) => {
  const write = writers[interfaceType];

  test('an HTTP request is one refusal, told at once; a meter on the same connection is heard', () => {
    const framer = createFramer(interfaceType, { maxApduLength: 1000 });
    framer.receive(ascii('GET / HTTP/1.1\r\n'), 0);
    expect(take(framer)).toMatchObject([{ type: 'refused', offset: 0, dropped: 16 }]);
    framer.receive(ascii('Host: meter\r\nAccept: */*\r\n\r\n'), 0);
    expect(take(framer)).toEqual([]);
    framer.receive(write(hex('0f40000000000901ff')), 0);
    framer.end(0);
    expect(summary(take(framer))).toEqual(['0f40000000000901ff']);
    expect(framer.droppedTotal).toBe(44);
  });

  test('what was told does not change when the octets received are overwritten', () => {
    const framer = createFramer(interfaceType, { maxApduLength: 1000 });
    const frame = write(hex('0f40000000000901ff'));
    const chunk = joinOctets([ascii('rubbish'), frame, frame.subarray(0, 9)]);
    framer.receive(chunk, 0);
    chunk.fill(0);
    framer.receive(frame.subarray(9), 0);
    framer.end(0);
    const [refused, first, second] = take(framer);
    expect(refused?.wire).toEqual(ascii('rubbish'));
    expect(first).toEqual(second);
    expect(first?.wire).toEqual(frame);
  });
});

const STREAM_LENGTH = 512 * 1024;

/**
 * A header with a right check sequence and a length of 2047 octets. Repeated, a flag stands where each of these frames
 * ends: each asks for a check over 2047 octets.
 */
function endlessHeader(): Uint8Array {
  const header = hex('7ea7ff03031300007e');
  const sequence = checkSequence(header, 1, 6);
  header[6] = sequence;
  header[7] = sequence >>> 8;
  return header.subarray(0, 8);
}

const endless: readonly (readonly [string, InterfaceType, Uint8Array])[] = [
  ['flags', 'HDLC', hex('7e')],
  ['HDLC format fields', 'HDLC', hex('7ea7ff')],
  ['HDLC headers', 'HDLC', endlessHeader()],
  ['HDLC frames without information', 'HDLC', hex('7ea007030313')],
  ['no flags', 'HDLC', ascii('abc')],
  ['wrapper versions', 'WRAPPER', hex('0001')],
  ['zeros', 'WRAPPER', hex('00')],
  ['wrappers of length 65535', 'WRAPPER', hex('000100010001ffff')],
  ['wrapper headers in rubbish', 'WRAPPER', hex('ff0001000100010fff0f4000000000')],
  ['M-Bus headers', 'WiredMBus', hex('68ffff68')],
  ['M-Bus headers of no length', 'WiredMBus', hex('68000068')],
  ['M-Bus start octets', 'WiredMBus', hex('68')],
  ['M-Bus headers by radio', 'WirelessMBus', hex('ff448d11')],
  ['M-Bus headers by radio that overlap', 'WirelessMBus', hex('4646')],
  ['PLC headers', 'Plc', hex('02ff50fcfffc00239001')],
  ['PLC start octets', 'Plc', hex('02')],
  ['numbers of subframes', 'PlcHdlc', hex('2727')],
  ['MAC headers', 'PlcHdlc', hex('2727fcfffc00007e')],
  ['slashes', 'HdlcWithModeE', ascii('/')],
  ['lines of mode E', 'HdlcWithModeE', ascii('/LGZ5 ')],
  ['messages of a concentrator', 'PrimeDcWrapper', hex('0001000000010001ff')],
  ['beginnings of everything', 'Auto', hex('7ea00001686868')],
  ['first blocks of one octet', 'PDU', hex('e000000100000100')],
  ['blocks of nothing', 'PDU', hex('e0000001000000')],
  ['zeros', 'PDU', hex('00')],
];

test.each(endless)('an endless stream of %s on %s costs no memory and ends', (_, type, unit) => {
  const framer = createFramer(type, { maxApduLength: 32_767 });
  const stream = new Uint8Array(STREAM_LENGTH).map((_octet, i) => unit[i % unit.length] ?? 0);
  let most = 0;
  let told = 0;
  for (let at = 0; at < stream.length; at += 65_536) {
    framer.receive(stream.subarray(at, at + 65_536), 0);
    most = Math.max(most, framer.buffered);
    for (const { wire } of take(framer)) told += wire.length;
  }
  expect(most).toBeLessThan(150_000);
  expect(told).toBeLessThan(2 * STREAM_LENGTH);
  framer.end(0);
  expect(framer.buffered).toBe(0);
});

test.each(streams)('a chunk of any size is taken without holding it (%s)', (interfaceType) => {
  const framer = createFramer(interfaceType, { maxApduLength: 1000 });
  const frame = writers[interfaceType](hex('0f40000000000901ff'));
  framer.receive(frame.subarray(0, 5), 0);
  framer.receive(new Uint8Array(STREAM_LENGTH).fill(0xaa), 0);
  expect(framer.buffered).toBeLessThan(5000);
});
