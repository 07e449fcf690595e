import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../codec/hex.js';
import { writeBlocks } from '../xdlms/general-block-transfer.js';
import { createFramer } from './create-framer.js';
import type { FramerOptions, WirelessMBusFormat } from './framer.js';
import { joinOctets } from './octets.js';
import { takeEvents, toldText } from './test-told.js';
import { blockCrc } from './wireless-mbus-crc.js';
import { writeFrame } from './wireless-mbus-frame.js';
import { writeWirelessMBus } from './wireless-mbus.js';

const hex = (text: string): Uint8Array => fromHex(text.replaceAll(' ', '')) ?? new Uint8Array();
const bytes = (length: number): Uint8Array => new Uint8Array(length).map((_, i) => i * 7);
const FORMATS = ['A', 'B', 'stripped'] as const satisfies readonly WirelessMBusFormat[];
const METER = { manufacturer: 'DLM', address: hex('78563412 01 02') };
const OTHER = { manufacturer: 'DLM', address: hex('79563412 01 02') };
const APDU = '0f40000000000901ff';

function told(wire: Uint8Array, options: Partial<FramerOptions> = {}): string[] {
  const framer = createFramer('WirelessMBus', { maxApduLength: 5000, ...options });
  framer.receive(wire, 0);
  framer.end(0);
  return takeEvents(framer).map(toldText);
}

/** A frame of the meter with anything behind its first block. */
function frameOf(content: string, format: WirelessMBusFormat): Uint8Array {
  return writeFrame(joinOctets([hex('00 44 8d11 78563412 01 02'), hex(content)]), format);
}

describe('the CRC', () => {
  test.each([
    ['01fd1f01', 0xcc22],
    ['01fd1f00', 0xf147],
    ['313233343536373839', 0xc2b7],
    ['ee449ace010000802307', 0xaabc],
  ])('of %s is that of public implementations', (octets, crc) => {
    expect(blockCrc(hex(octets), 0, octets.length / 2)).toBe(crc);
  });
});

describe('the examples of EN 13757-4', () => {
  const inA = hex('0f44 ae0c 78563412 01 07 4447 78 0b13436587 1e6d');
  const inB = hex('1444 ae0c 78563412 01 07 8c2027 78 0b13436587 7ac5');
  const [first] = writeWirelessMBus(hex(APDU), METER);

  test.each([
    ['A', inA],
    ['B', inB],
  ])('in format %s are read as whole frames, which carry no DLMS', (_, wire) => {
    const framer = createFramer('WirelessMBus', { maxApduLength: 100 });
    framer.receive(joinOctets([wire, first ?? hex('')]), 0);
    expect(takeEvents(framer)).toMatchObject([
      { code: 'link.format', wire, message: 'CI 78 is no telegram of DLMS/COSEM' },
      { type: 'apdu' },
    ]);
  });

  test('are written octet for octet', () => {
    const a = hex('00 44 ae0c 78563412 01 07 78 0b13436587');
    const b = hex('00 44 ae0c 78563412 01 07 8c2027 78 0b13436587');
    expect(toHex(writeFrame(a, 'A'))).toBe(toHex(inA));
    expect(toHex(writeFrame(b, 'B'))).toBe(toHex(inB));
  });
});

describe.each(FORMATS)('format %s', (format) => {
  test('is recognised, and what the writer cuts into frames is joined again', () => {
    fc.assert(
      fc.property(
        fc
          .uint8Array({ minLength: 1, maxLength: 600 })
          .map((rest) => joinOctets([hex(APDU), rest])),
        fc.integer({ min: 20, max: 230 }),
        (apdu, maxDataLength) => {
          const framer = createFramer('WirelessMBus', { maxApduLength: 5000 });
          const wire = joinOctets(writeWirelessMBus(apdu, { ...METER, format, maxDataLength }));
          framer.receive(wire, 0);
          expect(takeEvents(framer)).toEqual([
            {
              type: 'apdu',
              apdu,
              wire,
              leniencies: [],
              link: {
                type: 'WirelessMBus',
                format,
                control: 0x44,
                manufacturer: 0x118d,
                address: METER.address,
                sourceAddress: 1,
                destinationAddress: 103,
              },
            },
          ]);
        },
      ),
      { numRuns: 30 },
    );
  });

  test('carries an APDU of any length up to what L can say', () => {
    for (let length = 9; length <= 235; length++) {
      const apdu = joinOctets([hex(APDU), bytes(length - 9)]);
      const wire = joinOctets(writeWirelessMBus(apdu, { ...METER, format, maxDataLength: 238 }));
      expect(told(wire), `${length} octets`).toEqual([toHex(apdu)]);
    }
  });

  test('behind a transport header, an extended link layer and an AFL is read', () => {
    const short = `7d 2a 00 0000 01 67 ${APDU}`;
    const long = `7c 78563412 8d11 01 02 2a 00 0000 01 67 ${APDU}`;
    const contents = [short, long, `8c 20 2a ${short}`, `8c 20 2a 90 02 00 00 10 01 67 ${APDU}`];
    for (const content of contents) expect(told(frameOf(content, format)), content).toEqual([APDU]);
  });

  test('with what M-Bus has encrypted, cut or left out is refused', () => {
    const cases: readonly (readonly [string, string])[] = [
      [`7d 2a 00 0005 01 67 ${APDU}`, 'link.format'],
      [`90 02 01 40 10 01 67 ${APDU}`, 'link.format'],
      [`8d 20 2a 000000e0 0000 10 01 67 ${APDU}`, 'link.format'],
      [`8d 20 2a 00000000 0000 10 01 67 ${APDU}`, 'link.checksum'],
      ['8d 20 2a 00', 'link.incomplete'],
      ['10 01 67', 'link.empty'],
      ['7d 2a 00 0000 01 67', 'link.empty'],
      ['7a 2a 00 0000 0b13436587', 'link.format'],
    ];
    for (const [content, code] of cases)
      expect(told(frameOf(content, format)), content).toEqual([code]);
  });

  test('with the session number of an extended link layer is read where its CRC is right', () => {
    const inner = hex(`10 01 67 ${APDU}`);
    const crc = blockCrc(inner, 0, inner.length);
    const content = joinOctets([hex('8d 20 2a 00000000'), Uint8Array.of(crc, crc >>> 8), inner]);
    expect(told(frameOf(toHex(content), format))).toEqual([APDU]);
  });
});

