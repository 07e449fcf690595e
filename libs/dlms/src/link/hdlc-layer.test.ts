import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../codec/hex.js';
import { NO_LENIENCIES } from '../leniency.js';
import { writeBlocks } from '../xdlms/general-block-transfer.js';
import { createFramer, readFrame } from './create-framer.js';
import { checkSequence } from './frame-check-sequence.js';
import type { FramerOptions } from './framer.js';
import type { HdlcControl } from './hdlc-control.js';
import { writeHdlcFrame } from './hdlc-frame.js';
import { writeHdlcUiFrames } from './hdlc-push.js';
import { joinOctets } from './octets.js';
import { toldText } from './test-told.js';

const hex = (text: string): Uint8Array => fromHex(text) ?? new Uint8Array();
const LLC = 'e6e700';
const APDU = '0f400000000009060102030405060708090a';
const NEXT = '0f400000010009040a0b0c0d';
const ADDRESSES = { destination: hex('cf'), source: hex('0223') };
const OTHERS = { destination: hex('cf'), source: hex('0225') };
const UI: HdlcControl = { type: 'UI', pollFinal: false };

interface Part {
  readonly segmented?: boolean;
  readonly control?: HdlcControl;
  readonly addresses?: typeof ADDRESSES;
}

/** A frame with this information field. */
function frame(information: string, part: Part = {}): Uint8Array {
  return writeHdlcFrame({
    ...(part.addresses ?? ADDRESSES),
    segmented: part.segmented ?? false,
    control: part.control ?? UI,
    information: hex(information),
  });
}

const i = (sendSequence: number): HdlcControl => ({
  type: 'I',
  sendSequence,
  receiveSequence: 0,
  pollFinal: false,
});

