import type { Keys, Protection } from '@dlms-telemetry/dlms';
import {
  decodeApdu,
  DecodeError,
  fromHex,
  openProtected,
  protect,
  protectionOf,
  readProtection,
  requireProtection,
  systemTitleOf,
  toHex,
  unprotect,
  writeSecurityControl,
} from '@dlms-telemetry/dlms';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nodeCrypto } from './node-crypto.js';

function octets(hex: string): Uint8Array {
  return fromHex(hex) ?? new Uint8Array();
}

const TITLE = octets('4c475a0000bc614e');
const KEYS: Keys = {
  blockCipherKey: octets('000102030405060708090a0b0c0d0e0f'),
  authenticationKey: octets('d0d1d2d3d4d5d6d7d8d9dadbdcdddedf'),
  broadcastKey: octets('0f0e0d0c0b0a09080706050403020100'),
  dedicatedKey: octets('00112233445566778899aabbccddeeff'),
};
const LONG_KEYS: Keys = {
  blockCipherKey: octets('01'.repeat(32)),
  authenticationKey: octets('02'.repeat(32)),
};
const NOTIFICATION = octets('0f40000000000101020309060100010700ff060000011802020f00161b');
const EVENT = octets('c2010c07e70706040a362600ff888000010000616200ff020600000010');

function sealed(change: Partial<Protection> = {}, plain = NOTIFICATION): Uint8Array {
  const protection: Protection = {
    type: 'general-glo-ciphering',
    securityControl: 0x30,
    invocationCounter: 5,
    systemTitle: TITLE,
    keys: KEYS,
    ...change,
  };
  return protect(plain, protection, nodeCrypto);
}

function open(bytes: Uint8Array, keys: Keys = KEYS, known = TITLE): string {
  try {
    const apdu = readProtection(bytes);
    const onWire = systemTitleOf(apdu);
    const title = onWire.length > 0 ? onWire : known;
    return toHex(openProtected(apdu, keys, title, nodeCrypto).plain);
  } catch (error) {
    if (error instanceof DecodeError) return error.code;
    throw error;
  }
}

test.each([0x00, 0x10, 0x20, 0x30, 0x01, 0x11, 0x21, 0x31, 0x50, 0x60, 0x70])(
  'what is protected with security control %i is opened again',
  (securityControl) => {
    expect(open(sealed({ securityControl }))).toBe(toHex(NOTIFICATION));
    expect(open(sealed({ securityControl, type: 'general-ded-ciphering' }))).toBe(
      toHex(NOTIFICATION),
    );
    expect(open(sealed({ securityControl, type: 'glo-event-notification-request' }, EVENT))).toBe(
      toHex(EVENT),
    );
  },
);

test('suite 2 has keys of 32 octets', () => {
  expect(open(sealed({ securityControl: 0x32, keys: LONG_KEYS }), LONG_KEYS)).toBe(
    toHex(NOTIFICATION),
  );
  expect(open(sealed({ securityControl: 0x32, keys: LONG_KEYS }))).toBe('security.key-config');
});

test('the header of a protected APDU says whose keys are needed', () => {
  const bytes = sealed({ securityControl: 0x20, invocationCounter: 4_257_435 });
  const read = readProtection(bytes);
  expect(toHex(systemTitleOf(read))).toBe(toHex(TITLE));
  expect(read).toMatchObject({
    content: { invocationCounter: 4_257_435, tag: null, offset: 16 },
  });
  expect(toHex(bytes).startsWith('db084c475a0000bc614e22200040f69b')).toBe(true);
  expect(() => readProtection(NOTIFICATION)).toThrow(/in the clear/);
});

test('the octets of the Green Book example of AES-GCM come out', () => {
  // Green Book 9.2.7.2.4.6: glo-get-request of the clock, authenticated and encrypted.
  const plain = octets('c0010000080000010000ff0200');
  const apdu = protect(
    plain,
    {
      type: 'general-glo-ciphering',
      securityControl: 0x30,
      invocationCounter: 0x01234567,
      systemTitle: octets('4d4d4d0000bc614e'),
      keys: KEYS,
    },
    nodeCrypto,
  );
  expect(toHex(apdu).slice(-(13 + 12) * 2)).toBe(
    '411312ff935a47566827c467bc7d825c3be4a77c3fcc056b6b',
  );
});

test('a changed octet anywhere in an authenticated APDU is refused', () => {
  for (const securityControl of [0x10, 0x30, 0x31]) {
    const bytes = sealed({ securityControl });
    for (let at = 0; at < bytes.length; at++) {
      const changed = Uint8Array.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 0x01;
      expect(open(changed), `octet ${at}`).toMatch(/^(?:security|apdu)\./);
    }
  }
});

