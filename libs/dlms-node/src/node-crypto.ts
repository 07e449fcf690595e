import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { Crypto } from '@dlms-telemetry/dlms';

const AES_128_OCTETS = 16;
/** DLMS cuts the tag of AES-GCM to 12 octets. */
const TAG_OCTETS = 12;
const NO_OCTETS = new Uint8Array(0);

function algorithmFor(key: Uint8Array): 'aes-128-gcm' | 'aes-256-gcm' {
  return key.length === AES_128_OCTETS ? 'aes-128-gcm' : 'aes-256-gcm';
}

/** The cryptography of `@dlms-telemetry/dlms` on node:crypto. Its comparison of tags takes constant time. */
export const nodeCrypto: Crypto = {
  aesGcmOpen(key, iv, associatedData, cipherText, tag) {
    const cipher = createDecipheriv(algorithmFor(key), key, iv, { authTagLength: TAG_OCTETS });
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
    const cipher = createCipheriv(algorithmFor(key), key, iv, { authTagLength: TAG_OCTETS });
    cipher.setAAD(associatedData);
    const text = cipher.update(plainText);
    cipher.final();
    const tag = tagLength === 0 ? NO_OCTETS : cipher.getAuthTag().subarray(0, tagLength);
    const sealed = new Uint8Array(text.length + tag.length);
    sealed.set(text);
    sealed.set(tag, text.length);
    return sealed;
  },
};

/** The same octets as a plain Uint8Array: a Buffer would behave otherwise where octets are sliced. */
function view(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}
