import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromHex, toHex } from '../codec/hex.js';
import { DecodeError } from '../errors.js';
import { readSecurityControl } from '../security/security-control.js';
import { counterScopeOf } from '../security/replay-window.js';
import { createGeneralSigning } from '../security/signing.js';
import { systemTitleOf } from '../security/ciphering.js';
import type { ProtectedApdu } from './apdu.js';
import { isCiphered, isProtected, readApdu, writeApdu } from './apdu.js';
import { apduName, isProtectedTag } from './apdu-tag.js';
import type { KeyInfo } from './key-info.js';
import { createProtectionHeader } from './protection-header.js';
import { isDedicated, plainTagOf } from './service-ciphering.js';

function octets(hex: string): Uint8Array {
  const bytes = fromHex(hex);
  if (bytes === undefined) throw new Error(`not hex: ${hex}`);
  return bytes;
}

function codeOf(bytes: Uint8Array): string {
  try {
    return readApdu(bytes).type;
  } catch (error) {
    if (error instanceof DecodeError) return error.code;
    throw error;
  }
}

const TITLE = octets('4d4d4d0000bc614e');
const CONTENT = {
  securityControl: readSecurityControl(0x31),
  invocationCounter: 7,
  text: octets('0102030405'),
  tag: octets('aa'.repeat(12)),
  offset: 0,
};

const title = fc.constantFrom(new Uint8Array(0), TITLE);
const short = fc.uint8Array({ maxLength: 20 });
const long = fc.uint8Array({ maxLength: 300 });
const header = fc
  .record({
    transactionId: short,
    originatorSystemTitle: title,
    recipientSystemTitle: title,
    dateTime: fc.option(fc.uint8Array({ minLength: 12, maxLength: 12 })),
    otherInformation: long,
  })
  .map(createProtectionHeader);
const keyInfo: fc.Arbitrary<KeyInfo | null> = fc.option(
  fc.oneof(
    fc.record({
      choice: fc.constant('identified-key' as const),
      keyId: fc.constantFrom(
        'global-unicast-encryption-key' as const,
        'global-broadcast-encryption-key' as const,
      ),
    }),
    fc.record({
      choice: fc.constant('wrapped-key' as const),
      kekId: fc.constant('master-key' as const),
      keyCipheredData: long,
    }),
    fc.record({
      choice: fc.constant('agreed-key' as const),
      keyParameters: short,
      keyCipheredData: long,
    }),
  ),
);

/** The same but for where the ciphered content starts, which only reading knows. */
function withoutOffset(apdu: ProtectedApdu): object {
  return isCiphered(apdu) ? { ...apdu, content: { ...apdu.content, offset: 0 } } : apdu;
}

test('general-ciphering is read as it was written', () => {
  fc.assert(
    fc.property(header, keyInfo, (fields, info) => {
      const apdu = {
        type: 'general-ciphering' as const,
        ...fields,
        keyInfo: info,
        content: CONTENT,
      };
      const written = writeApdu(apdu);
      const read = readApdu(written);
      expect(isProtected(read) && withoutOffset(read)).toEqual(apdu);
      expect(toHex(writeApdu(read))).toBe(toHex(written));
    }),
  );
});

test('general-signing is read as it was written', () => {
  fc.assert(
    fc.property(header, long, long, (fields, content, signature) => {
      const apdu = createGeneralSigning(fields, content, signature);
      const written = writeApdu(apdu);
      expect(readApdu(written)).toEqual(apdu);
      expect(toHex(written.subarray(1, 1 + apdu.signed.length))).toBe(toHex(apdu.signed));
      expect(toHex(written.subarray(apdu.contentOffset)).startsWith(toHex(content))).toBe(true);
    }),
  );
});

const SERVICE_TAGS = Array.from({ length: 256 }, (_, tag) => tag).filter((tag) =>
  /^(?:glo|ded)-/.test(apduName(tag) ?? ''),
);

test('each service has its ciphered APDUs, for the global and the dedicated key', () => {
  expect(SERVICE_TAGS).toHaveLength(32);
  for (const tag of SERVICE_TAGS) {
    const bytes = Uint8Array.of(tag, 0x12, 0x30, 0, 0, 0, 7, 0x5a, ...new Uint8Array(12));
    const read = readApdu(bytes);
    if (!isProtected(read)) throw new Error(`${read.type} is not protected`);
    expect(read.type).toBe(apduName(tag));
    expect(apduName(plainTagOf(read.type) ?? 0)).toBe(read.type.slice(4));
    expect(isDedicated(read.type)).toBe(read.type.startsWith('ded-'));
    expect(toHex(systemTitleOf(read))).toBe('');
    expect(toHex(writeApdu(read))).toBe(toHex(bytes));
    expect(isProtectedTag(tag)).toBe(true);
  }
});

const WHOLE = [
  'dd080102030405060709084c475a0000000001084d4d4d00000000010c07e80101010c00000080000003aabbcc010000263000000007e23d16db3c9f0c0da9972d3688801eef63f68302f7e0d605b7f614ceac6670651e',
  'dd00000000000102' + '0101' + '010b' + '1131000000000102030405060708090a0b0c',
  'dd00000000000101' + '00' + '03aabbcc' + '06200000000a0f',
  'df010100000002aabb030f0000020102',
  'cc1330000000010fbbbbbbbbbbbbbbbbbbbbbbbbbb',
  '5812300000000a0ebbbbbbbbbbbbbbbbbbbbbbbb',
].map(octets);

