import type { Keys } from '@dlms-telemetry/dlms';
import {
  decodeApdu,
  openProtected,
  readProtection,
  TagError,
  toHex,
  writeSecurityControl,
} from '@dlms-telemetry/dlms';
import { describe, expect, test } from 'vitest';
import { nodeCrypto } from './node-crypto.js';
import {
  ALL_PARTIES,
  BOTH,
  ciphered,
  CLIENT,
  flipped,
  NOTIFICATION,
  octets,
  open,
  SERVER,
} from './test-parties.js';

const CHOICES = ['global-unicast', 'global-broadcast', 'wrapped', 'known'] as const;
const AGREED = ['C(1e,1s)', 'C(0e,2s)'] as const;
const CASES = ALL_PARTIES.flatMap((parties) =>
  [...CHOICES, ...(parties.suite === 0 ? [] : AGREED)].map((choice) => ({
    parties,
    choice,
    suite: parties.suite,
  })),
);

describe('what general-ciphering protects', () => {
  test.each(CASES)('with a key by $choice in suite $suite, is opened again', (one) => {
    const { parties, choice, suite } = one;
    for (const control of [{}, { authenticated: true }, { encrypted: true }, BOTH]) {
      const securityControl = writeSecurityControl({ suite, ...control });
      const bytes = ciphered(parties, choice, { securityControl });
      expect(open(bytes, parties.receiver)).toBe(toHex(NOTIFICATION));
    }
  });

  test.each(CASES)('with a key by $choice in suite $suite, does not pass when changed', (one) => {
    const bytes = ciphered(one.parties, one.choice, { otherInformation: octets('aabbcc') });
    for (let at = 0; at < bytes.length; at += 7)
      expect(open(flipped(bytes, at), one.parties.receiver)).toMatch(/^(?:security|apdu)\./);
  });

  test('has its header read with the names of the Green Book', () => {
    const [, parties] = ALL_PARTIES;
    const dateTime = octets('07e80101010c000000800000');
    const bytes = ciphered(parties, 'C(1e,1s)', { dateTime, otherInformation: octets('aa') });
    const { protections, layers, invocationCounter, systemTitle } = decodeApdu(bytes, {
      crypto: nodeCrypto,
      keysFor: () => parties.receiver,
    });
    expect(layers).toEqual(['general-ciphering', 'data-notification']);
    expect(invocationCounter).toBe(0);
    expect(toHex(systemTitle ?? new Uint8Array())).toBe(toHex(SERVER));
    expect(protections[0]).toMatchObject({
      transactionId: octets('0102030405060708'),
      originatorSystemTitle: SERVER,
      recipientSystemTitle: CLIENT,
      dateTime,
      otherInformation: octets('aa'),
      keyInfo: { choice: 'agreed-key', keyParameters: octets('01') },
    });
  });
});

test('a key that is new with each APDU is another one each time', () => {
  const [, parties] = ALL_PARTIES;
  for (const choice of ['wrapped', 'C(1e,1s)'] as const)
    expect(toHex(ciphered(parties, choice))).not.toBe(toHex(ciphered(parties, choice)));
  const given = nodeCrypto.random(16);
  const bytes = ciphered(parties, 'wrapped', { key: { choice: 'wrapped', key: given } });
  expect(open(bytes, parties.receiver)).toBe(toHex(NOTIFICATION));
});

test('each key that is missing or does not fit is refused by name', () => {
  const [zero, parties, two] = ALL_PARTIES;
  const { receiver } = parties;
  const without = (name: keyof Keys): Keys => {
    const { [name]: removed, ...rest } = receiver;
    expect(removed).toBeDefined();
    return rest;
  };
  const onePass = ciphered(parties, 'C(1e,1s)');
  const fixed = ciphered(parties, 'C(0e,2s)');
  const wrapped = ciphered(parties, 'wrapped');
  expect(open(wrapped, without('masterKey'))).toBe('security.no-key');
  expect(open(ciphered(parties, 'global-unicast'), without('blockCipherKey'))).toBe(
    'security.no-key',
  );
  expect(open(ciphered(parties, 'global-broadcast'), without('broadcastKey'))).toBe(
    'security.no-key',
  );
  expect(open(onePass, without('authenticationKey'))).toBe('security.no-key');
  expect(open(onePass, without('keyAgreementPrivateKey'))).toBe('security.no-key');
  expect(open(onePass, without('peerSigningPublicKey'))).toBe('security.no-key');
  expect(open(fixed, without('peerKeyAgreementPublicKey'))).toBe('security.no-key');
  expect(open(wrapped, { ...receiver, masterKey: new Uint8Array(16) })).toBe('security.key-unwrap');
  expect(open(wrapped, { ...receiver, masterKey: new Uint8Array(32) })).toBe('security.key-config');
  expect(open(onePass, { ...receiver, keyAgreementPrivateKey: new Uint8Array(48) })).toBe(
    'security.key-config',
  );
  const stranger = nodeCrypto.generateKeyPair('P-256');
  expect(open(onePass, { ...receiver, peerSigningPublicKey: stranger.publicKey })).toBe(
    'security.signature',
  );
  expect(open(onePass, { ...receiver, keyAgreementPrivateKey: stranger.privateKey })).toBe(
    'security.tag',
  );
  expect(open(onePass, two.receiver)).toBe('security.key-config');
  expect(() => ciphered(zero, 'C(0e,2s)')).toThrow(/security suite 0/);
});

test('an ephemeral key that is properly signed but no point is refused', () => {
  const [, parties] = ALL_PARTIES;
  const bytes = ciphered(parties, 'C(1e,1s)');
  const at = toHex(bytes).indexOf('8180') / 2 + 2;
  const noPoint = flipped(bytes, at + 63);
  const key = noPoint.subarray(at, at + 64);
  const signature = nodeCrypto.ecdsaSign(
    'P-256',
    parties.sender.signingPrivateKey ?? new Uint8Array(),
    key,
  );
  noPoint.set(signature, at + 64);
  expect(open(noPoint, parties.receiver)).toBe('security.key-agreement');
});

test('which key is wrong is told apart, and changed octets too', () => {
  const [parties] = ALL_PARTIES;
  const { sender, receiver } = parties;
  const bytes = ciphered(parties, 'global-unicast');
  const wrong = new Uint8Array(16);
  const faultOf = (frame: Uint8Array, keys: Keys): string => {
    try {
      openProtected(readProtection(frame), keys, SERVER, nodeCrypto);
      return 'none';
    } catch (error) {
      if (error instanceof TagError) return error.fault;
      throw error;
    }
  };
  expect(faultOf(bytes, receiver)).toBe('none');
  expect(faultOf(bytes, { ...receiver, authenticationKey: wrong })).toBe('authentication-key');
  expect(faultOf(bytes, { ...receiver, blockCipherKey: wrong })).toBe('block-cipher-key');
  const tail = bytes.length - 12;
  // The last octet of the text is a unit; before it stands its tag, which is then none.
  expect(faultOf(flipped(bytes, tail - 5), receiver)).toBe('content');
  expect(faultOf(flipped(bytes, tail), receiver)).toBe('authentication-key');
  const clear = ciphered(parties, 'global-unicast', { securityControl: 0x10, keys: sender });
  expect(faultOf(flipped(clear, 60), receiver)).toBe('unknown');
});
