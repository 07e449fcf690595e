import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../codec/hex.js';
import { writeBlocks } from '../xdlms/general-block-transfer.js';
import { crc24 } from './crc-24.js';
import { createFramer } from './create-framer.js';
import type { InterfaceType } from './framer.js';
import { writeHdlcFrame } from './hdlc-frame.js';
import { writeHdlcUiFrames } from './hdlc-push.js';
import { joinOctets } from './octets.js';
import { writePlcHdlc } from './plc-hdlc.js';
import { writePlc } from './plc.js';
import { takeEvents, takeTold } from './test-told.js';

const hex = (text: string): Uint8Array => fromHex(text.replaceAll(' ', '')) ?? new Uint8Array();
const APDU = '0f40000000000901ff';
const ADDRESSES = { destination: hex('cf'), source: hex('0223') };
const notification = fc
  .uint8Array({ maxLength: 150 })
  .map((body) => joinOctets([hex('0f4000000000'), body]));

function told(interfaceType: InterfaceType, wire: Uint8Array): string[] {
  const framer = createFramer(interfaceType, { maxApduLength: 2000 });
  framer.receive(wire, 0);
  framer.end(0);
  return takeTold(framer);
}

describe('PLC', () => {
  test('fields stand where the layout says, and zeros fill the subframe', () => {
    const wire = writePlc(hex(APDU), {
      credit: 0xfc,
      sourceMac: 0x123,
      destinationMac: 0xc00,
      sourceLsap: 1,
      destinationLsap: 16,
    });
    expect(wire).toHaveLength(38);
    expect(toHex(wire.subarray(0, 36))).toBe(
      `02 14 50 fc 123c00 10 90 10 01 ${APDU}`.replaceAll(' ', '') + '00'.repeat(16),
    );
    expect(told('Plc', wire)).toEqual([APDU]);
  });

  test('an APDU is read with the addresses of both layers', () => {
    fc.assert(
      fc.property(
        notification,
        fc.nat(0xfff),
        fc.nat(0xfff),
        fc.nat(0xff),
        (apdu, from, to, sap) => {
          const framer = createFramer('Plc', { maxApduLength: 2000 });
          const options = { sourceMac: from, destinationMac: to, sourceLsap: sap };
          const wire = writePlc(apdu, options);
          framer.receive(wire, 0);
          expect(takeEvents(framer)).toEqual([
            {
              type: 'apdu',
              apdu,
              wire,
              leniencies: [],
              link: { type: 'Plc', ...options, destinationLsap: 103 },
            },
          ]);
        },
      ),
    );
  });

  test('each damaged octet is noticed, and the next frame decodes', () => {
    const good = writePlc(hex(APDU));
    for (let at = 0; at < good.length; at++) {
      const bad = good.slice();
      bad[at] = (bad[at] ?? 0) ^ 0x04;
      const events = told('Plc', joinOctets([bad, good]));
      expect(events.at(-1), `octet ${at}`).toBe(APDU);
      expect(events.length, `octet ${at}`).toBeGreaterThan(1);
    }
  });

  test('messages that register meters are notices', () => {
    const messages = ['19', '1a', '1c', '1d', '1e01aabbccddeeff00', '1f0063'].map((text) =>
      writePlc(hex(text)),
    );
    const framer = createFramer('Plc', { maxApduLength: 100 });
    framer.receive(joinOctets(messages), 0);
    expect(takeEvents(framer)).toEqual(
      ['ping-request', 'ping-response', 'register', 'discover', 'discover-report', 'repeater-call']
        .map((message) => ({ name: 'plc-registration', message }))
        .map((notice, i) => ({ type: 'notice', notice, wire: messages[i] })),
    );
  });

  test('a frame without an APDU is refused, a longer APDU comes in blocks', () => {
    expect(told('Plc', writePlc(hex('')))).toEqual(['link.empty']);
    const long = joinOctets([hex(APDU), new Uint8Array(600)]);
    const blocks = writeBlocks(long, { maxBlockLength: 200 }).map((block) => writePlc(block));
    expect(told('Plc', joinOctets(blocks))).toEqual([toHex(long)]);
    expect(() => writePlc(new Uint8Array(245))).toThrow(RangeError);
  });
});

