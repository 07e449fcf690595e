import { readdirSync, readFileSync } from 'node:fs';
import type { ExplainedField, ExplainedLayer, Keys } from '@dlms-telemetry/dlms';
import {
  decodeApdu,
  DecodeError,
  explainApdu,
  fromHex,
  obisName,
  readFrames,
  readPayload,
  toHex,
} from '@dlms-telemetry/dlms';
import { describe, expect, test } from 'vitest';
import { nodeCrypto } from './node-crypto.js';
import { ALL_PARTIES, ciphered, NOTIFICATION, octets, signed } from './test-parties.js';

interface Vector {
  readonly id: string;
  readonly linkLayer: string;
  readonly frameHex?: string | readonly string[] | null;
  readonly security?: {
    readonly ek?: string | null;
    readonly ak?: string | null;
    readonly systemTitle?: string | null;
    readonly gbcsKeyHex?: string;
  } | null;
}

const INTERFACE_TYPES = {
  HDLC: 'HDLC',
  'HDLC-stream': 'HDLC',
  WRAPPER: 'WRAPPER',
  'WRAPPER-stream': 'WRAPPER',
  'MBUS-long-frame': 'WiredMBus',
  none: 'PDU',
} as const;

function isFramed(linkLayer: string): linkLayer is keyof typeof INTERFACE_TYPES {
  return Object.hasOwn(INTERFACE_TYPES, linkLayer);
}

const folder = new URL('../../dlms/vectors/', import.meta.url);
const vectors = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .flatMap((name) => {
    const text = readFileSync(new URL(name, folder), 'utf8');
    return (JSON.parse(text) as { readonly vectors: Vector[] }).vectors;
  });

/** Every APDU that comes off the link in a vector, with what opens it. */
const apdus = vectors.flatMap(({ id, linkLayer, frameHex, security }) => {
  if (!frameHex || !isFramed(linkLayer)) return [];
  const wire = octets([frameHex].flat().join(''));
  const events = readFrames(INTERFACE_TYPES[linkLayer], wire, { maxApduLength: 65_535 });
  return events.flatMap((event, index) =>
    event.type === 'apdu'
      ? [{ id: `${id}#${index}`, apdu: event.apdu, options: optionsOf(security) }]
      : [],
  );
});

function optionsOf(security: Vector['security']) {
  const key = optional(security?.ek);
  const gbcsKey = optional(security?.gbcsKeyHex);
  const authenticationKey = optional(security?.ak);
  const systemTitle = optional(security?.systemTitle);
  const keys: Keys | undefined =
    key === undefined && gbcsKey === undefined
      ? undefined
      : {
          ...(key && { blockCipherKey: key, broadcastKey: key, dedicatedKey: key }),
          ...(gbcsKey && { agreedKey: gbcsKey, profile: 'gbcs' }),
          ...(authenticationKey && { authenticationKey }),
        };
  return { crypto: nodeCrypto, keysFor: () => keys, ...(systemTitle && { systemTitle }) };
}

function optional(hex: string | null | undefined): Uint8Array | undefined {
  return hex ? fromHex(hex) : undefined;
}

function leaves(fields: readonly ExplainedField[]): ExplainedField[] {
  return fields.flatMap((field) => (field.parts === undefined ? [field] : leaves(field.parts)));
}

function expectEveryOctetOnce({ fields, octets: { length } }: ExplainedLayer): void {
  const all = leaves(fields);
  expect(all.map(({ start }) => start)).toEqual([0, ...all.slice(0, -1).map(({ end }) => end)]);
  expect(all.at(-1)?.end).toBe(length);
}

/** The elements of a value: its parts but for type, length and the like. */
function elementsOf({ parts = [] }: ExplainedField): readonly ExplainedField[] {
  return parts.filter(
    ({ name, parts: inner }) => inner !== undefined && name !== 'type-description',
  );
}

