import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../codec/hex.js';
import type { DecodeErrorCode } from '../errors.js';
import { createFramer, readFrame, readFrames } from './create-framer.js';
import type { FramerEvent, InterfaceType } from './framer.js';
import { joinOctets } from './octets.js';
import { toldText } from './test-told.js';

interface Vector {
  readonly id: string;
  readonly linkLayer: string;
  readonly frameHex?: string | readonly string[];
  readonly linkDetails?: {
    readonly hdlc?: readonly { readonly destination: string; readonly source: string }[];
    readonly mbus?: readonly { readonly stsap?: number; readonly dtsap?: number }[];
    readonly wrapper?: { readonly sourceWPort: number; readonly destinationWPort: number };
  };
  readonly expected?: {
    readonly apduHexPlain?: string | null;
    readonly protectedApduHex?: string;
    readonly informationHex?: string;
    readonly apdus?: readonly string[];
    readonly refusal?: { readonly layer: string; readonly code: string };
  };
}

const LIMITS = { maxApduLength: 32_767 };
const INTERFACE_TYPES: Readonly<Record<string, InterfaceType>> = {
  HDLC: 'HDLC',
  'HDLC-stream': 'HDLC',
  WRAPPER: 'WRAPPER',
  'WRAPPER-stream': 'WRAPPER',
  'MBUS-long-frame': 'WiredMBus',
};

const folder = new URL('../../vectors/', import.meta.url);
const vectors = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .flatMap((name) => {
    const text = readFileSync(new URL(name, folder), 'utf8');
    return (JSON.parse(text) as { readonly vectors: Vector[] }).vectors;
  })
  .flatMap((vector) => {
    const interfaceType = INTERFACE_TYPES[vector.linkLayer];
    if (interfaceType === undefined || vector.frameHex === undefined) return [];
    const chunks = [vector.frameHex].flat().map((hex) => fromHex(hex) ?? new Uint8Array());
    return [{ ...vector, interfaceType, chunks, wire: joinOctets(chunks) }];
  });

/** APDUs that a vector says come off the link; undefined where it says nothing of that kind. */
function apdusOf({ expected = {} }: Vector): readonly string[] | undefined {
  if (expected.apdus !== undefined) return expected.apdus;
  if (expected.refusal !== undefined) return undefined;
  const apdu = expected.protectedApduHex ?? expected.apduHexPlain ?? undefined;
  if (apdu !== undefined) return [apdu];
  return expected.informationHex === undefined ? undefined : [expected.informationHex.slice(6)];
}

function cut(interfaceType: InterfaceType, chunks: readonly Uint8Array[]): FramerEvent[] {
  const framer = createFramer(interfaceType, LIMITS);
  for (const chunk of chunks) framer.receive(chunk, 0);
  framer.end(0);
  expect(framer.buffered).toBe(0);
  const events: FramerEvent[] = [];
  for (let event = framer.nextEvent(); event !== undefined; event = framer.nextEvent())
    events.push(event);
  return events;
}

const summary = (events: readonly FramerEvent[]): string[] => events.map(toldText);

const good = vectors.filter((vector) => apdusOf(vector) !== undefined);
const single = good.filter(
  ({ id, linkLayer }) => !linkLayer.endsWith('stream') && !id.includes('restart'),
);

test('there are vectors of each link layer', () => {
  expect(new Set(good.map(({ linkLayer }) => linkLayer))).toEqual(
    new Set(Object.keys(INTERFACE_TYPES)),
  );
});

describe.each(good)('$id', (vector) => {
  const { interfaceType, chunks, wire } = vector;

  test('gives its APDUs', () => {
    const apdus = cut(interfaceType, chunks).filter(({ type }) => type === 'apdu');
    expect(summary(apdus)).toEqual(apdusOf(vector));
  });

  test('gives the same octet by octet as all at once', () => {
    const octets = Array.from(wire, (_, i) => wire.subarray(i, i + 1));
    expect(summary(cut(interfaceType, octets))).toEqual(summary(cut(interfaceType, [wire])));
  });

  test('is cut the same way again from the octets of its event', () => {
    for (const event of cut(interfaceType, chunks))
      if (event.type === 'apdu')
        expect(readFrame(interfaceType, event.wire, LIMITS)).toEqual(event);
  });
});

describe.each(single)('$id, cut short', ({ interfaceType, wire }) => {
  test('is one refusal and no APDU, wherever it is cut', () => {
    for (let length = 1; length < wire.length; length++) {
      const codes = summary(readFrames(interfaceType, wire.subarray(0, length), LIMITS));
      const lone = interfaceType === 'HDLC' && length === 1;
      expect(codes, `after ${length} octets`).toEqual(lone ? [] : ['link.incomplete']);
    }
  });
});

