import {
  fromHex,
  protect,
  protectGeneral,
  sign,
  toHex,
  writeApdu,
  writeSecurityControl,
  writeWrapper,
  type Data,
  type KeyChoice,
  type Keys,
  type Protection,
} from '@dlms-telemetry/dlms';
import { nodeCrypto } from '@dlms-telemetry/dlms-node';

/** System titles of meters, and of us. */
export const TITLE = '4B464D1020000001';
export const OTHER_TITLE = '4B464D1020000002';
export const OUR_TITLE = '444C4D5300000001';

/** Octets of hexadecimal digits. */
export function octets(hex: string): Uint8Array {
  const read = fromHex(hex);
  if (read === undefined) throw new Error(`${hex} is not hexadecimal`);
  return read;
}

/** A data-notification with one register, active energy import, that names itself. */
export function notification(value = 5, more: readonly Data[] = [], dateTime = ''): Uint8Array {
  const register: Data = {
    type: 'structure',
    value: [
      { type: 'octet-string', value: octets('0100010800FF') },
      { type: 'double-long-unsigned', value },
    ],
  };
  return writeApdu({
    type: 'data-notification',
    longInvokeIdAndPriority: 1,
    dateTime: dateTime === '' ? null : octets(dateTime),
    body: { type: 'structure', value: [register, ...more] },
  });
}

/** A pair of an OBIS code (six octets in hexadecimal) and a text. */
export function textAt(obis: string, text: string): Data {
  return {
    type: 'structure',
    value: [
      { type: 'octet-string', value: octets(obis) },
      { type: 'visible-string', value: text },
    ],
  };
}

/** An APDU in the wrapper, from server 1 to client 102. */
export function wrapped(apdu: Uint8Array): Uint8Array {
  return writeWrapper(apdu, { sourcePort: 1, destinationPort: 102 });
}

/** A frame in the clear. */
export const PLAIN = wrapped(notification());

/** How a frame is protected. */
export interface Cipher {
  readonly authenticated?: boolean;
  readonly encrypted?: boolean;
  readonly broadcast?: boolean;
  readonly title?: string;
  readonly sendSystemTitle?: boolean;
  readonly type?: Protection['type'];
  readonly plain?: Uint8Array;
}

/** A meter with keys of every kind, and the options of a receptor that has them. */
export class Meter {
  readonly suite: 0 | 1 | 2;
  readonly curve: 'P-256' | 'P-384';
  readonly keys: Keys;
  readonly options: Readonly<Record<string, string>>;
  #counter = 0;

  constructor(suite: 0 | 1 | 2 = 0) {
    this.suite = suite;
    this.curve = suite === 2 ? 'P-384' : 'P-256';
    const symmetric = (): Uint8Array => nodeCrypto.random(suite === 2 ? 32 : 16);
    const agreement = nodeCrypto.generateKeyPair(this.curve);
    const signing = nodeCrypto.generateKeyPair(this.curve);
    const ours = nodeCrypto.generateKeyPair(this.curve);
    const shared = {
      blockCipherKey: symmetric(),
      authenticationKey: symmetric(),
      broadcastKey: symmetric(),
      dedicatedKey: symmetric(),
      masterKey: symmetric(),
    };
    this.keys = {
      ...shared,
      signingPrivateKey: signing.privateKey,
      keyAgreementPrivateKey: agreement.privateKey,
      peerKeyAgreementPublicKey: ours.publicKey,
    };
    this.options = {
      SecuritySuite: `Suite${suite}`,
      BlockCipherKey: toHex(shared.blockCipherKey),
      AuthenticationKey: toHex(shared.authenticationKey),
      BroadcastBlockCipherKey: toHex(shared.broadcastKey),
      DedicatedKey: toHex(shared.dedicatedKey),
      MasterKey: toHex(shared.masterKey),
      KeyAgreementPrivateKey: toHex(ours.privateKey),
      ServerSigningPublicKey: toHex(signing.publicKey),
      ServerKeyAgreementPublicKey: toHex(agreement.publicKey),
      ClientSystemTitle: OUR_TITLE,
    };
  }

  /** The options named, and no other. */
  only(...names: readonly string[]): Record<string, string> {
    return Object.fromEntries(
      Object.entries(this.options).filter(([name]) => names.includes(name)),
    );
  }

  /** All options but those named. */
  without(...names: readonly string[]): Record<string, string> {
    return Object.fromEntries(
      Object.entries(this.options).filter(([name]) => !names.includes(name)),
    );
  }

  /** A frame in general-glo-ciphering, or another service; authenticated and encrypted unless said otherwise. */
  push(cipher: Cipher = {}): Uint8Array {
    const { authenticated = true, encrypted = true, broadcast = false, title = TITLE } = cipher;
    const { type = 'general-glo-ciphering', sendSystemTitle = true } = cipher;
    const { suite } = this;
    return wrapped(
      protect(
        cipher.plain ?? notification(),
        {
          type,
          securityControl: writeSecurityControl({ suite, authenticated, encrypted, broadcast }),
          systemTitle: octets(title),
          sendSystemTitle,
          invocationCounter: ++this.#counter,
          keys: this.keys,
        },
        nodeCrypto,
      ),
    );
  }

  /** A frame in general-ciphering whose key is found in the given way. */
  pushBy(choice: KeyChoice['choice'], authenticated = true): Uint8Array {
    return wrapped(this.#generalCiphering(choice, authenticated));
  }

  /** The same, encrypted only, without the title of the recipient. */
  pushToNobody(choice: KeyChoice['choice']): Uint8Array {
    const named = toHex(this.#generalCiphering(choice, false));
    return wrapped(octets(named.replace(`08${OUR_TITLE.toLowerCase()}`, '00')));
  }

  #generalCiphering(choice: KeyChoice['choice'], authenticated: boolean): Uint8Array {
    const { suite, keys } = this;
    return protectGeneral(
      notification(),
      {
        securityControl: writeSecurityControl({ suite, authenticated, encrypted: true }),
        transactionId: octets('0102030405060708'),
        originatorSystemTitle: octets(TITLE),
        recipientSystemTitle: octets(OUR_TITLE),
        key: { choice },
        keys,
      },
      nodeCrypto,
    );
  }

  /** A frame in general-signing. */
  signed(): Uint8Array {
    const { curve, keys } = this;
    const { signingPrivateKey = new Uint8Array() } = keys;
    const originatorSystemTitle = octets(TITLE);
    return wrapped(
      sign(notification(), { curve, signingPrivateKey, originatorSystemTitle }, nodeCrypto),
    );
  }
}
