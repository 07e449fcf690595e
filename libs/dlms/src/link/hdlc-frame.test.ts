import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../codec/hex.js';
import { DecodeError } from '../errors.js';
import { readHdlcAddress, writeHdlcAddress } from './hdlc-address.js';
import { type HdlcControl, readHdlcControl, writeHdlcControl } from './hdlc-control.js';
import { readHdlcFrame, writeHdlcFrame } from './hdlc-frame.js';
import { readHdlcParameters, writeHdlcParameters } from './hdlc-parameters.js';

interface Address {
  readonly hex: string;
  readonly octets: 1 | 2 | 4;
  readonly upper: number;
  readonly lower?: number;
}

interface Vector {
  readonly id: string;
  readonly frameHex: string;
  readonly expected: {
    readonly length: number;
    readonly segmented: boolean;
    readonly destination: Address;
    readonly source: Address;
    readonly control: {
      readonly type: string;
      readonly ns?: number;
      readonly nr?: number;
      readonly pf: boolean;
    };
    readonly informationHex?: string;
    readonly parameters?: {
      readonly maxInfoTransmit: number;
      readonly maxInfoReceive: number;
      readonly windowTransmit: number;
      readonly windowReceive: number;
    } | null;
  };
}

const hex = (text: string): Uint8Array => fromHex(text) ?? new Uint8Array();
const file = new URL('../../vectors/hdlc.json', import.meta.url);
const { vectors } = JSON.parse(readFileSync(file, 'utf8')) as { readonly vectors: Vector[] };
const frames = vectors.filter(({ frameHex }) => typeof frameHex === 'string');

/** A control field under the vectors' names. */
function named(control: HdlcControl): Vector['expected']['control'] {
  return {
    type: control.type,
    ...('sendSequence' in control ? { ns: control.sendSequence } : {}),
    ...('receiveSequence' in control ? { nr: control.receiveSequence } : {}),
    pf: control.pollFinal,
  };
}

describe.each(frames)('$id', ({ frameHex, expected }) => {
  const octets = hex(frameHex);

  test('is read field by field', () => {
    const frame = readHdlcFrame(octets);
    expect(frame.segmented).toBe(expected.segmented);
    expect(named(frame.control)).toEqual(expected.control);
    for (const [raw, address] of [
      [frame.destination, expected.destination],
      [frame.source, expected.source],
    ] as const) {
      const { upper, lower } = address;
      expect(toHex(raw)).toBe(address.hex);
      expect(readHdlcAddress(raw)).toEqual(lower === undefined ? { upper } : { upper, lower });
      expect(writeHdlcAddress(readHdlcAddress(raw), address.octets)).toEqual(raw);
    }
    if (expected.informationHex !== undefined)
      expect(toHex(frame.information)).toBe(expected.informationHex);
  });

  test('is written the same', () => {
    expect(writeHdlcFrame(readHdlcFrame(octets))).toEqual(octets);
  });

  test('carries its link parameters', () => {
    const { parameters } = expected;
    if (parameters === undefined) return;
    const { information } = readHdlcFrame(octets);
    expect(readHdlcParameters(information)).toEqual({
      maxInformationTransmit: parameters?.maxInfoTransmit ?? 128,
      maxInformationReceive: parameters?.maxInfoReceive ?? 128,
      windowTransmit: parameters?.windowTransmit ?? 1,
      windowReceive: parameters?.windowReceive ?? 1,
    });
  });

  test('is refused with a code when it is cut short or one bit is flipped', () => {
    for (let length = 0; length < octets.length; length++)
      expect(() => readHdlcFrame(octets.subarray(0, length))).toThrow(DecodeError);
    for (let bit = 0; bit < octets.length * 8; bit++) {
      const damaged = octets.slice();
      damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => readHdlcFrame(damaged)).toThrow(DecodeError);
    }
  });
});

const address = fc.constantFrom('03', '0223', '00020023', 'fefefeff').map(hex);
const sequence = fc.nat(7);
const control: fc.Arbitrary<HdlcControl> = fc.oneof(
  fc.record({
    type: fc.constant('I' as const),
    sendSequence: sequence,
    receiveSequence: sequence,
    pollFinal: fc.boolean(),
  }),
  fc.record({
    type: fc.constantFrom('RR' as const, 'RNR' as const, 'REJ' as const),
    receiveSequence: sequence,
    pollFinal: fc.boolean(),
  }),
  fc.record({
    type: fc.constantFrom(
      'SNRM' as const,
      'UA' as const,
      'DISC' as const,
      'DM' as const,
      'FRMR' as const,
      'UI' as const,
    ),
    pollFinal: fc.boolean(),
  }),
);

test('a frame that was written is read the same', () => {
  fc.assert(
    fc.property(
      fc.record({
        segmented: fc.boolean(),
        destination: address,
        source: address,
        control,
        information: fc.uint8Array({ maxLength: 2030 }),
      }),
      (frame) => {
        expect(readHdlcFrame(writeHdlcFrame(frame))).toEqual(frame);
      },
    ),
  );
});

test('a frame longer than its length field can say is an error of the caller', () => {
  const information = new Uint8Array(2048);
  expect(() =>
    writeHdlcFrame({
      segmented: false,
      destination: hex('03'),
      source: hex('03'),
      control: { type: 'UI', pollFinal: true },
      information,
    }),
  ).toThrow(RangeError);
});

test('each control field is read and written the same, or has no meaning', () => {
  let known = 0;
  for (let octet = 0; octet < 256; octet++) {
    const read = readHdlcControl(octet);
    if (read === undefined) continue;
    known += 1;
    expect(writeHdlcControl(read)).toBe(octet);
  }
  expect(known).toBe(128 + 3 * 16 + 6 * 2);
});

test('an address takes as few octets as hold it, or as many as asked for', () => {
  expect(toHex(writeHdlcAddress({ upper: 16 }))).toBe('21');
  expect(toHex(writeHdlcAddress({ upper: 1, lower: 17 }))).toBe('0223');
  expect(toHex(writeHdlcAddress({ upper: 1, lower: 17 }, 4))).toBe('00020023');
  expect(toHex(writeHdlcAddress({ upper: 200, lower: 1 }))).toBe('02900003');
  expect(() => writeHdlcAddress({ upper: 128 }, 1)).toThrow(RangeError);
  expect(() => writeHdlcAddress({ upper: 1, lower: 1 }, 1)).toThrow(RangeError);
  expect(() => readHdlcAddress(hex('020203'))).toThrow(DecodeError);
});

test('link parameters that were written are read the same', () => {
  const size = fc.integer({ min: 1, max: 65_535 });
  const window = fc.integer({ min: 1, max: 7 });
  fc.assert(
    fc.property(
      fc.record({
        maxInformationTransmit: size,
        maxInformationReceive: size,
        windowTransmit: window,
        windowReceive: window,
      }),
      (parameters) => {
        expect(readHdlcParameters(writeHdlcParameters(parameters))).toEqual(parameters);
      },
    ),
  );
});

test('link parameters of any other form are refused with a code', () => {
  expect(readHdlcParameters(hex('818000'))).toEqual(readHdlcParameters(new Uint8Array()));
  for (const text of ['80', '8181', '818005', '8180020500', '8180070505000000ff']) {
    expect(() => readHdlcParameters(hex(text))).toThrow(
      expect.objectContaining({ code: 'link.format' }),
    );
  }
});
