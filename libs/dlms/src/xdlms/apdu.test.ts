import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromHex, toHex } from '../codec/hex.js';
import type { Data } from '../cosem/data.js';
import { DecodeError } from '../errors.js';
import { LeniencyUse, NO_LENIENCIES } from '../leniency.js';
import type { Apdu } from './apdu.js';
import { readApdu, writeApdu } from './apdu.js';
import { apduName, isProtectedTag } from './apdu-tag.js';
import { isConfirmed } from './data-notification.js';

interface Vector {
  readonly id: string;
  readonly expected: { readonly apduHexPlain?: string | null; readonly protectedApduHex?: string };
}

function vectorsOf(file: string): Vector[] {
  const url = new URL(`../../vectors/${file}.json`, import.meta.url);
  return (JSON.parse(readFileSync(url, 'utf8')) as { vectors: Vector[] }).vectors;
}

function octets(hex: string): Uint8Array {
  return fromHex(hex) ?? new Uint8Array();
}

function strict(): LeniencyUse {
  return new LeniencyUse(NO_LENIENCIES);
}

function codeOf(bytes: Uint8Array, leniency?: LeniencyUse): string {
  try {
    return readApdu(bytes, leniency).type;
  } catch (error) {
    if (error instanceof DecodeError) return error.code;
    throw error;
  }
}

/** APDUs of the vectors that a reader exists for, as hex. */
const APDUS = [
  'austria',
  'constructed',
  'data-types',
  'denmark-kamstrup',
  'han-nordic',
  'iskra-and-others',
  'netherlands',
  'switzerland',
  'wrapper-udp',
]
  .flatMap(vectorsOf)
  .flatMap(({ expected }) => [expected.apduHexPlain, expected.protectedApduHex])
  .filter((hex) => typeof hex === 'string')
  .filter((hex) => /^(?:0f|c2|ca|db|dc)/.test(hex) && !hex.startsWith('0f8000f1d5'));

test('what is read from a vector is written as it was', () => {
  expect(APDUS.length).toBeGreaterThan(60);
  for (const hex of APDUS) {
    const leniency = new LeniencyUse();
    const apdu = readApdu(octets(hex), leniency);
    const again = toHex(writeApdu(apdu));
    // Lengths are written in their shortest form, and a leniency is never written: then reading again must agree.
    if (again !== hex) expect(readApdu(octets(again), strict())).toEqual(offsetless(apdu, again));
    if (again !== hex && leniency.used.length === 0)
      expect(hex).toMatch(/8200|810|820|840|09820003/);
  }
});

/** The place of the text moves when a length before it gets shorter. */
function offsetless(apdu: Apdu, written: string): Apdu {
  if (!('content' in apdu)) return apdu;
  const read = readApdu(octets(written), strict());
  const offset = 'content' in read ? read.content.offset : 0;
  return { ...apdu, content: { ...apdu.content, offset } };
}

test('an APDU cut at any length is refused', () => {
  for (const hex of APDUS) {
    const bytes = octets(hex);
    const step = Math.max(1, Math.floor(bytes.length / 80));
    for (let length = 0; length < bytes.length; length += step) {
      const code = codeOf(bytes.subarray(0, length));
      expect(code, `${hex.slice(0, 40)} cut at ${length}`).toMatch(
        /^(?:apdu\.(?:empty|truncated|count|date-time)|security\.truncated)$/,
      );
    }
  }
});

test('octets behind an APDU are refused', () => {
  for (const hex of APDUS) expect(codeOf(octets(`${hex}00`))).toBe('apdu.trailing');
});

test('padding with zeros is ignored only where that leniency is allowed', () => {
  const leniency = new LeniencyUse(new Set(['trailing-padding']));
  expect(codeOf(octets('0f000000010006000000010000'), leniency)).toBe('data-notification');
  expect(leniency.used).toEqual(['trailing-padding']);
  expect(codeOf(octets('0f000000010006000000010001'), leniency)).toBe('apdu.trailing');
});

