import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../codec/hex.js';
import { DecodeError } from '../errors.js';
import { INTERFACE_TYPES, readFrames } from '../link/create-framer.js';
import type { InterfaceType } from '../link/framer.js';
import { recogniseInterfaceType } from '../link/recognise.js';
import { joinOctets } from '../link/octets.js';
import { isProtected, readApdu } from '../xdlms/apdu.js';
import { explainApdu } from './apdu-layers.js';
import { explain } from './explain.js';
import type { ExplainedField, ExplainedLayer } from './explanation.js';

const LIMITS = { maxApduLength: 65_535 };
const TYPES_OF_VECTORS: Readonly<Record<string, InterfaceType>> = {
  HDLC: 'HDLC',
  'HDLC-stream': 'HDLC',
  WRAPPER: 'WRAPPER',
  'WRAPPER-stream': 'WRAPPER',
  'MBUS-long-frame': 'WiredMBus',
  none: 'PDU',
};

interface Vector {
  readonly id: string;
  readonly linkLayer: string;
  readonly frameHex?: string | readonly string[] | null;
}

interface Captured {
  readonly id: string;
  readonly interfaceType: InterfaceType;
  readonly octets: Uint8Array;
}

const folder = new URL('../../vectors/', import.meta.url);
const captured: readonly Captured[] = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .flatMap((name) => {
    const text = readFileSync(new URL(name, folder), 'utf8');
    return (JSON.parse(text) as { readonly vectors: Vector[] }).vectors;
  })
  .flatMap(({ id, linkLayer, frameHex }) => {
    const interfaceType = TYPES_OF_VECTORS[linkLayer];
    if (interfaceType === undefined || !frameHex) return [];
    const chunks = [frameHex].flat().map((hex) => fromHex(hex) ?? new Uint8Array());
    return [{ id, interfaceType, octets: joinOctets(chunks) }];
  });

function leaves(fields: readonly ExplainedField[]): ExplainedField[] {
  return fields.flatMap((field) => (field.parts === undefined ? [field] : leaves(field.parts)));
}

/** Throws unless every octet is in exactly one leaf, in order, and each field spans its parts. */
function expectEveryOctetOnce({ fields, octets }: ExplainedLayer): void {
  let at = 0;
  for (const { start, end } of leaves(fields)) {
    if (start !== at) throw new Error(`a leaf begins at ${start}, the one before ended at ${at}`);
    at = end;
  }
  expect(at).toBe(octets.length);
  expectSpans(fields);
}

function expectSpans(fields: readonly ExplainedField[]): void {
  for (const { start, end, parts } of fields) {
    if (parts === undefined) continue;
    expect([parts[0]?.start, parts.at(-1)?.end]).toEqual([start, end]);
    expectSpans(parts);
  }
}

function refusalsIn(fields: readonly ExplainedField[]): unknown[] {
  return fields.flatMap(({ refusal, parts = [] }) => [
    ...(refusal === undefined ? [] : [refusal]),
    ...refusalsIn(parts),
  ]);
}

const key = (refusal: unknown): string => JSON.stringify(refusal);

/** What decoding gives of the octets without keys: APDUs in hex and codes of refusals. */
function decoded(interfaceType: InterfaceType, octets: Uint8Array): string[] {
  return readFrames(interfaceType, octets, LIMITS).flatMap((event) => {
    if ('apdu' in event) return decodedApdu(event.apdu);
    return 'code' in event ? [event.code] : [];
  });
}

/** An APDU, why it does not open, and what is protected in an association. */
function decodedApdu(octets: Uint8Array): string[] {
  try {
    const apdu = readApdu(octets);
    const inside = 'userInformation' in apdu ? apdu.userInformation : undefined;
    const protectedApdu = inside?.type === 'protected' ? decodedApdu(inside.apdu) : [];
    const closed = isProtected(apdu) ? ['security.no-key'] : [];
    return [toHex(octets), ...closed, ...protectedApdu];
  } catch (error) {
    if (error instanceof DecodeError) return [toHex(octets), error.code];
    throw error;
  }
}

/** Explains, and holds the explanation against what decoding gives. */
function expectExplained(interfaceType: InterfaceType, octets: Uint8Array): void {
  const { layers, refusals } = explain(octets, { interfaceType });
  for (const layer of layers) expectEveryOctetOnce(layer);
  expect(layers[0]?.octets).toBe(octets);
  expect(layers.flatMap(({ fields }) => refusalsIn(fields).map(key)).sort()).toEqual(
    refusals.map(key).sort(),
  );
  const apdus = layers.filter(({ kind }) => kind === 'apdu').map((layer) => toHex(layer.octets));
  const codes = refusals.map(({ code }) => code);
  const recognised = recogniseInterfaceType(octets) ?? 'PDU';
  const as = interfaceType === 'Auto' ? recognised : interfaceType;
  expect([...apdus, ...codes].sort()).toEqual(decoded(as, octets).sort());
}

describe('every octet stands in one leaf, and what is refused is told at one place', () => {
  test.each(captured)('$id', ({ interfaceType, octets }) => {
    expectExplained(interfaceType, octets);
  });

  test('wherever octets of vectors are cut off', () => {
    fc.assert(
      fc.property(fc.constantFrom(...captured), fc.nat(), ({ interfaceType, octets }, cut) => {
        expectExplained(interfaceType, octets.subarray(0, cut % octets.length));
      }),
    );
  });

  test('whichever octets of vectors are others', () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(fc.constantFrom(...captured), changes, ({ interfaceType, octets }, changed) => {
        const other = octets.slice();
        for (const [at, octet] of changed) other[at % other.length] = octet;
        expectExplained(interfaceType, other);
      }),
      { numRuns: 300 },
    );
  });

  test('for any octets, as any interface type', () => {
    const types = fc.constantFrom(...INTERFACE_TYPES);
    fc.assert(fc.property(types, fc.uint8Array({ maxLength: 200 }), expectExplained), {
      numRuns: 300,
    });
  });
});

test('a wrapper of more than the longest APDU is refused as by the framer', () => {
  const octets = fromHex('000100010067000a0f000000010012000700') ?? new Uint8Array();
  const { refusals } = explain(octets, { interfaceType: 'WRAPPER', maxApduLength: 9 });
  expect(refusals).toEqual([expect.objectContaining({ code: 'link.too-long' })]);
});

test('data nested without end is refused, and explained up to there', () => {
  const octets = new Uint8Array(4000).fill(1);
  octets.set(fromHex('0f0000000100') ?? new Uint8Array());
  const { layers, refusals } = explainApdu(octets);
  expect(refusals).toEqual([expect.objectContaining({ layer: 'apdu' })]);
  for (const layer of layers) expectEveryOctetOnce(layer);
});
