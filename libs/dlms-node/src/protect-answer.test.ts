import type { Keys, KeyChoice } from '@dlms-telemetry/dlms';
import {
  counterKeyOf,
  openProtected,
  protect,
  protectAnswer,
  readProtection,
  readUnprotected,
  isProtected,
  systemTitleOf,
  toHex,
  unprotect,
  writeSecurityControl,
  type ProtectedApdu,
} from '@dlms-telemetry/dlms';
import { describe, expect, it } from 'vitest';
import { nodeCrypto } from './node-crypto.js';
import {
  ALL_PARTIES,
  BOTH,
  CLIENT,
  SERVER,
  NOTIFICATION,
  ciphered,
  octets,
  signed,
  type Parties,
} from './test-parties.js';

const CONFIRM = octets('104000000100');
const COUNTER = 0x1234;
const CHOICES: readonly KeyChoice['choice'][] = [
  ...(['known', 'global-unicast', 'global-broadcast', 'wrapped', 'C(1e,1s)', 'C(0e,2s)'] as const),
];

/** Both parties with signing keys for either way. */
function bothWays({ suite, sender, receiver }: Parties): Parties {
  const { privateKey, publicKey } = nodeCrypto.generateKeyPair(suite === 2 ? 'P-384' : 'P-256');
  return {
    suite,
    sender: { ...sender, peerSigningPublicKey: publicKey },
    receiver: { ...receiver, signingPrivateKey: privateKey },
  };
}

function layersOf(request: Uint8Array, keys: Keys): readonly ProtectedApdu[] {
  const outer = readProtection(request);
  const plain = unprotect(outer, keys, SERVER, nodeCrypto);
  const inside = readUnprotected(outer, plain);
  return isProtected(inside) ? [outer, inside] : [outer];
}

/** The answer of the receiver as the sender reads it. */
function answer(request: Uint8Array, { receiver, sender }: Parties): readonly ProtectedApdu[] {
  const layers = layersOf(request, receiver);
  const octets = protectAnswer(
    CONFIRM,
    { layers, ownSystemTitle: CLIENT, invocationCounter: COUNTER, keys: receiver },
    nodeCrypto,
  );
  const apdu = readProtection(octets);
  expect(systemTitleOf(apdu)).toEqual(CLIENT);
  const opened = openProtected(apdu, sender, CLIENT, nodeCrypto);
  expect(toHex(opened.plain)).toBe(toHex(CONFIRM));
  expect(opened.protections.map(({ type }) => type)).toEqual(layers.map(({ type }) => type));
  return opened.protections;
}

describe('the answer to a protected request', () => {
  for (const parties of ALL_PARTIES.map(bothWays)) {
    const securityControl = writeSecurityControl({ suite: parties.suite, ...BOTH });

    it(`is ciphered as the request was, suite ${parties.suite}`, () => {
      for (const type of ['general-glo-ciphering', 'general-ded-ciphering'] as const) {
        const request = protect(
          NOTIFICATION,
          {
            ...{ type, securityControl, invocationCounter: 9 },
            ...{ systemTitle: SERVER, keys: parties.sender },
          },
          nodeCrypto,
        );
        const [layer] = answer(request, parties);
        expect(layer).toMatchObject({
          content: { invocationCounter: COUNTER, securityControl: { octet: securityControl } },
        });
      }
    });

    if (parties.suite > 0)
      it(`comes to its key in the way of the request, suite ${parties.suite}`, () => {
        for (const choice of CHOICES) {
          const [layer] = answer(ciphered(parties, choice), parties);
          expect(layer).toMatchObject({
            transactionId: octets('0102030405060708'),
            recipientSystemTitle: SERVER,
            content: { invocationCounter: COUNTER },
          });
        }
      });

    if (parties.suite > 0)
      it(`is signed where the request was, suite ${parties.suite}`, () => {
        const inside = signed(parties);
        answer(inside, parties);
        answer(ciphered(parties, 'global-unicast', {}, inside), parties);
        expect(counterKeyOf(layersOf(inside, parties.receiver), parties.receiver)).toBeNull();
      });
  }

  it('needs a counter that is new under the key it is encrypted with', () => {
    const [parties] = ALL_PARTIES;
    const { receiver } = parties;
    const keyOf = (choice: KeyChoice['choice']) =>
      counterKeyOf(layersOf(ciphered(parties, choice), receiver), receiver);
    expect(keyOf('known')).toEqual(receiver.blockCipherKey);
    expect(keyOf('global-broadcast')).toEqual(receiver.broadcastKey);
    expect(keyOf('wrapped')).toEqual(receiver.masterKey);
  });

  it('cannot be made without a key of our own for signatures', () => {
    const [, parties] = ALL_PARTIES;
    const layers = layersOf(signed(parties), parties.receiver);
    const protection = { layers, ownSystemTitle: CLIENT, invocationCounter: 1 };
    expect(() =>
      protectAnswer(CONFIRM, { ...protection, keys: parties.receiver }, nodeCrypto),
    ).toThrow(expect.objectContaining({ code: 'security.no-key' }));
  });
});
