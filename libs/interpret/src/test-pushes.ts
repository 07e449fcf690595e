import {
  fromHex,
  protect,
  protectGeneral,
  sign,
  toHex,
  writeApdu,
  writeSecurityControl,
  writeWrapper,
  type Keys,
  type KeyChoice,
} from '@dlms-telemetry/dlms';
import { nodeCrypto } from '@dlms-telemetry/dlms-node';
import type { Frame } from '@dlms-telemetry/frame';
import { frameOf } from './test-vectors.js';

export const TITLE = '4B464D1020000001';
export const OTHER_TITLE = '4B464D1020000002';
export const CLIENT_TITLE = '444C4D5300000001';
export const BOTH = { authenticated: true, encrypted: true };

export function octets(hex: string): Uint8Array {
  return fromHex(hex) ?? new Uint8Array();
}

/** One register with the value 5. */
export const PLAIN = writeApdu({
  type: 'data-notification',
  longInvokeIdAndPriority: 1,
  dateTime: null,
  body: {
    type: 'structure',
    value: [
      { type: 'octet-string', value: octets('0100010800FF') },
      { type: 'double-long-unsigned', value: 5 },
    ],
  },
});

/** An APDU in a wrapper from server 1 to client 102. */
export function inWrapper(apdu: Uint8Array, more: Partial<Frame> = {}): Frame {
  const wire = writeWrapper(apdu, { sourcePort: 1, destinationPort: 102 });
  return { ...frameOf(wire, 'WRAPPER', 'Meters'), ...more };
}

/** A meter with keys of every kind, and the options of a receptor that knows them. */
export function meterOf(suite: 0 | 1 | 2) {
  const curve = suite === 2 ? 'P-384' : 'P-256';
  const symmetric = () => nodeCrypto.random(suite === 2 ? 32 : 16);
  const meter = nodeCrypto.generateKeyPair(curve);
  const signing = nodeCrypto.generateKeyPair(curve);
  const ours = nodeCrypto.generateKeyPair(curve);
  const shared = {
    blockCipherKey: symmetric(),
    authenticationKey: symmetric(),
    broadcastKey: symmetric(),
    dedicatedKey: symmetric(),
    masterKey: symmetric(),
  };
  const keys: Keys = {
    ...shared,
    signingPrivateKey: signing.privateKey,
    keyAgreementPrivateKey: meter.privateKey,
    peerKeyAgreementPublicKey: ours.publicKey,
  };
  const options = {
    SecuritySuite: `Suite${suite}`,
    BlockCipherKey: toHex(shared.blockCipherKey),
    AuthenticationKey: toHex(shared.authenticationKey),
    BroadcastBlockCipherKey: toHex(shared.broadcastKey),
    DedicatedKey: toHex(shared.dedicatedKey),
    MasterKey: toHex(shared.masterKey),
    SigningPrivateKey: toHex(ours.privateKey),
    KeyAgreementPrivateKey: toHex(ours.privateKey),
    ServerSigningPublicKey: toHex(signing.publicKey),
    ServerKeyAgreementPublicKey: toHex(meter.publicKey),
    ClientSystemTitle: CLIENT_TITLE,
  };
  return { suite, curve, keys, options } as const;
}

export type Meter = ReturnType<typeof meterOf>;

export function ciphered(
  { suite, keys }: Meter,
  choice: KeyChoice['choice'],
  { control = BOTH, plain = PLAIN, title = TITLE, recipient = CLIENT_TITLE } = {},
): Uint8Array {
  return protectGeneral(
    plain,
    {
      securityControl: writeSecurityControl({ suite, ...control }),
      transactionId: octets('0102030405060708'),
      originatorSystemTitle: octets(title),
      recipientSystemTitle: octets(recipient),
      key: { choice },
      keys,
    },
    nodeCrypto,
  );
}

export function signed({ curve, keys }: Meter, plain = PLAIN): Uint8Array {
  const signingPrivateKey = keys.signingPrivateKey ?? new Uint8Array();
  const signer = { curve, signingPrivateKey, originatorSystemTitle: octets(TITLE) };
  return sign(plain, signer, nodeCrypto);
}

interface GloChoices {
  readonly control?: {
    readonly authenticated: boolean;
    readonly encrypted: boolean;
    readonly broadcast?: boolean;
  };
  readonly plain?: Uint8Array;
  readonly type?: 'general-glo-ciphering' | 'general-ded-ciphering';
}

export function glo(
  { suite, keys }: Meter,
  { control = BOTH, plain = PLAIN, type = 'general-glo-ciphering' }: GloChoices = {},
): Uint8Array {
  return protect(
    plain,
    {
      type,
      securityControl: writeSecurityControl({ suite, ...control }),
      systemTitle: octets(TITLE),
      invocationCounter: 1,
      keys,
    },
    nodeCrypto,
  );
}
