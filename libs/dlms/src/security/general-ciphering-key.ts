import { ByteReader } from '../codec/byte-reader.js';
import { DecodeError } from '../errors.js';
import type { GeneralCiphering } from '../xdlms/general-ciphering.js';
import { GENERAL_SIGNING_TAG } from '../xdlms/general-signing.js';
import type { AgreedKey } from '../xdlms/key-info.js';
import { KEY_PARAMETERS } from '../xdlms/key-info.js';
import type { ProtectionHeader } from '../xdlms/protection-header.js';
import { readProtectionHeader } from '../xdlms/protection-header.js';
import type { Crypto } from './crypto.js';
import { agreeKey, curveOf, openEphemeralKey } from './key-agreement.js';
import { ALGORITHM_ID } from './key-derivation.js';
import { unwrapKey } from './key-wrap.js';
import type { Keys } from './keys.js';
import { blockCipherKeyFor, keyOctets, requireKey } from './keys.js';

const NO_OCTETS = new Uint8Array(0);
/** Key wrap adds its integrity check. */
const WRAP_OCTETS = 8;
const GBCS_SUITE = 1;

/**
 * The key that encrypts a general-ciphering APDU, as its key-info says (Green Book 9.2.7.2.4.8).
 *
 * @param systemTitle the originator's
 * @throws DecodeError `security.no-key`, `security.key-config`, `security.key-unwrap`, `security.key-agreement`,
 * `security.signature` of the ephemeral key
 */
export function generalCipheringKey(
  apdu: GeneralCiphering,
  keys: Keys,
  systemTitle: Uint8Array,
  crypto: Crypto,
): Uint8Array {
  const { keyInfo } = apdu;
  const { suite } = apdu.content.securityControl;
  if (keyInfo === null) return knownKey(apdu, keys, crypto);
  switch (keyInfo.choice) {
    case 'identified-key':
      return keyInfo.keyId === 'global-unicast-encryption-key'
        ? requireKey(keys.blockCipherKey, 'block cipher key', suite)
        : requireKey(keys.broadcastKey, 'broadcast key', suite);
    case 'wrapped-key': {
      const masterKey = requireKey(keys.masterKey, 'master key', suite);
      const wrapped = keyInfo.keyCipheredData;
      if (wrapped.length === keyOctets(suite) + WRAP_OCTETS)
        return unwrapKey(masterKey, wrapped, crypto);
      throw new DecodeError(
        'security.key-unwrap',
        `a wrapped key of ${wrapped.length} octets, in security suite ${suite} it has ${keyOctets(suite) + WRAP_OCTETS}`,
      );
    }
    case 'agreed-key':
      return agreedKey(apdu, keyInfo, keys, systemTitle, crypto);
  }
}

/** Without key-info both sides know the key: one that they agreed on before, else a global one. */
function knownKey(apdu: GeneralCiphering, keys: Keys, crypto: Crypto): Uint8Array {
  const { suite } = apdu.content.securityControl;
  if (keys.agreedKey !== undefined) return requireKey(keys.agreedKey, 'agreed key', suite);
  if (keys.profile === 'gbcs') return gbcsKey(apdu, keys, crypto);
  return blockCipherKeyFor(apdu, keys);
}

function agreedKey(
  apdu: GeneralCiphering,
  keyInfo: AgreedKey,
  keys: Keys,
  originator: Uint8Array,
  crypto: Crypto,
): Uint8Array {
  const { suite } = apdu.content.securityControl;
  const curve = curveOf(suite);
  const scheme = schemeOf(keyInfo);
  if (keys.agreedKey !== undefined) return requireKey(keys.agreedKey, 'agreed key', suite);
  const privateKey = known(keys.keyAgreementPrivateKey, 'key agreement key of our own');
  const publicKey =
    scheme === 'C(1e,1s)'
      ? openEphemeralKey(
          curve,
          keyInfo.keyCipheredData,
          known(keys.peerSigningPublicKey, 'signing public key'),
          crypto,
        )
      : known(keys.peerKeyAgreementPublicKey, 'key agreement public key');
  const recipient = recipientOf(apdu, keys);
  const { transactionId } = apdu;
  return agreeKey(
    { scheme, suite, privateKey, publicKey, originator, recipient, transactionId },
    crypto,
  );
}

function schemeOf({ keyParameters }: AgreedKey): keyof typeof KEY_PARAMETERS {
  if (keyParameters.length === 1) {
    if (keyParameters[0] === KEY_PARAMETERS['C(1e,1s)']) return 'C(1e,1s)';
    if (keyParameters[0] === KEY_PARAMETERS['C(0e,2s)']) return 'C(0e,2s)';
  }
  throw new DecodeError(
    'security.key-agreement',
    `key-parameters of ${keyParameters.length} octets name no scheme of key agreement`,
  );
}

/**
 * The key of a MAC of the United Kingdom: static keys of both sides, titles and transaction-id of the general-signing
 * inside.
 */
function gbcsKey(apdu: GeneralCiphering, keys: Keys, crypto: Crypto): Uint8Array {
  const privateKey = known(keys.keyAgreementPrivateKey, 'key agreement key of our own');
  const publicKey = known(keys.peerKeyAgreementPublicKey, 'key agreement public key');
  const inside = signedHeaderInside(apdu) ?? apdu;
  return agreeKey(
    {
      scheme: 'C(0e,2s)',
      suite: GBCS_SUITE,
      privateKey,
      publicKey,
      originator: inside.originatorSystemTitle,
      recipient: recipientOf(inside, keys),
      transactionId: inside.transactionId,
      algorithmId: ALGORITHM_ID['gbcs-aes-gcm-128'],
    },
    crypto,
  );
}

function recipientOf(header: ProtectionHeader, keys: Keys): Uint8Array {
  const title = header.recipientSystemTitle;
  return title.length > 0 ? title : (keys.ownSystemTitle ?? NO_OCTETS);
}

function known(key: Uint8Array | undefined, name: string): Uint8Array {
  if (key !== undefined) return key;
  throw new DecodeError('security.no-key', `no ${name} is known for this meter`);
}

/**
 * The header of a general-signing that stands in the clear inside; undefined where there is none. Nothing has proven it
 * yet: it tells whose keys to try.
 */
export function signedHeaderInside(apdu: GeneralCiphering): ProtectionHeader | undefined {
  const { securityControl, text } = apdu.content;
  if (securityControl.encrypted || text[0] !== GENERAL_SIGNING_TAG) return undefined;
  try {
    return readProtectionHeader(new ByteReader(text, 1));
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}
