import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonListOf } from './json-list.js';
import { JsonOctets } from './json-octets.js';
import type { Reading } from './reading.js';
import { ReadingsJson } from './readings-json.js';

function textOf(octets: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(octets);
}

function jsonOf(write: (out: JsonOctets) => void): string {
  const out = new JsonOctets();
  write(out);
  return textOf(out.take());
}

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('', '"', '\\', '\u0000', '\ud800', '\udc00x', 'ä', '€', '😀', '\u2028', '\u007f'),
);

const decimal = fc
  .tuple(fc.integer({ min: -(2 ** 32), max: 2 ** 32 }), fc.nat(9))
  .map(([whole, decimals]) => whole / 10 ** decimals);

const number = fc.oneof(
  decimal,
  fc.double({ noNaN: false }),
  fc.maxSafeInteger(),
  fc.constantFrom(0, -0, 1e15, 999_999_999_999_999, 1e21, 1e-7, 0.1 + 0.2, 2 ** 53, 123456789.125),
);

/** Ids as they are: of a frame, with a place, and perhaps a measure. */
const frameId = fc
  .tuple(fc.constantFrom('0', 'é', '"'), fc.constantFrom('', '-1.2', '-0-ä', '-"'))
  .map(([last, place]) => `019f0000-0000-7000-8000-00000000000${last}${place}`);

const reading: fc.Arbitrary<Reading> = fc.record(
  {
    Id: fc.oneof(text, frameId),
    Serial: fc.oneof(text, fc.constantFrom('MTR1', 'MTR2')),
    Measure: fc.constantFrom('ENERGY', 'POWER', 'a"b', 'ß'),
    Unit: fc.constantFrom('Wh', '', '°C'),
    Direction: fc.constantFrom('Import', 'Export', 'None'),
    Value: fc.oneof(number, fc.constant(null)),
    Date: fc.constantFrom('2026-05-01T12:00:00.000Z', '2026-05-01T12:00:01.000Z'),
    ReceivedAt: fc.constantFrom('2026-05-01T12:00:02.000Z', '2026-05-01T12:00:03.000Z'),
    Source: fc.constantFrom('push', 'poll'),
    Obis: fc.constantFrom('1.0.1.8.0.255', '1.0.2.8.0.255'),
    Raw: text,
    Quality: fc.constantFrom('clock-doubtful', 'clock-invalid,power-down'),
  },
  {
    requiredKeys: [
      'Id',
      'Serial',
      'Measure',
      'Unit',
      'Direction',
      'Value',
      'Date',
      'ReceivedAt',
      'Source',
    ],
  },
);

/** As mapping makes it: its properties in the order in which they are published. */
function inOrder({ Obis, Raw, Quality, ...rest }: Reading): Reading {
  return {
    ...rest,
    ...(Obis === undefined ? {} : { Obis }),
    ...(Raw === undefined ? {} : { Raw }),
    ...(Quality === undefined ? {} : { Quality }),
  };
}

describe('JSON written as octets', () => {
  it('has every text as JSON.stringify has it', () => {
    fc.assert(
      fc.property(text, (value) => {
        const octets = jsonOf((out) => {
          out.text(value);
        });
        expect(octets).toBe(JSON.stringify(value));
      }),
    );
  });

  it('has every number as JSON.stringify has it', () => {
    fc.assert(
      fc.property(number, (value) => {
        const octets = jsonOf((out) => {
          out.number(value);
        });
        expect(octets).toBe(JSON.stringify(value));
      }),
      { numRuns: 2000 },
    );
  });

  it('gives texts that stay as they are when others follow, whatever their length', () => {
    const out = new JsonOctets();
    const values = ['a', 'b'.repeat(70_000), 'c'.repeat(60_000), 'd'.repeat(10_000), 'e'];
    const taken = values.map((value) => {
      out.text(value);
      return out.take();
    });
    expect(taken.map(textOf)).toEqual(values.map((value) => JSON.stringify(value)));
  });
});

describe('readings written as JSON', () => {
  it('are what JSON.stringify gives, one by one and as the list of a frame', () => {
    const writer = new ReadingsJson();
    fc.assert(
      fc.property(fc.array(reading.map(inOrder), { maxLength: 6 }), (readings) => {
        const frame = {
          frameId: 'frame',
          receptor: 'Meters',
          groupName: 'Group',
          serialSource: 'property',
          leniencies: [],
          readings: readings.map((each) => ({ routingKey: 'key "ä"', reading: each })),
        } as const;
        expect(textOf(writer.list(frame))).toBe(JSON.stringify(readings));
        const places: number[] = [];
        const texts = writer.texts(frame, places);
        expect(
          readings.map((_, n) => textOf(texts.subarray(places[2 * n], places[2 * n + 1]))),
        ).toEqual(readings.map((each) => JSON.stringify(each)));
        const { frameId, receptor } = frame;
        const whole = JSON.stringify({ frameId, receptor, readings });
        expect(textOf(jsonListOf([writer.frame(frame)]))).toBe(`[${whole}]`);
        for (const each of readings) {
          expect(textOf(writer.reading(each))).toBe(JSON.stringify(each));
        }
      }),
    );
  });
});