test('each damaged octet of a frame with CRCs is noticed, and the next frame decodes', () => {
  for (const format of ['A', 'B'] as const) {
    const [good] = writeWirelessMBus(
      bytes(40).map((octet) => octet | 1),
      { ...METER, format },
    );
    if (good === undefined) throw new Error('no frame');
    const next = joinOctets(writeWirelessMBus(hex(APDU), { ...METER, format }));
    for (let at = 0; at < good.length; at++) {
      const bad = good.slice();
      bad[at] = (bad[at] ?? 0) ^ 0x10;
      // A frame before it: from then on CRCs are asked for.
      const events = told(joinOctets([next, bad, next]));
      expect(events.at(0), `${format} ${at}`).toBe(APDU);
      expect(events.at(-1), `${format} ${at}`).toBe(APDU);
      const refusals = events.slice(1, -1);
      expect(refusals, `${format} ${at}`).not.toEqual([]);
      for (const code of refusals) expect(['link.checksum', 'link.noise']).toContain(code);
    }
  }
});

describe('one connection', () => {
  test('carries telegrams of many meters mixed', () => {
    const apdu = joinOctets([hex(APDU), bytes(100)]);
    const one = writeWirelessMBus(apdu, { ...METER, maxDataLength: 20 });
    const two = writeWirelessMBus(apdu, { ...OTHER, maxDataLength: 20 });
    const mixed = one.flatMap((frame, i) => [frame, two[i] ?? hex('')]);
    expect(told(joinOctets(mixed))).toEqual([toHex(apdu), toHex(apdu)]);
  });

  test('carries blocks of many meters mixed', () => {
    const blocks = writeBlocks(hex(APDU), { maxBlockLength: 5 });
    const mixed = blocks.flatMap((block) =>
      [METER, OTHER].flatMap((meter) => writeWirelessMBus(block, meter)),
    );
    expect(told(joinOctets(mixed))).toEqual([APDU, APDU]);
  });

  test('gives up what waits longest first, each APDU by itself', () => {
    const framer = createFramer('WirelessMBus', { maxApduLength: 500, reassemblyTimeoutMs: 100 });
    const [one] = writeWirelessMBus(bytes(50), { ...METER, maxDataLength: 20 });
    const [two] = writeWirelessMBus(bytes(50), { ...OTHER, maxDataLength: 20 });
    framer.receive(one ?? hex(''), 0);
    framer.receive(two ?? hex(''), 50);
    expect(framer.nextTick()).toBe(100);
    framer.tick(100);
    expect(takeEvents(framer)).toMatchObject([{ code: 'link.incomplete', wire: one }]);
    expect(framer.nextTick()).toBe(150);
    framer.end(120);
    expect(takeEvents(framer)).toMatchObject([{ code: 'link.incomplete', wire: two }]);
    expect(framer.buffered).toBe(0);
  });

  test('holds a bounded part of unfinished APDUs, of any number of meters', () => {
    const framer = createFramer('WirelessMBus', { maxApduLength: 1000 });
    let refused = 0;
    for (let meter = 0; meter < 300; meter++) {
      const address = Uint8Array.of(meter, meter >>> 8, 0, 0, 1, 2);
      const [first] = writeWirelessMBus(bytes(200), { manufacturer: 'DLM', address });
      framer.receive(first ?? hex(''), meter);
      refused += takeEvents(framer).length;
      expect(framer.buffered).toBeLessThan(10_000);
    }
    framer.end(400);
    refused += takeEvents(framer).length;
    expect(refused).toBe(300);
  });
});

test('a frame without CRCs is found behind rubbish by the APDU that begins in it', () => {
  const [frame] = writeWirelessMBus(hex(APDU), { ...METER, format: 'stripped' });
  expect(told(joinOctets([hex('ffff'), frame ?? hex('')]))).toEqual(['link.noise', APDU]);
});

test('what cannot be written is an error of the caller', () => {
  expect(() => writeWirelessMBus(hex(APDU), { ...METER, manufacturer: 'dlm' })).toThrow(RangeError);
  expect(() => writeWirelessMBus(hex(APDU), { ...METER, address: hex('00') })).toThrow(RangeError);
  for (const [format, longest] of [
    ['A', 243],
    ['B', 239],
    ['stripped', 243],
  ] as const) {
    const options = { ...METER, format };
    expect(writeWirelessMBus(bytes(longest), { ...options, maxDataLength: longest })).toHaveLength(
      1,
    );
    expect(() => writeWirelessMBus(bytes(9), { ...options, maxDataLength: longest + 1 })).toThrow(
      RangeError,
    );
  }
});
