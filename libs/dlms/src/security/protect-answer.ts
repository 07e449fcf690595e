import { DecodeError } from '../errors.js';
import type { CipheredApdu, ProtectedApdu } from '../xdlms/apdu.js';
import { isCiphered } from '../xdlms/apdu.js';
import type { GeneralCiphering } from '../xdlms/general-ciphering.js';
import type { GeneralSigning } from '../xdlms/general-signing.js';
import { KEY_PARAMETERS } from '../xdlms/key-info.js';
import type { Crypto } from './crypto.js';
import { curveOfLength } from './key-agreement.js';
import type { Keys } from './keys.js';
import { blockCipherKeyFor } from './keys.js';
import { protect } from './protect.js';
import { protectGeneral, type KeyChoice } from './protect-general.js';
import { sign } from './signing.js';

/** How an answer is to be protected: as its request was. */
export interface AnswerProtection {
  /** The layers of protection of the request, the outermost first. */
  readonly layers: readonly ProtectedApdu[];
  /** Of who answers, 8 octets. */
  readonly ownSystemTitle: Uint8Array;
  /** Never used twice under the key that `counterKeyOf` gives. */
  readonly invocationCounter: number;
  readonly keys: Keys;
}

/**
 * Protects the answer to a protected request in the same way: the same kinds of APDU in the same order, the same security
 * control and key, the transaction-id repeated (Green Book 9.2.7).
 *
 * @throws DecodeError `security.no-key`, `security.key-config`, `security.key-agreement`, `security.signature`
 */
export function protectAnswer(
  plain: Uint8Array,
  protection: AnswerProtection,
  crypto: Crypto,
): Uint8Array {
  return protection.layers.reduceRight<Uint8Array>(
    (inside, layer) => protectAs(layer, inside, protection, crypto),
    plain,
  );
}

/**
 * The secret under which the invocation counter of an answer must be new: the key that encrypts it, or the one from
 * which such keys are made.
 *
 * @param layers of the request
 * @returns null for an answer that takes no counter: one that is only signed, or not protected
 * @throws DecodeError `security.no-key`, `security.key-config` when the key is not known
 */
export function counterKeyOf(layers: readonly ProtectedApdu[], keys: Keys): Uint8Array | null {
  for (const layer of layers) {
    if (!isCiphered(layer)) continue;
    const { authenticated, encrypted } = layer.content.securityControl;
    if (authenticated || encrypted)
      return layer.type === 'general-ciphering'
        ? generalCounterKey(layer, keys)
        : blockCipherKeyFor(layer, keys);
  }
  return null;
}

function generalCounterKey(apdu: GeneralCiphering, keys: Keys): Uint8Array {
  const choice = keyChoiceOf(apdu);
  switch (choice.choice) {
    case 'global-unicast':
      return known(keys.blockCipherKey);
    case 'global-broadcast':
      return known(keys.broadcastKey);
    case 'wrapped':
      return known(keys.masterKey);
    case 'C(1e,1s)':
      return known(keys.signingPrivateKey);
    case 'C(0e,2s)':
      return known(keys.keyAgreementPrivateKey);
    case 'known':
      return (
        keys.agreedKey ??
        (keys.profile === 'gbcs'
          ? known(keys.keyAgreementPrivateKey)
          : blockCipherKeyFor(apdu, keys))
      );
  }
}

function protectAs(
  layer: ProtectedApdu,
  inside: Uint8Array,
  { ownSystemTitle, invocationCounter, keys }: AnswerProtection,
  crypto: Crypto,
): Uint8Array {
  if (layer.type === 'general-signing') {
    return sign(inside, { ...signingOf(layer, keys), ...headerOf(layer, ownSystemTitle) }, crypto);
  }
  const securityControl = layer.content.securityControl.octet;
  if (layer.type === 'general-ciphering') {
    const key = keyChoiceOf(layer);
    const header = headerOf(layer, ownSystemTitle);
    return protectGeneral(
      inside,
      { securityControl, invocationCounter, key, keys, ...header },
      crypto,
    );
  }
  const systemTitle = ownSystemTitle;
  const type: Exclude<CipheredApdu['type'], 'general-ciphering'> = layer.type;
  return protect(inside, { type, securityControl, invocationCounter, systemTitle, keys }, crypto);
}

function headerOf(request: GeneralCiphering | GeneralSigning, ownSystemTitle: Uint8Array) {
  return {
    transactionId: request.transactionId,
    originatorSystemTitle: ownSystemTitle,
    recipientSystemTitle: request.originatorSystemTitle,
  };
}

function signingOf({ signature }: GeneralSigning, keys: Keys) {
  const curve = curveOfLength(signature.length);
  if (curve === undefined)
    throw new DecodeError('security.signature', 'the request carries no signature to answer as');
  return { curve, signingPrivateKey: known(keys.signingPrivateKey) };
}

function keyChoiceOf({ keyInfo }: GeneralCiphering): KeyChoice {
  if (keyInfo === null) return { choice: 'known' };
  switch (keyInfo.choice) {
    case 'identified-key':
      return keyInfo.keyId === 'global-unicast-encryption-key'
        ? { choice: 'global-unicast' }
        : { choice: 'global-broadcast' };
    case 'wrapped-key':
      return { choice: 'wrapped' };
    case 'agreed-key':
      return keyInfo.keyParameters[0] === KEY_PARAMETERS['C(1e,1s)']
        ? { choice: 'C(1e,1s)' }
        : { choice: 'C(0e,2s)' };
  }
}

function known(key: Uint8Array | undefined): Uint8Array {
  if (key !== undefined) return key;
  throw new DecodeError('security.no-key', 'the key that an answer needs is not known');
}