test('protected APDUs cut anywhere are refused, and one octet more too', () => {
  for (const bytes of WHOLE) {
    for (let end = 1; end < bytes.length; end++)
      expect(codeOf(bytes.slice(0, end))).toMatch(/^(?:security|apdu)\./);
    expect(codeOf(Uint8Array.of(...bytes, 0))).toBe('apdu.trailing');
  }
});

test('a protected APDU cut inside its own fields is the fault of the protection', () => {
  const [first = new Uint8Array()] = WHOLE;
  const codes = new Set<string>();
  for (let end = 1; end < first.length; end++) codes.add(codeOf(first.slice(0, end)));
  expect([...codes]).toEqual(['security.truncated']);
});

test('changed octets are read or refused, nothing else', () => {
  for (const bytes of WHOLE)
    for (let at = 0; at < bytes.length; at++)
      for (const octet of [0x00, 0x01, 0x7f, 0x80, 0x84, 0xff]) {
        const changed = bytes.slice();
        changed[at] = octet;
        codeOf(changed);
      }
});

test('fields of the header that cannot be are refused by name', () => {
  expect(codeOf(octets('dd0007' + '00'.repeat(20)))).toBe('security.system-title');
  expect(codeOf(octets('dd0000' + '0401020304' + '00'.repeat(20)))).toBe('security.system-title');
  expect(codeOf(octets('dd000000' + '0b' + '00'.repeat(30)))).toBe('apdu.date-time');
  expect(codeOf(octets('dd0000000000' + '02'))).toBe('apdu.malformed');
  expect(codeOf(octets('dd0000000000' + '0103'))).toBe('apdu.malformed');
  expect(codeOf(octets('dd0000000000' + '010002'))).toBe('apdu.malformed');
  expect(codeOf(octets('dd0000000000' + '010101'))).toBe('apdu.malformed');
  expect(codeOf(octets('dd0000000000' + '00' + '0533000000010f'))).toBe(
    'security.unsupported-suite',
  );
  expect(codeOf(octets('dd0000000000' + '00' + '05b000000001'))).toBe(
    'security.unsupported-compression',
  );
});

test('lengths in a longer form than needed stay as they are, for the tag covers them', () => {
  const bytes = octets(
    'dd' + '810101' + '81084d4d4d0000bc614e' + '00' + '00' + '00' + '00' + '0600000000000f',
  );
  const read = readApdu(bytes);
  if (read.type !== 'general-ciphering') throw new Error(read.type);
  expect(toHex(read.header)).toBe('81010181084d4d4d0000bc614e000000');
  expect(toHex(read.originatorSystemTitle)).toBe(toHex(TITLE));
  expect(toHex(writeApdu(read)).startsWith('dd810101')).toBe(true);
});

test('the title of a general-ciphering that has none may stand in the general-signing inside', () => {
  const inner = writeApdu(
    createGeneralSigning({ originatorSystemTitle: TITLE }, octets('0f'), new Uint8Array(0)),
  );
  const around = (control: number, text: Uint8Array): ProtectedApdu => ({
    type: 'general-ciphering',
    ...createProtectionHeader({}),
    keyInfo: null,
    content: { ...CONTENT, securityControl: readSecurityControl(control), text },
  });
  expect(toHex(systemTitleOf(around(0x11, inner)))).toBe(toHex(TITLE));
  expect(toHex(systemTitleOf(around(0x31, inner)))).toBe('');
  expect(toHex(systemTitleOf(around(0x11, inner.subarray(0, 6))))).toBe('');
  expect(toHex(systemTitleOf(around(0x11, octets('0f00'))))).toBe('');
});

test('each key has a counter of its own; what is not proven or new with the APDU has none', () => {
  const scope = (hex: string): string | null => {
    const read = readApdu(octets(hex));
    if (!isProtected(read)) throw new Error(read.type);
    return counterScopeOf(read);
  };
  const tagged = (control: string): string => `12${control}00000007ff${'00'.repeat(12)}`;
  expect(scope(`db00${tagged('30')}`)).toBe('global-unicast');
  expect(scope(`db00${tagged('70')}`)).toBe('global-broadcast');
  expect(scope('db00' + '0620000000070f')).toBeNull();
  expect(scope(`dc00${tagged('30')}`)).toBe('dedicated');
  expect(scope(`d4${tagged('30')}`)).toBe('dedicated');
  expect(scope(`cc${tagged('30')}`)).toBe('global-unicast');
  expect(scope(`dd0000000000010000${tagged('30')}`)).toBe('global-unicast');
  expect(scope(`dd0000000000010001${tagged('30')}`)).toBe('global-broadcast');
  expect(scope(`dd000000000001010000${tagged('30')}`)).toBeNull();
  expect(scope(`dd000000000000${tagged('30')}`)).toBeNull();
  expect(scope('df00000000000000')).toBeNull();
});
