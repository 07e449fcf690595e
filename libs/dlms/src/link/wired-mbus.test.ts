import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../codec/hex.js';
import { NO_LENIENCIES } from '../leniency.js';
import { createFramer } from './create-framer.js';
import type { FramerOptions } from './framer.js';
import { joinOctets } from './octets.js';
import { toldText } from './test-told.js';
import { checksum, writeWiredMBus } from './wired-mbus.js';

const hex = (text: string): Uint8Array => fromHex(text) ?? new Uint8Array();
const bytes = (length: number): Uint8Array => new Uint8Array(length).map((_, i) => i * 7);
const APDU = bytes(40);
const SMALL = { maxDataLength: 10 };
const telegrams = writeWiredMBus(APDU, SMALL);
const [first, second, third, fourth] = telegrams as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
  Uint8Array,
];
const next = writeWiredMBus(hex('0f0102'));

function cut(frames: readonly Uint8Array[], options: Partial<FramerOptions> = {}): string[] {
  const framer = createFramer('WiredMBus', { maxApduLength: 5000, ...options });
  for (const each of frames) framer.receive(each, 0);
  framer.end(0);
  const events: string[] = [];
  for (let event = framer.nextEvent(); event !== undefined; event = framer.nextEvent())
    events.push(
      event.type === 'apdu'
        ? [toHex(event.apdu), ...event.leniencies].join(' ')
        : `${toldText(event)} ${event.wire.length}`,
    );
  return events;
}

/** A frame of which L counts modulo 256. */
function overflown(data: Uint8Array, ci: number): Uint8Array {
  const content = joinOctets([Uint8Array.of(0x53, 0xff, ci, 1, 103), data]);
  const l = content.length & 0xff;
  return joinOctets([
    Uint8Array.of(0x68, l, l, 0x68),
    content,
    Uint8Array.of(checksum(content, 0, content.length), 0x16),
  ]);
}

test('what the writer cuts into telegrams is joined again', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 600 }).filter(([tag]) => tag !== 0xe0),
      fc.integer({ min: 1, max: 250 }),
      (apdu, maxDataLength) => {
        expect(cut(writeWiredMBus(apdu, { maxDataLength }))).toEqual([toHex(apdu)]);
      },
    ),
  );
});

test('a telegram that is no length a writer can say is an error of the caller', () => {
  expect(() => writeWiredMBus(APDU, { maxDataLength: 251 })).toThrow(RangeError);
  expect(() => writeWiredMBus(APDU, { maxDataLength: 0 })).toThrow(RangeError);
});

describe('telegrams', () => {
  test('that are repeated are left out', () => {
    expect(cut([first, first, second, third, third, fourth])).toEqual([toHex(APDU)]);
  });

  test('with a gap are one refusal, and the next APDU decodes', () => {
    expect(cut([first, third, fourth, ...next])).toEqual([
      `link.segment-missing ${first.length + third.length}`,
      '0f0102',
    ]);
  });

  test('without their first one are one refusal, and the next APDU decodes', () => {
    expect(cut([second, third, fourth, ...next])).toEqual([
      `link.segment-missing ${second.length}`,
      '0f0102',
    ]);
  });

  test('are refused when the next APDU begins, which decodes', () => {
    expect(cut([first, second, ...next])).toEqual([
      `link.segment-missing ${first.length + second.length}`,
      '0f0102',
    ]);
  });

  test('of another meter end an APDU that was open', () => {
    const other = writeWiredMBus(hex('0f0304'), { address: 1 });
    expect(cut([first, ...other])).toEqual([`link.segment-missing ${first.length}`, '0f0304']);
  });

  test('over the limit are one refusal, and the next APDU decodes', () => {
    expect(cut([...writeWiredMBus(bytes(300), SMALL), ...next], { maxApduLength: 100 })).toEqual([
      `link.too-long ${first.length * 11}`,
      '0f0102',
    ]);
  });

  test('that carry nothing, or no DLMS, are refused', () => {
    const empty = hex('6805056853ff100167ca16');
    empty[9] = checksum(empty, 4, 9);
    const foreign = hex('6808086853ff72010203040500160000').subarray(0, 14);
    foreign[12] = checksum(foreign, 4, 12);
    foreign[13] = 0x16;
    expect(cut([empty, foreign])).toEqual(['link.empty 11', 'link.format 14']);
  });
});

describe('an L field that ran over', () => {
  test.each([252, 253, 260, 300, 400])('is read with %i octets of data, by leniency', (length) => {
    const frame = overflown(bytes(length), 0x10);
    expect(cut([frame])).toEqual([`${toHex(bytes(length))} mbus-length-overflow`]);
  });

  test('is refused where the leniency is switched off', () => {
    const frame = overflown(bytes(252), 0x10);
    expect(cut([frame, ...next], { leniencies: NO_LENIENCIES }).map((t) => t.slice(0, 9))).toEqual([
      'link.stop',
      'link.nois',
      '0f0102',
    ]);
  });

  test('in a damaged frame does not hide the good one behind it', () => {
    const frame = overflown(bytes(252), 0x10);
    frame[200] = 0;
    expect(cut([frame, ...next]).at(-1)).toBe('0f0102');
  });
});

test('a frame with a wrong checksum or stop octet alone is refused at once', () => {
  for (const [place, code] of [
    [-2, 'link.checksum'],
    [-1, 'link.stop'],
  ] as const) {
    const bad = (next[0] ?? new Uint8Array()).slice();
    bad[bad.length + place] = 0xee;
    const framer = createFramer('WiredMBus', { maxApduLength: 5000 });
    framer.receive(bad, 0);
    expect(framer.nextEvent()).toMatchObject({ code, wire: bad });
  }
});
