import { describe, expect, test } from 'vitest';
import { fromHex } from '../codec/hex.js';
import type { InterfaceType } from '../link/framer.js';
import { writeHdlcUiFrames } from '../link/hdlc-push.js';
import { joinOctets } from '../link/octets.js';
import { writeWiredMBus } from '../link/wired-mbus.js';
import { writeWrapper } from '../link/wrapper.js';
import { writeBlocks } from '../xdlms/general-block-transfer.js';
import { explain } from './explain.js';
import type { ExplainedField, ExplainedLayer, Explanation } from './explanation.js';

/** A data-notification of one long-unsigned, 7. */
const APDU = octetsOf('0f00000001 00 120007');
const HDLC = { destination: octetsOf('ceff'), source: octetsOf('9401') };
const PORTS = { sourcePort: 1, destinationPort: 103 };

function octetsOf(hex: string): Uint8Array {
  return fromHex(hex.replaceAll(' ', '')) ?? new Uint8Array();
}

function leaves(fields: readonly ExplainedField[]): ExplainedField[] {
  return fields.flatMap((field) => (field.parts === undefined ? [field] : leaves(field.parts)));
}

/** Names with meanings, `HCS: right`, one a leaf. */
function told({ fields }: ExplainedLayer): string[] {
  return leaves(fields).map(({ name, meaning }) =>
    meaning === undefined ? name : `${name}: ${meaning}`,
  );
}

function linkOf({ layers }: Explanation): ExplainedLayer {
  const [link] = layers;
  if (link?.kind !== 'link') throw new Error('the first layer is the link layer');
  return link;
}

/** Frames, or what is none, with their refusals: `frame 0-20`, `rubbish 20-22 link.noise`. */
function outline(explanation: Explanation): string[] {
  return linkOf(explanation).fields.map(({ name, start, end, refusal }) =>
    [name, `${start}-${end}`, ...(refusal === undefined ? [] : [refusal.code])].join(' '),
  );
}

const explained = (interfaceType: InterfaceType, ...chunks: readonly Uint8Array[]): Explanation =>
  explain(joinOctets(chunks), { interfaceType });

describe('HDLC', () => {
  const [frame = new Uint8Array()] = writeHdlcUiFrames(APDU, HDLC);

  test('is told field by field', () => {
    expect(told(linkOf(explained('HDLC', frame)))).toEqual([
      'opening flag',
      'frame-format: type 3, 23 octets',
      'destination-address: upper 103, lower 127',
      'source-address: upper 74, lower 0',
      'control: UI, poll/final',
      'HCS: right',
      'LLC header: from a server',
      'information: 9 octets of the APDU',
      'FCS: right',
      'closing flag',
    ]);
  });

  test('segments are frames of their own, the APDU one layer', () => {
    const frames = writeHdlcUiFrames(APDU, { ...HDLC, maxInformationLength: 5 });
    const explanation = explained('HDLC', ...frames);
    expect(linkOf(explanation).fields).toHaveLength(frames.length);
    expect(explanation.layers.map(({ kind }) => kind)).toEqual(['link', 'apdu']);
    expect(explanation.layers[1]?.octets).toEqual(APDU);
    expect(told(linkOf(explanation))).toContain(
      'frame-format: type 3, 16 octets, more segments follow',
    );
  });

  test('a flag between frames belongs to the first of them', () => {
    const once = explained('HDLC', frame, frame.subarray(1));
    expect(outline(once)).toEqual([
      `frame 0-${frame.length}`,
      `frame ${frame.length}-${2 * frame.length - 1}`,
    ]);
    expect(once.layers.filter(({ kind }) => kind === 'apdu')).toHaveLength(2);
    expect(outline(explained('HDLC', frame, octetsOf('7e7e'), frame))).toEqual([
      `frame 0-${frame.length}`,
      `flags between frames ${frame.length}-${frame.length + 2}`,
      `frame ${frame.length + 2}-${2 * frame.length + 2}`,
    ]);
  });

  test('a damaged frame says which check is wrong, and what follows is told', () => {
    const damaged = frame.slice();
    const place = frame.length - 5;
    damaged[place] = 0xaa;
    const explanation = explained('HDLC', damaged, frame);
    expect(outline(explanation)).toEqual([
      `damaged frame 0-${frame.length} link.fcs`,
      `frame ${frame.length}-${2 * frame.length}`,
    ]);
    expect(told(linkOf(explanation))).toContain('FCS: wrong');
    expect(explanation.refusals).toEqual([expect.objectContaining({ code: 'link.fcs' })]);
  });

  test('a frame without an end and rubbish are told as such', () => {
    expect(outline(explained('HDLC', frame.subarray(0, 10)))).toEqual([
      'unfinished frame 0-10 link.incomplete',
    ]);
    const length = frame.length;
    expect(outline(explained('HDLC', octetsOf('0102'), frame))).toEqual([
      'rubbish 0-2 link.noise',
      `frame 2-${length + 2}`,
    ]);
  });
});