function elementAt(field: ExplainedField, path: readonly number[]): ExplainedField | undefined {
  return path.reduce<ExplainedField | undefined>(
    (found, index) => (found === undefined ? undefined : elementsOf(found)[index]),
    field,
  );
}

describe.each(apdus)('$id', ({ apdu, options }) => {
  const { layers, refusals } = explainApdu(apdu, options);

  test('every octet of every layer stands in one leaf', () => {
    for (const layer of layers) expectEveryOctetOnce(layer);
  });

  test('decoding gives the same octets, or the same refusal', () => {
    try {
      const decoded = decodeApdu(apdu, options);
      const inside = 'userInformation' in decoded.apdu ? layers : layers.slice(-1);
      expect(inside.map((layer) => toHex(layer.octets)).join(' ')).toContain(toHex(decoded.plain));
      if (!('userInformation' in decoded.apdu)) expect(refusals).toEqual([]);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      const { code, message, offset } = error;
      expect(refusals).toEqual([expect.objectContaining({ code, message, offset })]);
    }
  });

  test('each value has the name and the number that the payload gives it', () => {
    const last = layers.at(-1);
    const body = last?.fields.find(({ name }) => name === 'notification-body');
    if (body === undefined || refusals.length > 0) return;
    const { apdu: plain } = decodeApdu(apdu, options);
    if (plain.type !== 'data-notification') return;
    for (const { path, obis, data, scaler, unit } of readPayload(plain.body)) {
      const element = elementAt(body, path);
      // The elements of a compact array have no octet of their own for their type.
      if (element === undefined) continue;
      if (obis !== undefined && obisName(obis) !== undefined)
        expect(element.meaning).toContain(obisName(obis));
      if (typeof data.value === 'number' && scaler === undefined && unit === undefined)
        expect(element.meaning).toMatch(new RegExp(`(^| = )${data.value}$`));
    }
  });
});

/** Ways to a key; suite 0 knows no key agreement, the last two. */
const CHOICES = ['global-unicast', 'global-broadcast', 'wrapped', 'C(1e,1s)', 'C(0e,2s)'] as const;

describe.each(ALL_PARTIES)('suite $suite', (parties) => {
  const options = { crypto: nodeCrypto, keysFor: () => parties.receiver };

  const choices = CHOICES.slice(0, parties.suite === 0 ? 3 : CHOICES.length);

  test.each(choices)('general-ciphering with %s is told with what is in it', (choice) => {
    const { layers, refusals } = explainApdu(ciphered(parties, choice), options);
    expect(refusals).toEqual([]);
    expect(layers.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'apdu general-ciphering',
      'plain data-notification',
    ]);
    layers.forEach(expectEveryOctetOnce);
    expect(layers[1]?.octets).toEqual(NOTIFICATION);
  });

  test('a signed APDU is told with what is signed, and a wrong signature too', () => {
    const apdu = signed(parties);
    const { layers, refusals } = explainApdu(apdu, options);
    expect(refusals).toEqual([]);
    expect(layers.map(({ name }) => name)).toEqual(['general-signing', 'data-notification']);
    layers.forEach(expectEveryOctetOnce);
    const changed = apdu.slice();
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    const refused = explainApdu(changed, options);
    refused.layers.forEach(expectEveryOctetOnce);
    expect(refused.refusals).toEqual([expect.objectContaining({ layer: 'security' })]);
  });

  test('no key stands in an explanation', () => {
    for (const choice of choices) {
      const text = JSON.stringify(explainApdu(ciphered(parties, choice), options)).toLowerCase();
      for (const key of Object.values(parties.receiver))
        if (key instanceof Uint8Array) expect(text).not.toContain(toHex(key));
    }
  });

  test('less protection than is asked for is a refusal, and the rest is told', () => {
    const policy = { authenticated: true, encrypted: true };
    const { layers, refusals } = explainApdu(NOTIFICATION, { ...options, policy });
    expect(refusals).toEqual([expect.objectContaining({ layer: 'security' })]);
    layers.forEach(expectEveryOctetOnce);
    expect(layers).toHaveLength(1);
  });
});
