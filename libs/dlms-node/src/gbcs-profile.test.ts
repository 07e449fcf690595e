import type { Keys } from '@dlms-telemetry/dlms';
import {
  ALGORITHM_ID,
  decodeApdu,
  deriveKey,
  partyWithNonce,
  protectGeneral,
  toHex,
} from '@dlms-telemetry/dlms';
import { describe, expect, test } from 'vitest';
import { nodeCrypto } from './node-crypto.js';
import { keysOf, octets, open, vector } from './test-parties.js';

describe('the profile of the United Kingdom', () => {
  /** What the published test keys of the device and of the recipient (Smart Energy Code, RTDS) agree on. */
  const SHARED_SECRET = '42da8fad4c8c9d613976f39f1e79ccc88571efa43933d57146b533bc6d253e0f';
  const mac = vector('uk-dd-ecs17b-response');

  test('derives its key with an identifier of its own, titles and transaction-id', () => {
    const head = nodeCrypto.generateKeyPair('P-256');
    const device = nodeCrypto.generateKeyPair('P-256');
    const inner = octets(mac.frameHex).subarray(14, -12);
    const known: Keys = {
      profile: 'gbcs',
      keyAgreementPrivateKey: device.privateKey,
      peerKeyAgreementPublicKey: head.publicKey,
    };
    const bytes = protectGeneral(
      inner,
      { securityControl: 0x11, key: { choice: 'known' }, keys: known },
      nodeCrypto,
    );
    const keys: Keys = {
      profile: 'gbcs',
      keyAgreementPrivateKey: head.privateKey,
      peerKeyAgreementPublicKey: device.publicKey,
    };
    expect(toHex(bytes).slice(0, 20)).toBe(mac.frameHex.slice(0, 20));
    expect(open(bytes, keys)).toBe(mac.expected.apduHexPlain);
    const stranger = nodeCrypto.generateKeyPair('P-256').publicKey;
    expect(open(bytes, { ...keys, peerKeyAgreementPublicKey: stranger })).toBe('security.tag');
  });

  test('comes to the keys of the published messages', () => {
    for (const id of ['uk-dd-ecs17b-response', 'uk-dd-ecs23-compact', 'uk-dd-ecs35a-compact']) {
      const one = vector(id);
      const [, signing] = decodeApdu(octets(one.frameHex), {
        crypto: nodeCrypto,
        keysFor: () => keysOf(one),
      }).protections;
      if (signing?.type !== 'general-signing') throw new Error('no general-signing inside');
      const info = {
        algorithmId: ALGORITHM_ID['gbcs-aes-gcm-128'],
        partyU: partyWithNonce(signing.originatorSystemTitle, signing.transactionId),
        partyV: signing.recipientSystemTitle,
      };
      const key = deriveKey(1, octets(SHARED_SECRET), info, nodeCrypto);
      expect(toHex(key)).toBe(one.security.gbcsKeyHex);
    }
  });

  test('tells that it cannot verify where the profile is not chosen', () => {
    const { profile, ...keys } = keysOf(mac);
    expect(profile).toBe('gbcs');
    expect(open(octets(mac.frameHex), keys)).toBe('security.no-key');
    expect(open(octets(mac.frameHex), {})).toBe('security.no-key');
    expect(open(octets(mac.frameHex), { profile: 'gbcs' })).toBe('security.no-key');
  });

  test('tells whose keys are needed, by the title inside', () => {
    const titles: string[] = [];
    decodeApdu(octets(mac.frameHex), {
      crypto: nodeCrypto,
      keysFor: (title) => {
        titles.push(toHex(title));
        return keysOf(mac);
      },
    });
    expect(titles).toEqual(['00db1234567890a0']);
  });

  test('takes no unsigned content without a MAC around it', () => {
    const inner = octets(mac.frameHex).subarray(14, -12);
    expect(toHex(inner).startsWith('df09')).toBe(true);
    expect(open(inner, { ...keysOf(mac) })).toBe('security.signature');
    const clear = protectGeneral(
      inner,
      { securityControl: 0x01, key: { choice: 'known' }, keys: {} },
      nodeCrypto,
    );
    expect(open(clear, keysOf(mac))).toBe('security.signature');
  });
});
