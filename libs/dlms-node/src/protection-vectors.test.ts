import { decodeApdu, TagError } from '@dlms-telemetry/dlms';
import { expect, test } from 'vitest';
import { nodeCrypto } from './node-crypto.js';
import { flipped, keysOf, octets, open, vector, VECTORS } from './test-parties.js';

const TAG_OF_THE_BOOK = 'gb-general-ciphering-agreed-key';

test.each(VECTORS.filter(({ id }) => id !== TAG_OF_THE_BOOK).map(({ id }) => id))(
  '%s opens to its plain APDU',
  (id) => {
    const one = vector(id);
    expect(open(octets(one.frameHex), keysOf(one))).toBe(one.expected.apduHexPlain);
  },
);

test('the printed tag of the Green Book is refused, though its key is agreed on', () => {
  const one = vector(TAG_OF_THE_BOOK);
  try {
    decodeApdu(octets(one.frameHex), { crypto: nodeCrypto, keysFor: () => keysOf(one) });
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(TagError);
    // The cipher text decrypts to the access-request, so the agreed key is right.
    expect(error).toMatchObject({ code: 'security.tag', fault: 'authentication-key' });
  }
});

test('a frame of the vectors with any octet changed never opens to its plain APDU', () => {
  for (const id of ['gc-identified-key', 'uk-ecs42-response', 'uk-dd-ecs17b-response']) {
    const one = vector(id);
    const bytes = octets(one.frameHex);
    for (let at = 0; at < bytes.length; at++) {
      const code = open(flipped(bytes, at), keysOf(one));
      // key-info is in no tag: another key is another refusal, the same key by another name is not.
      expect(code, `${id}, octet ${at}`).toMatch(/^(?:security|apdu)\./);
    }
  }
});

test('a frame of the vectors cut at every length is refused', () => {
  for (const one of VECTORS) {
    const bytes = octets(one.frameHex);
    const step = Math.max(1, Math.floor(bytes.length / 80));
    for (let end = 0; end < bytes.length; end += step)
      expect(open(bytes.subarray(0, end), keysOf(one))).toMatch(/^(?:security|apdu)\./);
  }
});
