import type { Keys, ServiceCipheringType } from '@dlms-telemetry/dlms';
import { protect, toHex } from '@dlms-telemetry/dlms';
import { describe, expect, test } from 'vitest';
import { nodeCrypto } from './node-crypto.js';
import { ALL_PARTIES, octets, open, SERVER } from './test-parties.js';

describe('a service that is ciphered as such', () => {
  const [parties] = ALL_PARTIES;
  const PLAIN = {
    'get-request': 'c0010000080000010000ff0200',
    'event-notification-request': 'c2010c07e70706040a362600ff888000010000616200ff020600000010',
    'initiate-request': '01011000112233445566778899aabbccddeeff0000065f1f0400007e1f04b0',
  };
  const seal = (type: ServiceCipheringType, plain: string, control = 0x30): Uint8Array =>
    protect(
      octets(plain),
      {
        type,
        securityControl: control,
        invocationCounter: 1,
        systemTitle: SERVER,
        keys: parties.sender,
      },
      nodeCrypto,
    );
  const title = { systemTitle: SERVER };

  test('is opened with the global or the dedicated key, by its tag', () => {
    for (const control of [0x10, 0x20, 0x30]) {
      const { sender } = parties;
      const cases = [
        ['glo-get-request', PLAIN['get-request'], 'blockCipherKey'],
        ['ded-get-request', PLAIN['get-request'], 'dedicatedKey'],
        ['ded-event-notification-request', PLAIN['event-notification-request'], 'dedicatedKey'],
        ['glo-initiate-request', PLAIN['initiate-request'], 'blockCipherKey'],
      ] as const;
      for (const [type, plain, name] of cases) {
        const { authenticationKey } = sender;
        const keys = { authenticationKey, [name]: sender[name] } as Keys;
        expect(open(seal(type, plain, control), keys, title)).toBe(plain);
      }
    }
  });

  test('carries that service and no other, and nothing protected', () => {
    const wrong = seal('glo-get-response', PLAIN['get-request']);
    expect(open(wrong, parties.receiver, title)).toBe('apdu.malformed');
    const inner = toHex(seal('glo-get-request', PLAIN['get-request']));
    const nested = seal('glo-get-request', inner);
    expect(open(nested, parties.receiver, title)).toBe('security.nested');
  });

  test('needs the title of its sender from elsewhere', () => {
    expect(open(seal('glo-get-request', PLAIN['get-request']), parties.receiver)).toBe(
      'security.no-title',
    );
  });
});