describe('HDLC over PLC', () => {
  const [hdlc = hex('')] = writeHdlcUiFrames(hex(APDU), ADDRESSES);

  test('fields stand where the layout says, and the CRC follows the padding', () => {
    const wire = writePlcHdlc(hdlc, { credit: 0x49, sourceMac: 0xc01, destinationMac: 0x123 });
    expect(wire).toHaveLength(36);
    const pad = 36 - 10 - hdlc.length;
    const start = `6c6c 49 c01123 ${toHex(Uint8Array.of(pad))} ${toHex(hdlc)}`.replaceAll(' ', '');
    expect(toHex(wire.subarray(0, 33))).toBe(start + '00'.repeat(pad));
  });

  test('NS says how many subframes there are', () => {
    const numbers = [6, 40, 76, 112, 148, 184, 220].map((length) => {
      const information = new Uint8Array(length);
      return toHex(
        writePlcHdlc(
          writeHdlcFrame({
            segmented: false,
            ...ADDRESSES,
            control: { type: 'UI', pollFinal: true },
            information,
          }),
        ).subarray(0, 2),
      );
    });
    expect(numbers).toEqual(['6c6c', '3a3a', '5656', '7171', '1d1d', '4b4b', '2727']);
  });

  test('an APDU is read with the addresses of both layers, in segments too', () => {
    fc.assert(
      fc.property(notification, fc.integer({ min: 10, max: 100 }), (apdu, maxInformationLength) => {
        const frames = writeHdlcUiFrames(apdu, { ...ADDRESSES, maxInformationLength });
        const wire = joinOctets(frames.map((frame) => writePlcHdlc(frame, { sourceMac: 0x123 })));
        const framer = createFramer('PlcHdlc', { maxApduLength: 2000 });
        framer.receive(wire, 0);
        const mac = { sourceMac: 0x123, destinationMac: 0xc01 };
        expect(takeEvents(framer)).toMatchObject([
          { type: 'apdu', apdu, wire, link: { type: 'HDLC', ...ADDRESSES, mac } },
        ]);
      }),
    );
  });

  test('segments of two meters with the same HDLC addresses are not joined', () => {
    const frames = writeHdlcUiFrames(hex(APDU), { ...ADDRESSES, maxInformationLength: 8 });
    const mixed = frames.map((frame, i) => writePlcHdlc(frame, { sourceMac: 0x100 + i }));
    expect(told('PlcHdlc', joinOctets(mixed))).not.toContain(APDU);
  });

  test('each damaged octet is noticed, and the next frame decodes', () => {
    const good = writePlcHdlc(hdlc);
    for (let at = 0; at < good.length; at++) {
      const bad = good.slice();
      bad[at] = (bad[at] ?? 0) ^ 0x04;
      const events = told('PlcHdlc', joinOctets([bad, good]));
      expect(events.at(-1), `octet ${at}`).toBe(APDU);
      expect(events.length, `octet ${at}`).toBeGreaterThan(1);
    }
  });

  test('a good MAC frame with a bad HDLC frame in it says what is wrong with that', () => {
    const cases: readonly (readonly [number, number, string])[] = [
      [1, 0xb0, 'link.format'],
      [6, 0xff, 'link.hcs'],
      [12, 0xff, 'link.fcs'],
    ];
    for (const [at, octet, code] of cases) {
      const bad = hdlc.slice();
      bad[at] = octet;
      expect(told('PlcHdlc', writePlcHdlc(bad))[0], `octet ${at}`).toBe(code);
    }
  });

  test('messages that register meters are notices', () => {
    const [frame = hex('')] = writeHdlcUiFrames(hex('1e01aabbccddeeff001122'), ADDRESSES);
    expect(told('PlcHdlc', writePlcHdlc(frame))).toEqual(['plc-registration']);
  });

  test('what no frame holds is an error of the caller', () => {
    expect(() => writePlcHdlc(hdlc.subarray(1))).toThrow(RangeError);
    const long = new Uint8Array(250);
    long[0] = 0x7e;
    long[249] = 0x7e;
    expect(() => writePlcHdlc(long)).toThrow(RangeError);
  });
});

/** The remainder of a polynomial, its bits turned round: the definition. */
function dividedCrc24(octets: Uint8Array): number {
  const generator = 0x15d6dcbn;
  let remainder = 0n;
  for (const octet of octets)
    for (let bit = 7; bit >= 0; bit--) {
      remainder = (remainder << 1n) | BigInt((octet >>> bit) & 1);
      if (remainder >> 24n !== 0n) remainder ^= generator;
    }
  return Number.parseInt(Array.from(remainder.toString(2).padStart(24, '0')).reverse().join(''), 2);
}

test('the 24-bit CRC is the remainder of a division', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (octets) => {
      expect(crc24(octets, 0, octets.length)).toBe(dividedCrc24(octets));
    }),
  );
});