test.each(vectors.filter(({ linkDetails }) => linkDetails !== undefined))(
  '$id: the addresses are those of the link details',
  ({ interfaceType, chunks, linkDetails }) => {
    const event = cut(interfaceType, chunks).find(({ type }) => type === 'apdu');
    if (event?.type !== 'apdu') return;
    const { link } = event;
    if (link.type === 'HDLC')
      expect(linkDetails?.hdlc?.[0]).toMatchObject({
        destination: toHex(link.destination),
        source: toHex(link.source),
      });
    const mbus = linkDetails?.mbus?.[0];
    if (link.type === 'WiredMBus' && mbus?.stsap !== undefined)
      expect(mbus).toMatchObject({ stsap: link.sourceAddress, dtsap: link.destinationAddress });
    if (link.type === 'WRAPPER')
      expect(linkDetails?.wrapper).toMatchObject({
        sourceWPort: link.sourcePort,
        destinationWPort: link.destinationPort,
      });
  },
);

test('leniencies that a frame needed are named', () => {
  const needed = Object.fromEntries(
    vectors.flatMap(({ id, interfaceType, chunks }) => {
      const names = cut(interfaceType, chunks).flatMap((event) =>
        event.type === 'apdu' ? event.leniencies : [],
      );
      return names.length > 0 ? [[id, names]] : [];
    }),
  );
  const blocks = ['hdlc-block-without-llc'];
  expect(needed).toEqual({
    'at-sagemcom-l-overflow': ['mbus-length-overflow'],
    'ch-lg-e450-gbt': blocks,
    'ch-lg-e450-gbt-extreg': blocks,
    'ch-lg-e450-gbt-restart': blocks,
    'ch-lg-e450-vse2026': blocks,
    'ch-lg-e570-gbt-encrypted': blocks,
    'at-lg-e450-gbt-auth-enc': blocks,
  });
});

const refusals: readonly (readonly [string, ...DecodeErrorCode[]])[] = [
  ['neg-hdlc-fcs', 'link.fcs'],
  ['neg-hdlc-payload-bit', 'link.fcs'],
  ['neg-hdlc-hcs', 'link.hcs'],
  ['neg-hdlc-truncated', 'link.incomplete'],
  ['neg-hdlc-format', 'link.format'],
  // The length stands in the header, so its check sequence tells first.
  ['neg-hdlc-length-too-long', 'link.hcs'],
  ['neg-hdlc-length-short', 'link.hcs'],
  ['neg-hdlc-empty-info', 'link.empty'],
  ['neg-wrapper-version', 'link.version'],
  ['neg-wrapper-oversized', 'link.too-long'],
  ['neg-wrapper-zero', 'link.empty'],
  ['neg-wrapper-truncated', 'link.incomplete'],
  ['neg-wrapper-http', 'link.version'],
  ['neg-mbus-checksum', 'link.checksum', 'link.segment-missing'],
  ['neg-mbus-l-mismatch', 'link.length', 'link.segment-missing'],
  ['neg-mbus-second-missing', 'link.incomplete'],
  ['neg-mbus-stop', 'link.stop', 'link.segment-missing'],
  ['neg-gbt-gap', 'apdu.block-missing'],
  ['neg-gbt-no-last', 'link.incomplete'],
  ['neg-gbt-length', 'apdu.block-length'],
  ['neg-real-gh175-1', 'link.fcs'],
  ['neg-real-gh339-1', 'link.incomplete'],
  ['neg-real-gh355-1', 'link.format'],
  ['neg-real-gh539-1', 'link.incomplete'],
  ['neg-real-gh539-2', 'link.segment-missing'],
  ['neg-real-zmf100-edited', 'link.fcs'],
];

test.each(refusals)('%s is refused as %s', (id, ...codes) => {
  const vector = vectors.find((each) => each.id === id);
  if (vector === undefined) throw new Error('no such vector');
  expect(summary(cut(vector.interfaceType, vector.chunks))).toEqual(codes);
  const octets = Array.from(vector.wire, (_, i) => vector.wire.subarray(i, i + 1));
  expect(summary(cut(vector.interfaceType, octets))).toEqual(codes);
});

test('an APDU whose last segment never came is refused, and the frame behind it decodes', () => {
  const vector = vectors.find(({ id }) => id === 'neg-hdlc-segment-last-missing');
  const next = vectors.find(({ id }) => id === 'kaifa-ma304h3e-hdlc');
  if (vector === undefined || next === undefined) throw new Error('no such vector');
  expect(summary(cut('HDLC', vector.chunks))).toEqual([
    'link.segment-missing',
    ...summary(cut('HDLC', next.chunks)),
  ]);
});
