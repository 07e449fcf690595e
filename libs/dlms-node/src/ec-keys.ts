import type { KeyObject } from 'node:crypto';
import { createECDH, createPrivateKey, createPublicKey } from 'node:crypto';
import type { Curve } from '@dlms-telemetry/dlms';
import { KeyFormatError } from './errors.js';

/** What node:crypto and OpenSSL call the curves. */
export const CURVE_NAMES = { 'P-256': 'prime256v1', 'P-384': 'secp384r1' } as const;

/** Octets of a number on a curve: of a private key, of x and of y. */
export const NUMBER_OCTETS = { 'P-256': 32, 'P-384': 48 } as const;

const UNCOMPRESSED = 0x04;

/** A point x || y with the octet in front that says so (SEC 1, 2.3.3). */
export function uncompressedPoint(publicKey: Uint8Array): Uint8Array {
  const point = new Uint8Array(1 + publicKey.length);
  point[0] = UNCOMPRESSED;
  point.set(publicKey, 1);
  return point;
}

/** The public key, x || y, of a private one. @throws Error when the number is no private key of the curve */
export function publicKeyOf(curve: Curve, privateKey: Uint8Array): Uint8Array {
  const pair = createECDH(CURVE_NAMES[curve]);
  pair.setPrivateKey(privateKey);
  return new Uint8Array(pair.getPublicKey().subarray(1));
}

/** A point x || y as node:crypto takes it. @throws Error when it does not lie on the curve */
export function publicKeyObject(curve: Curve, publicKey: Uint8Array): KeyObject {
  return createPublicKey({ format: 'jwk', key: coordinates(curve, publicKey) });
}

/** A private key as node:crypto takes it. @throws Error when the number is no private key of the curve */
export function privateKeyObject(curve: Curve, privateKey: Uint8Array): KeyObject {
  const key = { ...coordinates(curve, publicKeyOf(curve, privateKey)), d: base64url(privateKey) };
  return createPrivateKey({ format: 'jwk', key });
}

function coordinates(curve: Curve, publicKey: Uint8Array): Record<string, string> {
  const octets = NUMBER_OCTETS[curve];
  if (publicKey.length !== 2 * octets)
    throw new RangeError(`a public key on ${curve} has ${2 * octets} octets`);
  return {
    kty: 'EC',
    crv: curve,
    x: base64url(publicKey.subarray(0, octets)),
    y: base64url(publicKey.subarray(octets)),
  };
}

function base64url(octets: Uint8Array): string {
  return Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString('base64url');
}

const CURVES: readonly Curve[] = ['P-256', 'P-384'];

/** A public key and its curve. */
export interface PublicKey {
  readonly curve: Curve;
  /** x || y. */
  readonly publicKey: Uint8Array;
}

/** A private key and its curve. */
export interface PrivateKey {
  readonly curve: Curve;
  /** A big-endian number of 32 (P-256) or 48 octets (P-384). */
  readonly privateKey: Uint8Array;
}

/** The point of a key of node:crypto. @throws KeyFormatError `key.curve` */
export function rawPublicKey(key: KeyObject): PublicKey {
  const { curve, x = '', y = '' } = numbersOf(key);
  return { curve, publicKey: new Uint8Array(Buffer.concat([fromBase64(x), fromBase64(y)])) };
}

/** The number of a key of node:crypto. @throws KeyFormatError `key.curve` */
export function rawPrivateKey(key: KeyObject): PrivateKey {
  const { curve, d = '' } = numbersOf(key);
  return { curve, privateKey: new Uint8Array(fromBase64(d)) };
}

interface Numbers {
  readonly curve: Curve;
  readonly x?: string;
  readonly y?: string;
  readonly d?: string;
}

function numbersOf(key: KeyObject): Numbers {
  if (key.asymmetricKeyType === 'ec') {
    const { crv, x, y, d } = key.export({ format: 'jwk' });
    const curve = CURVES.find((one) => one === crv);
    if (curve !== undefined) return { curve, ...(x && { x }), ...(y && { y }), ...(d && { d }) };
  }
  throw new KeyFormatError('key.curve', 'the key is neither on P-256 nor on P-384');
}

function fromBase64(text: string): Buffer {
  return Buffer.from(text, 'base64url');
}
