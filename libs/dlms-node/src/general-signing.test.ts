import { decodeApdu, protect, toHex } from '@dlms-telemetry/dlms';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nodeCrypto } from './node-crypto.js';
import {
  ALL_PARTIES,
  BOTH,
  ciphered,
  flipped,
  NOTIFICATION,
  open,
  SERVER,
  signed,
} from './test-parties.js';

describe('what general-signing signs', () => {
  const [, p256, p384] = ALL_PARTIES;

  test('is opened with the key of the signer, on both curves', () => {
    for (const parties of [p256, p384]) {
      expect(open(signed(parties), parties.receiver)).toBe(toHex(NOTIFICATION));
      expect(open(flipped(signed(parties), 30), parties.receiver)).toBe('security.signature');
    }
  });

  test('needs the key of the signer, on its curve', () => {
    expect(open(signed(p256), {})).toBe('security.no-key');
    expect(open(signed(p256), p384.receiver)).toBe('security.key-config');
    expect(() => decodeApdu(signed(p256), { crypto: nodeCrypto })).toThrow(/no key is known/);
  });

  test('is not read with a signature of another length, or with none', () => {
    const bytes = signed(p256);
    const unsigned = Uint8Array.of(...bytes.subarray(0, -65), 0);
    expect(open(unsigned, p256.receiver)).toBe('security.signature');
    expect(open(unsigned, { ...p256.receiver, profile: 'gbcs' })).toBe('security.signature');
    const short = Uint8Array.of(...bytes.subarray(0, -65), 63, ...bytes.subarray(-63));
    expect(open(short, p256.receiver)).toBe('security.signature');
  });

  test('counts as authenticated, not as encrypted', () => {
    const policy = { authenticated: true, encrypted: false };
    expect(open(signed(p256), p256.receiver, { policy })).toBe(toHex(NOTIFICATION));
    expect(open(signed(p256), p256.receiver, { policy: BOTH })).toBe('security.policy');
  });
});

describe('protection in protection', () => {
  const [, parties] = ALL_PARTIES;
  const { sender, receiver } = parties;
  const glo = (plain: Uint8Array): Uint8Array =>
    protect(
      plain,
      {
        type: 'general-glo-ciphering',
        securityControl: 0x31,
        invocationCounter: 1,
        systemTitle: SERVER,
        keys: sender,
      },
      nodeCrypto,
    );

  test('may be signed inside and ciphered outside, and the other way round', () => {
    for (const control of [0x01, 0x11, 0x21, 0x31]) {
      const bytes = ciphered(parties, 'wrapped', { securityControl: control }, signed(parties));
      expect(open(bytes, receiver)).toBe(toHex(NOTIFICATION));
    }
    expect(open(glo(signed(parties)), receiver)).toBe(toHex(NOTIFICATION));
    expect(open(signed(parties, glo(NOTIFICATION)), receiver)).toBe(toHex(NOTIFICATION));
    const both = signed(parties, ciphered(parties, 'C(1e,1s)'));
    expect(open(both, receiver)).toBe(toHex(NOTIFICATION));
    const { layers } = decodeApdu(both, { crypto: nodeCrypto, keysFor: () => receiver });
    expect(layers).toEqual(['general-signing', 'general-ciphering', 'data-notification']);
  });

  test('is refused where the same kind, or a third layer, is inside', () => {
    const nested = [
      glo(glo(NOTIFICATION)),
      glo(ciphered(parties, 'wrapped')),
      ciphered(parties, 'wrapped', {}, glo(NOTIFICATION)),
      ciphered(parties, 'wrapped', {}, ciphered(parties, 'wrapped')),
      signed(parties, signed(parties)),
      signed(parties, glo(signed(parties))),
      glo(signed(parties, glo(NOTIFICATION))),
    ];
    for (const bytes of nested) expect(open(bytes, receiver)).toBe('security.nested');
  });

  test('is refused fast, however deep', () => {
    let deep = NOTIFICATION;
    for (let i = 0; i < 40; i++) deep = signed(parties, deep);
    expect(open(deep, receiver)).toBe('security.nested');
  });

  test('has both layers verified: a wrong signature inside does not pass', () => {
    const bytes = ciphered(parties, 'wrapped', {}, flipped(signed(parties), 40));
    expect(open(bytes, receiver)).toBe('security.signature');
  });
});

test('random and changed octets give nothing but refusals', () => {
  const [, parties] = ALL_PARTIES;
  const seeds = [
    ciphered(parties, 'C(1e,1s)', { securityControl: 0x11 }, signed(parties)),
    signed(parties),
    ciphered(parties, 'wrapped'),
  ];
  const change = fc.tuple(fc.nat(), fc.nat({ max: 255 }));
  fc.assert(
    fc.property(fc.constantFrom(...seeds), fc.array(change, { maxLength: 4 }), (seed, changes) => {
      const bytes = seed.slice();
      for (const [at, octet] of changes) bytes[at % bytes.length] = octet;
      open(bytes, parties.receiver);
    }),
    { numRuns: 300 },
  );
});