test('the diagnosis of a wrong tag tells which key fits', () => {
  const wrong = octets('ff'.repeat(16));
  const message = (keys: Keys, securityControl = 0x30): string => {
    try {
      unprotect(readProtection(sealed({ securityControl })), keys, TITLE, nodeCrypto);
    } catch (error) {
      if (error instanceof DecodeError) return `${error.code}: ${error.message}`;
      throw error;
    }
    return 'opened';
  };
  expect(message({ ...KEYS, authenticationKey: wrong })).toMatch(
    /^security\.tag.*block cipher key fits/,
  );
  expect(message({ ...KEYS, blockCipherKey: wrong })).toMatch(/^security\.tag.*does not fit/);
  expect(message({ ...KEYS, blockCipherKey: wrong }, 0x10)).toMatch(
    /^security\.tag.*one of the two/,
  );
  expect(message({ ...KEYS, blockCipherKey: wrong })).not.toContain('ffff');
});

test('noise from a wrong key without a tag is never taken for an APDU', () => {
  const bytes = sealed({ securityControl: 0x20 });
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (blockCipherKey) => {
      expect(open(bytes, { blockCipherKey })).toBe('security.wrong-key');
    }),
  );
});

test('an encrypted APDU with octets behind its end is a wrong key, for nothing proves it', () => {
  const plain = octets(`${toHex(NOTIFICATION)}00`);
  expect(open(sealed({ securityControl: 0x20 }, plain))).toBe('security.wrong-key');
  expect(open(sealed({ securityControl: 0x30 }, plain))).toBe('apdu.trailing');
});

test('a right tag around what is no APDU says that the key is right', () => {
  const telegram = Uint8Array.from('/EST5', (character) => character.charCodeAt(0));
  const apdu = readProtection(sealed({}, telegram));
  expect(() => openProtected(apdu, KEYS, TITLE, nodeCrypto)).toThrow(/key is right.*0x2f/);
  expect(open(sealed({}, telegram))).toBe('apdu.unknown-tag');
  expect(toHex(unprotect(apdu, KEYS, TITLE, nodeCrypto))).toBe(toHex(telegram));
});

test('protection inside protection is refused', () => {
  expect(open(sealed({}, sealed()))).toBe('security.nested');
  expect(open(sealed({}, octets('dd00')))).toBe('security.nested');
  expect(open(sealed({ securityControl: 0x20 }, sealed()))).toBe('security.nested');
  expect(open(sealed({}, octets('e0800001000002c200')))).toBe('apdu.block-nested');
  expect(open(sealed({ type: 'glo-event-notification-request' }))).toBe('apdu.malformed');
});

test('a missing or unfit key is told without showing it', () => {
  expect(open(sealed(), {})).toBe('security.no-key');
  expect(open(sealed(), { blockCipherKey: octets('00'.repeat(16)) })).toBe('security.no-key');
  expect(open(sealed({ securityControl: 0x70 }), { ...KEYS, broadcastKey: octets('00') })).toBe(
    'security.key-config',
  );
  expect(open(sealed(), { ...KEYS, authenticationKey: octets('00'.repeat(15)) })).toBe(
    'security.key-config',
  );
});

test('an APDU without a system title needs one from elsewhere', () => {
  const bytes = sealed({ sendSystemTitle: false });
  expect(systemTitleOf(readProtection(bytes))).toHaveLength(0);
  expect(open(bytes)).toBe(toHex(NOTIFICATION));
  expect(open(bytes, KEYS, new Uint8Array())).toBe('security.no-title');
  expect(open(bytes, KEYS, octets('00'))).toBe('security.system-title');
});

test('an APDU is decoded with all that was around it', () => {
  const decoded = decodeApdu(sealed({ sendSystemTitle: false }), {
    crypto: nodeCrypto,
    keysFor: (title) => (toHex(title) === toHex(TITLE) ? KEYS : undefined),
    systemTitle: TITLE,
    policy: { authenticated: true, encrypted: true },
  });
  expect(decoded).toMatchObject({
    layers: ['general-glo-ciphering', 'data-notification'],
    invocationCounter: 5,
    leniencies: [],
  });
  expect(decodeApdu(NOTIFICATION, { crypto: nodeCrypto })).toMatchObject({
    protection: null,
    systemTitle: null,
    plain: NOTIFICATION,
  });
  expect(() => decodeApdu(sealed(), { crypto: nodeCrypto })).toThrow(/no key is known/);
});

test('protection that is weaker than asked for is refused', () => {
  const both = { authenticated: true, encrypted: true };
  const control = (octet: number) =>
    protectionOf(readProtection(sealed({ securityControl: octet })));
  expect(() => {
    requireProtection(control(0x20), both);
  }).toThrow(/protection is encryption/);
  expect(() => {
    requireProtection(control(0x10), both);
  }).toThrow(/protection is authentication/);
  expect(() => {
    requireProtection(control(0x00), both);
  }).toThrow(/protection is none/);
  expect(() => {
    requireProtection(null, both);
  }).toThrow(/in the clear/);
  requireProtection(control(0x30), both);
  requireProtection(null, { authenticated: false, encrypted: false });
});

test('a security control octet is put together from its parts', () => {
  expect(writeSecurityControl({ suite: 1, encrypted: true })).toBe(0x21);
  expect(writeSecurityControl({ authenticated: true, encrypted: true, broadcast: true })).toBe(
    0x70,
  );
});
