import {
  agreeKey,
  ALGORITHM_ID,
  deriveKey,
  openEphemeralKey,
  partyWithNonce,
  signEphemeralKey,
  toHex,
  unwrapKey,
  wrapKey,
} from '@dlms-telemetry/dlms';
import { expect, test } from 'vitest';
import { publicKeyOf } from './ec-keys.js';
import { nodeCrypto } from './node-crypto.js';
import { codeOf, flipped, octets, vector } from './test-primitives.js';

test.each(['rfc3394-128-128', 'rfc3394-256-128'])('key wrap as in %s, and back', (id) => {
  const { in: input, out } = vector(id);
  const wrapped = wrapKey(input('kekHex'), input('keyHex'), nodeCrypto);
  expect(toHex(wrapped)).toBe(out('wrappedHex'));
  expect(toHex(unwrapKey(input('kekHex'), wrapped, nodeCrypto))).toBe(toHex(input('keyHex')));
});

test('a wrapped key of 256 bits comes out as in RFC 3394, 4.6', () => {
  const kek = octets('000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f');
  const key = octets('00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f');
  expect(toHex(wrapKey(kek, key, nodeCrypto))).toBe(
    '28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21',
  );
});

test('a wrapped key with any octet changed, or under another key, does not open', () => {
  const { in: input } = vector('rfc3394-128-128');
  const wrapped = wrapKey(input('kekHex'), input('keyHex'), nodeCrypto);
  for (let at = 0; at < wrapped.length; at++)
    expect(codeOf(() => unwrapKey(input('kekHex'), flipped(wrapped, at), nodeCrypto))).toBe(
      'security.key-unwrap',
    );
  expect(codeOf(() => unwrapKey(input('keyHex'), wrapped, nodeCrypto))).toBe('security.key-unwrap');
});

test('what has the length of no wrapped key is refused without any work', () => {
  const kek = new Uint8Array(16);
  for (const length of [0, 8, 16, 23, 25, 4096])
    expect(codeOf(() => unwrapKey(kek, new Uint8Array(length), nodeCrypto))).toBe(
      'security.key-unwrap',
    );
  for (const length of [0, 8, 17, 512])
    expect(() => wrapKey(kek, new Uint8Array(length), nodeCrypto)).toThrow(RangeError);
});

test('both sides of C(1e,1s) come to the key of the Green Book', () => {
  const { in: input, out } = vector('ka-onepass-client');
  const parties = {
    scheme: 'C(1e,1s)',
    suite: 1,
    originator: input('partyU'),
    recipient: input('partyV'),
  } as const;
  const sides = [
    { privateKey: 'ephemeralPrivateKeyHex', publicKey: 'staticPublicKeyHex' },
    { privateKey: 'staticPrivateKeyHex', publicKey: 'ephemeralPublicKeyHex' },
  ];
  for (const { privateKey, publicKey } of sides) {
    const keys = { privateKey: input(privateKey), publicKey: input(publicKey) };
    expect(toHex(agreeKey({ ...parties, ...keys }, nodeCrypto))).toBe(out('ekHex'));
    const secret = nodeCrypto.ecdh('P-256', keys.privateKey, keys.publicKey);
    expect(secret && toHex(secret)).toBe(out('sharedSecretHex'));
  }
  expect(toHex(ALGORITHM_ID['aes-gcm-128'])).toBe(toHex(input('algorithmIdHex')));
});

test('a key of suite 2 is derived with SHA-384', () => {
  const { in: input, out } = vector('kdf-suite2');
  const info = {
    algorithmId: input('algorithmIdHex'),
    partyU: input('partyU'),
    partyV: input('partyV'),
  };
  expect(toHex(deriveKey(2, input('sharedSecretHex'), info, nodeCrypto))).toBe(out('ekHex'));
});

const CURVES = [
  { suite: 1, curve: 'P-256' },
  { suite: 2, curve: 'P-384' },
] as const;