test('octets of any kind, and APDUs with changed octets, give an APDU or a DecodeError', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 60 }),
      fc.constantFrom(0x0f, 0xc2, 0xca, 0xdb, 0xdc),
      (bytes, tag) => {
        codeOf(bytes);
        codeOf(Uint8Array.of(tag, ...bytes));
      },
    ),
    { numRuns: 1000 },
  );
  const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.constantFrom(...APDUS), changes, (hex, places) => {
      const bytes = octets(hex);
      for (const [at, octet] of places) bytes[at % bytes.length] = octet;
      codeOf(bytes);
    }),
    { numRuns: 1000 },
  );
});

test('an unknown tag is told from an APDU that no reader exists for', () => {
  expect(codeOf(octets('7f00010203'))).toBe('apdu.unknown-tag');
  expect(codeOf(octets('e0800001000000'))).toBe('apdu.unsupported');
  // A text that begins with E, the tag of a ded-read-request.
  expect(codeOf(octets('45585858585831323334353637383930312c00000001'))).toBe('apdu.unknown-tag');
  expect(codeOf(new Uint8Array())).toBe('apdu.empty');
  expect(apduName(0xdb)).toBe('general-glo-ciphering');
  expect([0xdb, 0xdd, 0xdf, 0xc8, 0x21, 0x0f, 0xe0, 0x7f].map(isProtectedTag)).toEqual([
    true,
    true,
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
});

test('a date-time of another length than 12 is refused', () => {
  expect(codeOf(octets('0f000000010b07e80101010c000000800000' + '0600000001'))).toBe(
    'apdu.date-time',
  );
  expect(codeOf(octets('c2010b07e70706040a362600ff8880' + '00010000616200ff020600000010'))).toBe(
    'apdu.date-time',
  );
});

test('a date-time with a tag is read as a leniency, and refused without it', () => {
  const kaifa = octets('0f40000000090c07e3020401173416ff800000020106000016dc');
  const leniency = new LeniencyUse();
  expect(readApdu(kaifa, leniency)).toMatchObject({ body: { value: [{ value: 5852 }] } });
  expect(leniency.used).toEqual(['kaifa-date-time-tag']);
  expect(codeOf(kaifa, strict())).toBe('apdu.date-time');
});

test('a wrong presence flag is read as a leniency, and refused without it', () => {
  const mx382 = octets(
    'c2090c07e70706040a362600ff888000018080808080000209104b413650303035303339303231313130',
  );
  const leniency = new LeniencyUse();
  expect(readApdu(mx382, leniency)).toMatchObject({
    attributeDescriptor: { classId: 1, obis: '128.128.128.128.128.0', attribute: 2 },
  });
  expect(leniency.used).toEqual(['mx382-time-flag']);
  expect(codeOf(mx382, strict())).toBe('apdu.malformed');
});

test('eight zeros before an APDU are skipped as a leniency, and refused without it', () => {
  const alarm = octets('00000000000000000f00000001000600000001');
  const leniency = new LeniencyUse();
  expect(readApdu(alarm, leniency).type).toBe('data-notification');
  expect(leniency.used).toEqual(['leading-zeros']);
  expect(codeOf(alarm, strict())).toBe('apdu.unknown-tag');
  expect(codeOf(octets('0000000000000000'))).toBe('apdu.unknown-tag');
});

test('attribute descriptors without tags are read only where that leniency is allowed', () => {
  const hex =
    '0f8000f1d50002021601010202020001000060010' + '1ff02090135020200460000' + '60030aff031601';
  expect(codeOf(octets(hex))).toMatch(/^apdu\./);
  const leniency = new LeniencyUse(new Set(['sagemcom-xt211-descriptors']));
  const apdu = readApdu(octets(hex), leniency);
  expect(leniency.used).toEqual(['sagemcom-xt211-descriptors']);
  expect(apdu).toMatchObject({
    body: { value: [{ value: 1 }, { value: [{ value: [{ type: 'structure' }, {}] }, {}] }] },
  });
});

test('a confirmed notification is told by its flag', () => {
  const body: Data = { type: 'null-data', value: null };
  const pdu = { type: 'data-notification', dateTime: null, body } as const;
  expect(isConfirmed({ ...pdu, longInvokeIdAndPriority: 0x4000_0000 })).toBe(true);
  expect(isConfirmed({ ...pdu, longInvokeIdAndPriority: 0x8000_0001 })).toBe(false);
});

const anyTime = fc.option(fc.uint8Array({ minLength: 12, maxLength: 12 }));
const anyValue = fc
  .nat(0xffff_ffff)
  .map((value): Data => ({ type: 'double-long-unsigned', value }));
const anyContent = fc
  .tuple(
    fc.constantFrom(0x00, 0x10, 0x20, 0x30, 0x31, 0x72),
    fc.nat(0xffff_ffff),
    fc.uint8Array({ maxLength: 200 }),
  )
  .map(([octet, invocationCounter, text]) => ({
    securityControl: {
      octet,
      suite: octet & 0x0f,
      authenticated: (octet & 0x10) !== 0,
      encrypted: (octet & 0x20) !== 0,
      broadcast: (octet & 0x40) !== 0,
      compressed: false,
    },
    invocationCounter,
    text,
    tag: (octet & 0x10) === 0 ? null : new Uint8Array(12).fill(7),
  }));
const anyTitle = fc.constantFrom(new Uint8Array(), new Uint8Array(8).fill(0x4d));

test('any APDU that is written is read again', () => {
  const notification = fc
    .tuple(fc.nat(0xffff_ffff), anyTime, anyValue)
    .map(([longInvokeIdAndPriority, dateTime, body]) => ({
      type: 'data-notification' as const,
      longInvokeIdAndPriority,
      dateTime,
      body,
    }));
  const event = fc
    .tuple(anyTime, fc.nat(0xffff), fc.integer({ min: -128, max: 127 }), anyValue)
    .map(([time, classId, attribute, value]) => ({
      type: 'event-notification-request' as const,
      time,
      attributeDescriptor: { classId, obis: '0.0.97.98.0.255', attribute },
      value,
    }));
  const ciphered = fc
    .tuple(anyTitle, anyContent, fc.constantFrom('glo', 'ded', 'event'))
    .map(([systemTitle, content, kind]): Apdu => {
      const placed = { ...content, offset: 0 };
      if (kind === 'event') return { type: 'glo-event-notification-request', content: placed };
      return kind === 'glo'
        ? { type: 'general-glo-ciphering', systemTitle, content: placed }
        : { type: 'general-ded-ciphering', systemTitle, content: placed };
    });
  fc.assert(
    fc.property(fc.oneof(notification, event, ciphered), (apdu: Apdu) => {
      const written = writeApdu(apdu);
      expect(readApdu(written, strict())).toEqual(offsetless(apdu, toHex(written)));
    }),
  );
});

test.each([
  ['db084c475a0000bc614e0430000000', 'security.truncated'],
  ['db084c475a0000bc614e0a30000000010f00000001', 'security.truncated'],
  ['db81c84c475a0000bc614e052000000001', 'security.truncated'],
  ['db', 'security.truncated'],
  ['db084c475a0000bc61', 'security.truncated'],
  ['db074c475a0000bc61052000000001', 'security.system-title'],
  ['db084c475a0000bc614e05b000000001', 'security.unsupported-compression'],
  ['db084c475a0000bc614e053300000001', 'security.unsupported-suite'],
  ['db084c475a0000bc614e85000000000530', 'apdu.length'],
  ['db002e3000000005'.padEnd(98, '0') + '00', 'apdu.trailing'],
  ['ca053000', 'security.truncated'],
])('the header %s is refused with %s', (hex, code) => {
  expect(codeOf(octets(hex))).toBe(code);
});
