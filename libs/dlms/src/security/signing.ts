import { ByteWriter } from '../codec/byte-writer.js';
import { DecodeError } from '../errors.js';
import type { GeneralSigning } from '../xdlms/general-signing.js';
import { writeGeneralSigning } from '../xdlms/general-signing.js';
import type { ProtectionHeader } from '../xdlms/protection-header.js';
import { createProtectionHeader } from '../xdlms/protection-header.js';
import type { Crypto, Curve } from './crypto.js';
import { curveOfLength, requirePrivateKey, requirePublicKey } from './key-agreement.js';
import type { Keys } from './keys.js';

const NO_OCTETS = new Uint8Array(0);

/**
 * Verifies the digital signature of a general-signing APDU: ECDSA over all before it but the tag (Green Book 9.2.7.2.5).
 *
 * @returns the APDU inside
 * @throws DecodeError `security.signature` when it is wrong, missing or of no curve, `security.no-key` when the
 * originator's key is not known, `security.key-config` when that is of another curve
 */
export function verifySignature(apdu: GeneralSigning, keys: Keys, crypto: Crypto): Uint8Array {
  const { signature, signed, signedContent } = apdu;
  const offset = apdu.contentOffset + signedContent.length;
  if (signature.length === 0)
    throw new DecodeError('security.signature', 'the APDU carries no signature', offset);
  const curve = curveOfLength(signature.length);
  if (curve === undefined)
    throw new DecodeError(
      'security.signature',
      `a signature of ${signature.length} octets, it has 64 on P-256 and 96 on P-384`,
      offset,
    );
  const publicKey = keys.peerSigningPublicKey;
  if (publicKey === undefined)
    throw new DecodeError('security.no-key', 'no signing public key is known for this meter');
  requirePublicKey(publicKey, curve, 'signing public key');
  if (crypto.ecdsaVerify(curve, publicKey, signed, signature)) return signedContent;
  throw new DecodeError('security.signature', 'the digital signature is wrong', offset);
}

/** How an APDU is to be signed. What is left out of the header is empty. */
export interface Signing extends Partial<Omit<ProtectionHeader, 'header'>> {
  readonly curve: Curve;
  readonly signingPrivateKey: Uint8Array;
}

/** The sending side: signs a plain APDU and writes the general-signing around it. @throws DecodeError `security.key-config` */
export function sign(plain: Uint8Array, signing: Signing, crypto: Crypto): Uint8Array {
  requirePrivateKey(signing.signingPrivateKey, signing.curve, 'signing key');
  const unsigned = createGeneralSigning(signing, plain, NO_OCTETS);
  const signature = crypto.ecdsaSign(signing.curve, signing.signingPrivateKey, unsigned.signed);
  const w = new ByteWriter();
  writeGeneralSigning(w, { ...unsigned, signature });
  return w.finish();
}

/** A general-signing APDU around a plain one. What is left out of the header is empty. */
export function createGeneralSigning(
  fields: Partial<Omit<ProtectionHeader, 'header'>>,
  signedContent: Uint8Array,
  signature: Uint8Array,
): GeneralSigning {
  const header = createProtectionHeader(fields);
  const w = new ByteWriter(header.header.length + signedContent.length + 5);
  w.bytes(header.header);
  w.octets(signedContent);
  const signed = w.finish();
  const contentOffset = 1 + signed.length - signedContent.length;
  return { type: 'general-signing', ...header, signedContent, signature, signed, contentOffset };
}