test.each(CURVES)(
  'both sides agree on a key by each scheme in suite $suite',
  ({ suite, curve }) => {
    const u = nodeCrypto.generateKeyPair(curve);
    const v = nodeCrypto.generateKeyPair(curve);
    const common = {
      suite,
      originator: octets('4d4d4d0000bc614e'),
      recipient: octets('4d4d4d0000000001'),
      transactionId: octets('0102'),
    };
    const keys = (['C(2e,0s)', 'C(1e,1s)', 'C(0e,2s)'] as const).map((scheme) => {
      const [ours, theirs] = [
        { privateKey: u.privateKey, publicKey: v.publicKey },
        { privateKey: v.privateKey, publicKey: u.publicKey },
      ].map((pair) => toHex(agreeKey({ ...common, ...pair, scheme }, nodeCrypto)));
      expect(ours).toBe(theirs);
      return ours;
    });
    // The nonce of C(0e,2s) makes another key.
    expect(keys[0]).toBe(keys[1]);
    expect(keys[2]).not.toBe(keys[1]);
    expect(keys[0]).toHaveLength(suite === 1 ? 32 : 64);
  },
);

test('the nonce follows the title with its length', () => {
  expect(toHex(partyWithNonce(octets('4d4d4d0000bc614e'), octets('0102')))).toBe(
    '4d4d4d0000bc614e020102',
  );
});

test('no key is agreed on in suite 0, with a point beside the curve, or with a key of another', () => {
  const u = nodeCrypto.generateKeyPair('P-256');
  const agree = (change: object): string =>
    codeOf(() =>
      agreeKey(
        {
          scheme: 'C(1e,1s)',
          suite: 1,
          privateKey: u.privateKey,
          publicKey: u.publicKey,
          originator: new Uint8Array(8),
          recipient: new Uint8Array(8),
          ...change,
        },
        nodeCrypto,
      ),
    );
  expect(agree({})).toBe('done');
  expect(agree({ suite: 0 })).toBe('security.key-agreement');
  expect(agree({ publicKey: flipped(u.publicKey, 63) })).toBe('security.key-agreement');
  expect(agree({ publicKey: new Uint8Array(64) })).toBe('security.key-agreement');
  expect(agree({ publicKey: u.publicKey.subarray(1) })).toBe('security.key-agreement');
  expect(agree({ suite: 2 })).toBe('security.key-config');
});

test('an ephemeral key is proven by its signature', () => {
  const { in: input, out } = vector('ecdsa-p256-gb-c1');
  const message = input('messageHex');
  // Green Book, table C.1: the octet of the key's kind is signed with the key.
  const keyId = message[0] ?? 0;
  const publicKey = message.subarray(1);
  const signed = Uint8Array.of(...publicKey, ...octets(out('signatureHex')));
  const signer = input('publicKeyHex');
  const open = (bytes: Uint8Array, id?: number): string =>
    codeOf(() => openEphemeralKey('P-256', bytes, signer, nodeCrypto, id));
  expect(toHex(openEphemeralKey('P-256', signed, signer, nodeCrypto, keyId))).toBe(
    toHex(publicKey),
  );
  expect(open(signed)).toBe('security.signature');
  expect(open(flipped(signed, 3), keyId)).toBe('security.signature');
  expect(open(flipped(signed, 100), keyId)).toBe('security.signature');
  expect(open(signed.subarray(1), keyId)).toBe('security.key-agreement');
  const ours = signEphemeralKey('P-256', publicKey, input('privateKeyHex'), nodeCrypto);
  expect(open(ours)).toBe('done');
  expect(toHex(publicKeyOf('P-256', input('privateKeyHex')))).toBe(toHex(signer));
});

test('a private key that begins with zeros keeps its length', () => {
  for (let i = 0; i < 300; i++)
    expect(nodeCrypto.generateKeyPair('P-256').privateKey).toHaveLength(32);
});
