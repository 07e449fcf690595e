import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex } from '../codec/hex.js';
import { writeBlocks } from '../xdlms/general-block-transfer.js';
import { createFramer } from './create-framer.js';
import type { FramerOptions } from './framer.js';
import { joinOctets } from './octets.js';
import { toldText } from './test-told.js';
import { writeWrapper } from './wrapper.js';

const hex = (text: string): Uint8Array => fromHex(text) ?? new Uint8Array();
const APDU = '0f400000000009060102030405060708090a';
const NEXT = '0f40000001000904ffffffff';
const PORTS = { sourcePort: 1, destinationPort: 1 };

const blocksOf = (apdu: string, maxBlockLength = 5): Uint8Array[] =>
  writeBlocks(hex(apdu), { maxBlockLength });
const [one, two, three, four] = blocksOf(APDU) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];

function cut(blocks: readonly Uint8Array[], options: Partial<FramerOptions> = {}): string[] {
  const framer = createFramer('WRAPPER', { maxApduLength: 1000, ...options });
  for (const block of blocks) framer.receive(writeWrapper(block, PORTS), 0);
  framer.end(0);
  const events: string[] = [];
  for (let event = framer.nextEvent(); event !== undefined; event = framer.nextEvent())
    events.push(toldText(event));
  return events;
}

test('what the writer cuts into blocks is joined again, with all frames on the wire', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 300 }).filter(([tag]) => tag !== 0xe0),
      fc.integer({ min: 1, max: 300 }),
      (apdu, maxBlockLength) => {
        const blocks = writeBlocks(apdu, { maxBlockLength });
        const wire = joinOctets(blocks.map((block) => writeWrapper(block, PORTS)));
        const framer = createFramer('WRAPPER', { maxApduLength: 400 });
        framer.receive(wire, 0);
        expect(framer.nextEvent()).toMatchObject({ type: 'apdu', apdu, wire });
        expect(framer.nextEvent()).toBeUndefined();
        expect(framer.buffered).toBe(0);
      },
    ),
  );
});

test('the acknowledged number says nothing', () => {
  const odd = blocksOf(APDU).map((block) => {
    const copy = block.slice();
    copy.set([0xff, 0xff], 4);
    return copy;
  });
  expect(cut(odd)).toEqual([APDU]);
});

describe('a block', () => {
  test('that is repeated is ignored, the last one too', () => {
    expect(cut([one, one, two, three, two, three, four, four])).toEqual([APDU]);
  });

  test('that is repeated with other content ends the transfer', () => {
    const other = two.slice();
    other[9] = 0xee;
    expect(cut([one, two, other, three, four, ...blocksOf(NEXT)])).toEqual([
      'apdu.block-missing',
      NEXT,
    ]);
  });

  test('that is missing ends the transfer: one refusal, the next one decodes', () => {
    expect(cut([one, three, four, ...blocksOf(NEXT)])).toEqual(['apdu.block-missing', NEXT]);
    expect(cut([two, three, four, ...blocksOf(NEXT)])).toEqual(['apdu.block-missing', NEXT]);
  });

  test('with number 1 begins anew, and what was open is a refusal', () => {
    expect(cut([one, two, ...blocksOf(NEXT)])).toEqual(['apdu.block-missing', NEXT]);
  });

  test('with number 1 and the same content begins the same transfer anew', () => {
    expect(cut([one, two, ...blocksOf(APDU)])).toEqual([APDU]);
  });

  test('with number 0 is malformed', () => {
    const zero = one.slice();
    zero[3] = 0;
    expect(cut([zero])).toEqual(['apdu.malformed']);
  });

  test('that holds a block is refused, and what follows of it is dropped with it', () => {
    const nested = writeBlocks(one, { maxBlockLength: 4 });
    expect(cut([...nested, ...blocksOf(NEXT)])).toEqual(['apdu.block-nested', NEXT]);
    expect(cut(writeBlocks(one, { maxBlockLength: 100 }))).toEqual(['apdu.block-nested']);
  });

  test('that says more or less than it has is refused, and the transfer may go on', () => {
    const long = two.slice();
    long[6] = 6;
    const short = two.slice();
    short[6] = 4;
    expect(cut([one, long, two, short, three, four])).toEqual([
      'apdu.block-length',
      'apdu.trailing',
      APDU,
    ]);
  });

  test('that is cut short anywhere is refused', () => {
    for (let length = 1; length < one.length; length++) {
      const [code, ...rest] = cut([one.subarray(0, length)]);
      expect(code).toMatch(/^apdu\.(truncated|block-length)$/);
      expect(rest).toEqual([]);
    }
  });
});

test('another APDU between blocks is delivered, and the transfer goes on', () => {
  expect(cut([one, two, hex(NEXT), three, four])).toEqual([NEXT, APDU]);
});

test('blocks over the limit of the whole APDU are one refusal, and the next one decodes', () => {
  const long = writeBlocks(new Uint8Array(500).fill(0x0f), { maxBlockLength: 20 });
  expect(cut([...long, ...blocksOf(NEXT)], { maxApduLength: 100 })).toEqual([
    'link.too-long',
    NEXT,
  ]);
});

test('blocks of nothing end with a refusal, not with the memory', () => {
  const nothing = (n: number): Uint8Array => Uint8Array.of(0xe0, 0x40, n >>> 8, n & 0xff, 0, 0, 0);
  const [code, ...rest] = cut(Array.from({ length: 5000 }, (_, n) => nothing(n + 1)));
  expect(code).toBe('link.too-long');
  expect(rest).toEqual([]);
});

test('a transfer that nothing goes on is given up after the time-out', () => {
  const framer = createFramer('WRAPPER', { maxApduLength: 100, reassemblyTimeoutMs: 1000 });
  framer.receive(writeWrapper(one, PORTS), 0);
  framer.receive(writeWrapper(two, PORTS), 700);
  framer.receive(writeWrapper(hex(NEXT), PORTS), 1600);
  expect(framer.nextEvent()).toMatchObject({ type: 'apdu' });
  expect(framer.nextTick()).toBe(1700);
  framer.tick(1700);
  const wire = joinOctets([writeWrapper(one, PORTS), writeWrapper(two, PORTS)]);
  expect(framer.nextEvent()).toMatchObject({ code: 'link.incomplete', wire });
  expect(framer.buffered).toBe(0);
});
