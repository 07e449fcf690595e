import { DecodeError } from '../errors.js';
import { writeApdu } from '../xdlms/apdu.js';
import type { GeneralCiphering } from '../xdlms/general-ciphering.js';
import type { KeyInfo } from '../xdlms/key-info.js';
import { KEY_PARAMETERS } from '../xdlms/key-info.js';
import type { ProtectionHeader } from '../xdlms/protection-header.js';
import { createProtectionHeader } from '../xdlms/protection-header.js';
import { systemTitleOf } from './ciphering.js';
import type { Crypto } from './crypto.js';
import { generalCipheringKey } from './general-ciphering-key.js';
import type { Agreement } from './key-agreement.js';
import { agreeKey, curveOf, signEphemeralKey } from './key-agreement.js';
import { wrapKey } from './key-wrap.js';
import type { Keys } from './keys.js';
import { keyOctets, requireKey } from './keys.js';
import { sealContent } from './protect.js';
import { readSecurityControl } from './security-control.js';

const NO_OCTETS = new Uint8Array(0);

/** Which key encrypts a general-ciphering APDU, and how the receiver comes to it. */
export type KeyChoice =
  | { readonly choice: 'global-unicast' }
  | { readonly choice: 'global-broadcast' }
  /** A new key, wrapped with the master key; a random one, when none is given. */
  | { readonly choice: 'wrapped'; readonly key?: Uint8Array }
  /** With our signing key and the peer's key agreement key. */
  | { readonly choice: 'C(1e,1s)' }
  /** With the key agreement keys of both sides and the transaction-id as nonce. */
  | { readonly choice: 'C(0e,2s)' }
  /** No key-info: both sides know the key. */
  | { readonly choice: 'known' };

/** How an APDU is to be ciphered between any two parties. What is left out of the header is empty. */
export interface GeneralProtection extends Partial<Omit<ProtectionHeader, 'header'>> {
  /** The security control octet, see `writeSecurityControl`. */
  readonly securityControl: number;
  /** Never used twice under one key. A key that is new with this APDU starts at 0, the default. */
  readonly invocationCounter?: number;
  readonly key: KeyChoice;
  readonly keys: Keys;
}

/**
 * The sending side: protects a plain APDU and writes the general-ciphering around it.
 *
 * @throws DecodeError `security.no-key`, `security.key-config`, `security.key-agreement`, `security.no-title`
 */
export function protectGeneral(
  plain: Uint8Array,
  protection: GeneralProtection,
  crypto: Crypto,
): Uint8Array {
  const { keys } = protection;
  const securityControl = readSecurityControl(protection.securityControl);
  const header = createProtectionHeader(protection);
  const made = makeKey(protection.key, header, securityControl.suite, keys, crypto);
  const apdu: GeneralCiphering = {
    type: 'general-ciphering',
    ...header,
    keyInfo: made.keyInfo,
    content: {
      securityControl,
      invocationCounter: protection.invocationCounter ?? 0,
      text: plain,
      tag: null,
      offset: 0,
    },
  };
  const title = systemTitleOf(apdu);
  const keyOf = (): Uint8Array => made.key ?? generalCipheringKey(apdu, keys, title, crypto);
  return writeApdu({ ...apdu, content: sealContent(apdu, keyOf, keys, title, crypto) });
}

interface MadeKey {
  readonly keyInfo: KeyInfo | null;
  /** Undefined where the receiver's way leads to it too. */
  readonly key?: Uint8Array;
}

function makeKey(
  how: KeyChoice,
  header: ProtectionHeader,
  suite: number,
  keys: Keys,
  crypto: Crypto,
): MadeKey {
  switch (how.choice) {
    case 'known':
      return { keyInfo: null };
    case 'global-unicast':
      return { keyInfo: { choice: 'identified-key', keyId: 'global-unicast-encryption-key' } };
    case 'global-broadcast':
      return { keyInfo: { choice: 'identified-key', keyId: 'global-broadcast-encryption-key' } };
    case 'wrapped':
      return wrappedKey(how.key, suite, keys, crypto);
    case 'C(1e,1s)':
      return ephemeralKey(header, suite, keys, crypto);
    case 'C(0e,2s)': {
      const keyParameters = Uint8Array.of(KEY_PARAMETERS[how.choice]);
      return { keyInfo: { choice: 'agreed-key', keyParameters, keyCipheredData: NO_OCTETS } };
    }
  }
}

function wrappedKey(
  given: Uint8Array | undefined,
  suite: number,
  keys: Keys,
  crypto: Crypto,
): MadeKey {
  const key = requireKey(given ?? crypto.random(keyOctets(suite)), 'key to wrap', suite);
  const keyCipheredData = wrapKey(requireKey(keys.masterKey, 'master key', suite), key, crypto);
  return { keyInfo: { choice: 'wrapped-key', kekId: 'master-key', keyCipheredData }, key };
}

function ephemeralKey(
  header: ProtectionHeader,
  suite: number,
  keys: Keys,
  crypto: Crypto,
): MadeKey {
  const { signingPrivateKey, peerKeyAgreementPublicKey } = keys;
  if (signingPrivateKey === undefined || peerKeyAgreementPublicKey === undefined)
    throw new DecodeError(
      'security.no-key',
      'a signing key of our own and a key agreement public key of the peer are needed',
    );
  const curve = curveOf(suite);
  const { privateKey, publicKey } = crypto.generateKeyPair(curve);
  const agreement: Agreement = {
    scheme: 'C(1e,1s)',
    suite,
    privateKey,
    publicKey: peerKeyAgreementPublicKey,
    originator: header.originatorSystemTitle,
    recipient: header.recipientSystemTitle,
  };
  const keyCipheredData = signEphemeralKey(curve, publicKey, signingPrivateKey, crypto);
  const keyParameters = Uint8Array.of(KEY_PARAMETERS['C(1e,1s)']);
  return {
    keyInfo: { choice: 'agreed-key', keyParameters, keyCipheredData },
    key: agreeKey(agreement, crypto),
  };
}
