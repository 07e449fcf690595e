import type { KeyObject } from 'node:crypto';
import {
  createCipheriv,
  createDecipheriv,
  createECDH,
  createSecretKey,
  hash,
  randomBytes,
  sign,
  verify,
} from 'node:crypto';
import type { Crypto } from '@dlms-telemetry/dlms';
import { CURVE_NAMES, privateKeyObject, publicKeyObject, uncompressedPoint } from './ec-keys.js';

const AES_128_OCTETS = 16;
/** DLMS cuts the tag of AES-GCM to 12 octets. */
const TAG_OCTETS = 12;
const GCM_OPTIONS = { authTagLength: TAG_OCTETS } as const;
const NO_OCTETS = new Uint8Array(0);

/** What OpenSSL calls the hash functions. */
const DIGESTS = { md5: 'md5', 'sha-1': 'sha1', 'sha-256': 'sha256', 'sha-384': 'sha384' } as const;
const SIGNATURE_DIGESTS = { 'P-256': 'sha256', 'P-384': 'sha384' } as const;
/** R || S, as DLMS has it, in place of DER. */
const PLAIN_SIGNATURE = 'ieee-p1363';

/** Making node's own key of 16 octets takes five times as long as decrypting a push with it. */
const keyObjects = new WeakMap<Uint8Array, KeyObject>();

function keyObjectFor(key: Uint8Array): KeyObject {
  const known = keyObjects.get(key);
  if (known !== undefined) return known;
  const made = createSecretKey(key);
  keyObjects.set(key, made);
  return made;
}

function algorithmFor(key: Uint8Array): 'aes-128-gcm' | 'aes-256-gcm' {
  return key.length === AES_128_OCTETS ? 'aes-128-gcm' : 'aes-256-gcm';
}

/**
 * The cryptography of `@dlms-telemetry/dlms` on node:crypto. Its comparison of tags takes constant time. A key is known
 * by its array from its first use on: an array that held one must not be filled with another.
 */
export const nodeCrypto: Crypto = {
  aesGcmOpen(key, iv, associatedData, cipherText, tag) {
    const cipher = createDecipheriv(algorithmFor(key), keyObjectFor(key), iv, GCM_OPTIONS);
    // Without a tag nothing is verified: GCM is then a plain counter mode, and `final` must not be called.
    if (tag === null) return view(cipher.update(cipherText));
    cipher.setAAD(associatedData);
    cipher.setAuthTag(tag);
    const plain = cipher.update(cipherText);
    try {
      cipher.final();
    } catch {
      return undefined;
    }
    return view(plain);
  },

  aesGcmSeal(key, iv, associatedData, plainText, tagLength) {
    const cipher = createCipheriv(algorithmFor(key), keyObjectFor(key), iv, {
      authTagLength: tagLength === 0 ? TAG_OCTETS : tagLength,
    });
    cipher.setAAD(associatedData);
    const text = cipher.update(plainText);
    cipher.final();
    const tag = tagLength === 0 ? NO_OCTETS : cipher.getAuthTag().subarray(0, tagLength);
    const sealed = new Uint8Array(text.length + tag.length);
    sealed.set(text);
    sealed.set(tag, text.length);
    return sealed;
  },

  aesEncryptBlocks(key, blocks) {
    const cipher = createCipheriv(blockAlgorithmFor(key), key, null).setAutoPadding(false);
    return view(cipher.update(blocks));
  },

  aesDecryptBlocks(key, blocks) {
    const cipher = createDecipheriv(blockAlgorithmFor(key), key, null).setAutoPadding(false);
    return view(cipher.update(blocks));
  },

  digest(algorithm, data) {
    return view(hash(DIGESTS[algorithm], data, 'buffer'));
  },

  ecdh(curve, privateKey, publicKey) {
    const pair = createECDH(CURVE_NAMES[curve]);
    try {
      pair.setPrivateKey(privateKey);
      return view(pair.computeSecret(uncompressedPoint(publicKey)));
    } catch {
      return undefined;
    }
  },

  ecdsaSign(curve, privateKey, message) {
    const key = privateKeyObject(curve, privateKey);
    return view(sign(SIGNATURE_DIGESTS[curve], message, { key, dsaEncoding: PLAIN_SIGNATURE }));
  },

  ecdsaVerify(curve, publicKey, message, signature) {
    try {
      const key = publicKeyObject(curve, publicKey);
      const how = { key, dsaEncoding: PLAIN_SIGNATURE } as const;
      return verify(SIGNATURE_DIGESTS[curve], message, how, signature);
    } catch {
      return false;
    }
  },

  generateKeyPair(curve) {
    const pair = createECDH(CURVE_NAMES[curve]);
    const publicKey = view(pair.generateKeys()).subarray(1);
    return { privateKey: padded(view(pair.getPrivateKey()), publicKey.length / 2), publicKey };
  },

  random(octets) {
    return view(randomBytes(octets));
  },
};

function blockAlgorithmFor(key: Uint8Array): 'aes-128-ecb' | 'aes-256-ecb' {
  return key.length === AES_128_OCTETS ? 'aes-128-ecb' : 'aes-256-ecb';
}

/** OpenSSL leaves out leading zeros of a private key. */
function padded(number: Uint8Array, octets: number): Uint8Array {
  if (number.length === octets) return number;
  const whole = new Uint8Array(octets);
  whole.set(number, octets - number.length);
  return whole;
}

/** The same octets as a plain Uint8Array: a Buffer would behave otherwise where octets are sliced. */
function view(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}
