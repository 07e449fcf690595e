import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex } from '../codec/hex.js';
import { DecodeError } from '../errors.js';
import { explain } from '../explain/explain.js';
import { writeBlocks } from '../xdlms/general-block-transfer.js';
import { createFramer, INTERFACE_TYPES, readFrame, readFrames } from './create-framer.js';
import type { InterfaceType } from './framer.js';
import { writeHdlcUiFrames } from './hdlc-push.js';
import { joinOctets } from './octets.js';
import { writePlcHdlc } from './plc-hdlc.js';
import { writePlc } from './plc.js';
import { writeSms } from './sms.js';
import { takeEvents, toldText } from './test-told.js';
import { writeWiredMBus } from './wired-mbus.js';
import { writeWirelessMBus } from './wireless-mbus.js';
import { writeWrapper } from './wrapper.js';

const hex = (text: string): Uint8Array => fromHex(text) ?? new Uint8Array();
const LIMITS = { maxApduLength: 2000 };
const APDU = hex('0f40000000000209060100010800ff0600000001');
const ADDRESSES = { destination: hex('cf'), source: hex('0223') };

const hdlc = (apdu: Uint8Array): Uint8Array[] =>
  writeHdlcUiFrames(apdu, { ...ADDRESSES, maxInformationLength: 90 });
const wrapper = (apdu: Uint8Array): Uint8Array[] => [
  writeWrapper(apdu, { sourcePort: 1, destinationPort: 102 }),
];
const writers: Readonly<Record<InterfaceType, (apdu: Uint8Array) => Uint8Array[]>> = {
  HDLC: hdlc,
  WRAPPER: wrapper,
  PDU: (apdu) => [apdu],
  WirelessMBus: (apdu) =>
    writeWirelessMBus(apdu, { manufacturer: 'DLM', address: hex('785634120102') }),
  HdlcWithModeE: hdlc,
  Plc: (apdu) => [writePlc(apdu)],
  PlcHdlc: (apdu) => hdlc(apdu).map((frame) => writePlcHdlc(frame)),
  LPWAN: wrapper,
  WiSun: wrapper,
  PlcPrime: wrapper,
  WiredMBus: (apdu) => writeWiredMBus(apdu, { maxDataLength: 90 }),
  SMS: (apdu) => [writeSms(apdu)],
  PrimeDcWrapper: wrapper,
  Auto: wrapper,
};
/** Nothing on the wire says where an APDU ends. */
const UNFRAMED: ReadonlySet<InterfaceType> = new Set(['PDU', 'SMS']);

describe.each(INTERFACE_TYPES)('%s', (interfaceType) => {
  const write = (apdu: Uint8Array): Uint8Array => joinOctets(writers[interfaceType](apdu));
  const wire = write(APDU);

  test('carries an APDU, and its captured octets are read the same again', () => {
    const event = readFrame(interfaceType, wire, LIMITS);
    expect(event).toMatchObject({ apdu: APDU, wire });
    expect(readFrame(interfaceType, event.wire, LIMITS)).toEqual(event);
    expect(readFrame(event.link.type, hdlcOf(event.wire, interfaceType), LIMITS).apdu).toEqual(
      APDU,
    );
  });

  test('is read octet by octet', () => {
    const framer = createFramer(interfaceType, LIMITS);
    for (let i = 0; i < wire.length; i++) framer.receive(wire.subarray(i, i + 1), 0);
    framer.end(0);
    expect(takeEvents(framer)).toMatchObject([{ apdu: APDU, wire }]);
    expect(framer.buffered).toBe(0);
  });

  test('carries an APDU in blocks', () => {
    const long = joinOctets([APDU, new Uint8Array(300)]);
    const blocks = writeBlocks(long, { maxBlockLength: 70 }).flatMap(writers[interfaceType]);
    expect(readFrame(interfaceType, joinOctets(blocks), LIMITS)).toMatchObject({
      apdu: long,
      blocks: 5,
    });
  });

  test('explains each octet of a frame', () => {
    const [layer] = explain(wire, { interfaceType }).layers;
    expect(layer).toMatchObject({ kind: 'link' });
    const [first, ...others] = layer?.fields ?? [];
    expect(others).toEqual([]);
    expect(first).toMatchObject({ start: 0, end: wire.length });
    const parts = first?.parts ?? [];
    if (interfaceType !== 'PDU') expect(parts.length).toBeGreaterThan(2);
    for (const [i, part] of parts.entries()) {
      expect(part.start, part.name).toBe(parts[i - 1]?.end ?? 0);
      expect(part.name).not.toBe('unread');
      expect(part.meaning ?? '', part.name).not.toBe('wrong');
    }
  });

  test('refuses what is no frame with an error of its own, and ends', () => {
    const damaged = fc
      .tuple(fc.nat(), fc.nat(255))
      .map(([place, octet]) => wire.map((each, i) => (i === place % wire.length ? octet : each)));
    const stream = fc
      .array(fc.oneof(fc.uint8Array({ maxLength: 80 }), damaged, fc.constant(wire)), {
        maxLength: 5,
      })
      .map(joinOctets);
    fc.assert(
      fc.property(stream, (octets) => {
        explain(octets, { interfaceType });
        const framer = createFramer(interfaceType, LIMITS);
        framer.receive(octets, 0);
        framer.end(0);
        expect(framer.buffered).toBe(0);
        try {
          readFrame(interfaceType, octets, LIMITS);
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError);
        }
      }),
      { numRuns: 40 },
    );
  });
});

test.each(INTERFACE_TYPES.filter((name) => !UNFRAMED.has(name)))(
  'an APDU over %s is half an APDU wherever it is cut short',
  (interfaceType) => {
    const wire = joinOctets(writers[interfaceType](APDU));
    for (let length = 2; length < wire.length; length++)
      expect(
        readFrames(interfaceType, wire.subarray(0, length), LIMITS).map(toldText),
        `after ${length} octets`,
      ).toEqual(['link.incomplete']);
  },
);

/** What is left when the MAC layer around HDLC is taken off. */
function hdlcOf(wire: Uint8Array, interfaceType: InterfaceType): Uint8Array {
  return interfaceType === 'PlcHdlc' ? joinOctets(hdlc(APDU)) : wire;
}
