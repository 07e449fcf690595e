import { createPrivateKey, createPublicKey } from 'node:crypto';
import { type Curve, fromHex, PRIVATE_KEY_OCTETS, PUBLIC_KEY_OCTETS } from '@dlms-telemetry/dlms';
import { readCertificate } from './certificate.js';
import type { PrivateKey, PublicKey } from './ec-keys.js';
import { publicKeyObject, publicKeyOf, rawPrivateKey, rawPublicKey } from './ec-keys.js';
import { KeyFormatError } from './errors.js';

const UNCOMPRESSED = 0x04;
const CURVES: readonly Curve[] = ['P-256', 'P-384'];

/**
 * Reads a public key as an operator has it: a certificate or a public key as PEM, or hex of the point: x || y, or the
 * same with `04` before it.
 *
 * @throws KeyFormatError `key.format`, `key.curve`
 */
export function readPublicKey(text: string): PublicKey {
  if (text.includes('-----BEGIN CERTIFICATE-----')) {
    const { curve, publicKey } = readCertificate(text);
    return { curve, publicKey };
  }
  if (text.includes('-----BEGIN')) return rawPublicKey(parsed(() => createPublicKey(text)));
  const octets = hexOctets(text);
  const point = octets[0] === UNCOMPRESSED && octets.length % 2 === 1 ? octets.subarray(1) : octets;
  const curve = CURVES.find((one) => PUBLIC_KEY_OCTETS[one] === point.length);
  if (curve === undefined)
    throw new KeyFormatError('key.format', `${point.length} octets are no point of a curve`);
  parsed(() => publicKeyObject(curve, point));
  return { curve, publicKey: point };
}

/**
 * Reads a private key as an operator has it: PEM (PKCS #8 or SEC 1), or hex of the number.
 *
 * @throws KeyFormatError `key.format`, `key.curve`
 */
export function readPrivateKey(text: string): PrivateKey {
  if (text.includes('-----BEGIN')) return rawPrivateKey(parsed(() => createPrivateKey(text)));
  const privateKey = hexOctets(text);
  const curve = CURVES.find((one) => PRIVATE_KEY_OCTETS[one] === privateKey.length);
  if (curve === undefined)
    throw new KeyFormatError(
      'key.format',
      `${privateKey.length} octets are no private key of a curve`,
    );
  parsed(() => publicKeyOf(curve, privateKey));
  return { curve, privateKey };
}

function hexOctets(text: string): Uint8Array {
  const octets = fromHex(text);
  if (octets !== undefined) return octets;
  throw new KeyFormatError('key.format', 'the key is neither PEM nor hex');
}

function parsed<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    // What node:crypto says of a key may quote it.
    if (error instanceof KeyFormatError) throw error;
    throw new KeyFormatError('key.format', 'this is no key that can be read');
  }
}