test('the wrapper is told with its ports', () => {
  const frame = writeWrapper(APDU, PORTS);
  expect(told(linkOf(explained('WRAPPER', frame)))).toEqual([
    'version: 1',
    'source-wPort: 1, management: client process, or logical device',
    'destination-wPort: 103',
    'length: 9 octets',
    'data: 9 octets, the APDU',
  ]);
  expect(outline(explained('WRAPPER', frame.subarray(0, -1)))).toEqual([
    'unfinished frame 0-16 link.incomplete',
  ]);
  expect(told(linkOf(explained('WRAPPER', frame.subarray(0, -1)))).at(-1)).toBe('data: cut short');
});

test('telegrams of M-Bus are told field by field, and their checksums', () => {
  const telegrams = writeWiredMBus(APDU, { maxDataLength: 5 });
  const explanation = explained('WiredMBus', ...telegrams);
  expect(outline(explanation)).toEqual(['frame 0-16', 'frame 16-31']);
  expect(told(linkOf(explanation)).slice(0, 12)).toEqual([
    'start',
    'L: 10 octets',
    'L again: 10 octets',
    'start again',
    'C: SND_UD: user data is sent',
    'A: broadcast',
    'CI: telegram 0, more follow',
    'STSAP: 1',
    'DTSAP: 103',
    'data: 5 octets of the APDU',
    'checksum: right',
    'stop',
  ]);
  const [first = new Uint8Array()] = telegrams;
  const damaged = first.map((octet, at) => (at === 10 ? octet ^ 1 : octet));
  const broken = explained('WiredMBus', damaged);
  expect(outline(broken)).toEqual(['damaged frame 0-16 link.checksum']);
  expect(told(linkOf(broken))).toContain('checksum: wrong');
});

describe('blocks', () => {
  const blocks = writeBlocks(APDU, { maxBlockLength: 4 });
  const frames = blocks.map((block) => writeWrapper(block, PORTS));

  test('each is a layer, and the APDU that they make together another', () => {
    const { layers, refusals } = explained('WRAPPER', ...frames);
    expect(layers.map(({ kind }) => kind)).toEqual(['link', 'block', 'block', 'block', 'apdu']);
    expect(layers[1] && told(layers[1])).toEqual([
      'apdu-tag: general-block-transfer',
      'block-control: more blocks follow, streaming, window 0',
      'block-number: 1',
      'block-number-ack: 0',
      'length: 4 octets',
      'block-data: 4 octets of the APDU',
    ]);
    expect(layers.at(-1)?.octets).toEqual(APDU);
    expect(refusals).toEqual([]);
  });

  test('a missing one is told at the block behind it', () => {
    const { layers, refusals } = explained('WRAPPER', frames[0] ?? APDU, frames[2] ?? APDU);
    expect(layers.map(({ kind }) => kind)).toEqual(['link', 'block', 'block']);
    expect(refusals).toEqual([expect.objectContaining({ code: 'apdu.block-missing' })]);
    const told = leaves(layers[2]?.fields ?? []).filter(({ refusal }) => refusal !== undefined);
    expect(told.map(({ refusal }) => refusal)).toEqual(refusals);
  });
});