function cut(frames: readonly Uint8Array[], options: Partial<FramerOptions> = {}): string[] {
  const framer = createFramer('HDLC', { maxApduLength: 1000, ...options });
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

const segments = [
  frame(LLC + APDU.slice(0, 12), { segmented: true }),
  frame(APDU.slice(12, 20), { segmented: true }),
  frame(APDU.slice(20)),
];
const [first, second, third] = segments as [Uint8Array, Uint8Array, Uint8Array];
const octetsOf = (...frames: readonly Uint8Array[]): number => joinOctets(frames).length;

describe('segments', () => {
  test('are joined; the wire is all their frames', () => {
    const wire = joinOctets(segments);
    expect(cut(segments)).toEqual([APDU]);
    expect(readFrame('HDLC', wire, { maxApduLength: 1000 }).wire).toEqual(wire);
  });

  test('what the writer cuts is joined again, for any length of segments', () => {
    for (let maxInformationLength = 1; maxInformationLength < 30; maxInformationLength++) {
      const frames = writeHdlcUiFrames(hex(APDU), { ...ADDRESSES, maxInformationLength });
      if (maxInformationLength >= 3) expect(cut(frames)).toEqual([APDU]);
    }
  });

  test('of I frames are joined by N(S), a repeated one is left out', () => {
    const [a, b, c] = [
      frame(LLC + APDU.slice(0, 12), { segmented: true, control: i(7) }),
      frame(APDU.slice(12, 20), { segmented: true, control: i(0) }),
      frame(APDU.slice(20), { control: i(1) }),
    ] as const;
    expect(cut([a, a, b, b, c])).toEqual([APDU]);
    expect(cut([a, c])).toEqual([`link.segment-missing ${octetsOf(a)}`, `link.llc ${octetsOf(c)}`]);
  });

  test('an RR frame between them changes nothing', () => {
    const rr = frame('', { control: { type: 'RR', receiveSequence: 2, pollFinal: true } });
    expect(cut([first, rr, second, rr, third])).toEqual([APDU]);
  });

  test('an unfinished APDU is refused when the next one begins, which decodes', () => {
    expect(cut([first, second, frame(LLC + NEXT)])).toEqual([
      `link.segment-missing ${octetsOf(first, second)}`,
      NEXT,
    ]);
  });

  test('an unfinished APDU is refused when a frame with other addresses comes', () => {
    expect(cut([first, frame(LLC + NEXT, { addresses: OTHERS })])).toEqual([
      `link.segment-missing ${octetsOf(first)}`,
      NEXT,
    ]);
  });

  test('at the end of the connection they are one refusal, with the half frame behind them', () => {
    expect(cut([first, second, third.subarray(0, 9)])).toEqual([
      `link.incomplete ${octetsOf(first, second) + 9}`,
    ]);
  });

  test('without their first one are one refusal, and the next APDU decodes', () => {
    expect(cut([second, third, frame(LLC + NEXT)])).toEqual([
      `link.segment-missing ${octetsOf(second)}`,
      NEXT,
    ]);
  });

  test('over the limit are one refusal, and the next APDU decodes', () => {
    const many = Array.from({ length: 40 }, () => frame('ff'.repeat(50), { segmented: true }));
    const [refused, ...rest] = cut([first, ...many, third, frame(LLC + NEXT)]);
    expect(refused).toMatch(/^link.too-long /);
    expect(rest).toEqual([NEXT]);
  });

  test('may repeat the LLC header, by leniency', () => {
    const again = frame(LLC + APDU.slice(12), {});
    expect(cut([first, again])).toEqual([`${APDU} hdlc-segment-with-llc`]);
    expect(cut([first, again], { leniencies: NO_LENIENCIES })).toEqual([
      APDU.slice(0, 12) + LLC + APDU.slice(12),
    ]);
  });
});

describe('the LLC header', () => {
  test('of a request is read as well', () => {
    expect(cut([frame(`e6e600${APDU}`)])).toEqual([APDU]);
  });

  test('must stand before an APDU', () => {
    expect(cut([frame(APDU), frame('e6'), frame(LLC)])).toEqual([
      `link.llc ${octetsOf(frame(APDU))}`,
      `link.llc ${octetsOf(frame('e6'))}`,
      `link.empty ${octetsOf(frame(LLC))}`,
    ]);
  });

  test('may be left out before block 2 and later, by leniency', () => {
    const frames = writeBlocks(hex(APDU), { maxBlockLength: 7 }).map((block, n) =>
      frame((n === 0 ? LLC : '') + toHex(block)),
    );
    expect(cut(frames)).toEqual([`${APDU} hdlc-block-without-llc`]);
    expect(cut(frames, { leniencies: NO_LENIENCIES }).map((text) => text.split(' ')[0])).toEqual([
      'link.llc',
      'link.llc',
      'link.incomplete',
    ]);
  });
});

describe('frames', () => {
  test('may share one flag', () => {
    const two = joinOctets([frame(LLC + APDU), frame(LLC + NEXT).subarray(1)]);
    expect(cut([two])).toEqual([APDU, NEXT]);
  });

  test('may hold flags', () => {
    expect(cut([frame(`${LLC}0f7e7e7e7e7ea0087e`)])).toEqual(['0f7e7e7e7e7ea0087e']);
  });

  test.each(['03', '0203', '00020003'])('may have the address %s', (address) => {
    const addresses = { destination: hex(address), source: hex('0225') };
    expect(cut([frame(LLC + APDU, { addresses })])).toEqual([APDU]);
  });

  test('that open and close a link carry no APDU and are no refusal', () => {
    const types = ['SNRM', 'UA', 'DISC', 'DM', 'FRMR'] as const;
    const frames = types.flatMap((type) => [
      frame('', { control: { type, pollFinal: true } }),
      frame('8180', { control: { type, pollFinal: true } }),
    ]);
    expect(cut(frames)).toEqual([]);
  });

  test('with a damaged check sequence are refused each, though they share flags', () => {
    const bad = frame(LLC + APDU);
    bad[12] = 0;
    expect(cut([bad, bad.subarray(1), frame(LLC + NEXT)])).toEqual([
      `link.fcs ${bad.length}`,
      `link.fcs ${bad.length}`,
      NEXT,
    ]);
  });

  test('that are cut short are refused each; the good one behind them decodes', () => {
    const half = frame(LLC + APDU).subarray(0, 20);
    expect(cut([half, half, frame(LLC + NEXT)])).toEqual([
      'link.length 20',
      'link.length 20',
      NEXT,
    ]);
  });

  test('with a control field that no frame has are refused', () => {
    const strange = frame(LLC + APDU);
    const [headerEnd, end] = [7, strange.length - 3];
    strange[headerEnd - 1] = 0x0b;
    for (const at of [headerEnd, end]) {
      const sequence = checkSequence(strange, 1, at);
      strange.set([sequence & 0xff, sequence >>> 8], at);
    }
    expect(cut([strange, frame(LLC + NEXT)])).toEqual([`link.format ${strange.length}`, NEXT]);
  });
});

test('a captured frame that holds several APDUs is refused when read again', () => {
  const two = joinOctets([frame(LLC + APDU), frame(LLC + NEXT)]);
  expect(() => readFrame('HDLC', two, { maxApduLength: 1000 })).toThrow(
    expect.objectContaining({ code: 'link.noise', offset: frame(LLC + APDU).length }),
  );
  expect(() => readFrame('HDLC', new Uint8Array(), { maxApduLength: 1000 })).toThrow(
    expect.objectContaining({ code: 'link.empty' }),
  );
});

test('octets that look like frames without information are rubbish: one refusal', () => {
  const rubbish = hex('7ea007030313aabb00').slice();
  expect(cut([rubbish, rubbish, rubbish, frame(LLC + NEXT)])).toEqual(['link.hcs 9', NEXT]);
});
