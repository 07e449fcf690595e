import { generateKeyPairSync } from 'node:crypto';
import { toHex } from '@dlms-telemetry/dlms';
import { expect, test } from 'vitest';
import { readCertificate } from './certificate.js';
import { KeyFormatError } from './errors.js';
import { readPrivateKey, readPublicKey } from './key-file.js';

/** Self-signed, made for these tests: key agreement on P-256, a hardware module name with the title. */
const HARDWARE_NAME =
  'MIIBjTCCATOgAwIBAgIUXEu6v1suhBOWVbJMSYnO21nvs4gwCgYIKoZIzj0EAwIwFDESMBAGA1UEAwwJYWJjZGVmZ2hpMCAXDTI2MTEyNTAxMDYzOFoYDzIxMjYxMTAxMDEwNjM4WjAUMRIwEAYDVQQDDAlhYmNkZWZnaGkwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQS9orMtyUCKW64DRnzmpJ9nY5n13tacQdHv+ENygzEhycu7JPWsssVF95fpsF6Kur7lX1uoDJBVrqZH5pgA2Teo2EwXzAOBgNVHQ8BAf8EBAMCAwgwLgYDVR0RBCcwJaAjBggrBgEFBQcIBKAXMBUGCSsGAQQBho0fAQQITU1NAAAAAAEwHQYDVR0OBBYEFKgeM4gWqpjCzikfeTPV3z6mNytwMAoGCCqGSM49BAMCA0gAMEUCIG25eyFJ0m9cnznhfkcBv8SSBgN1nyLFnKRznSJWRGpjAiEA8EcWdoUr6mQ7JYyRFYkD6Du0iiLvpsY+ErLAzyIX9cU=';
/** P-384, digital signature, the title as common name. */
const COMMON_NAME =
  'MIIBqDCCAS6gAwIBAgIUFfllM8B86lF2WIfMHPkVFSshm4QwCgYIKoZIzj0EAwIwGzEZMBcGA1UEAwwQNEQ0RDREMDAwMEJDNjE0RTAgFw0yNjExMjUwMTA2MThaGA8yMTI2MTEwMTAxMDYxOFowGzEZMBcGA1UEAwwQNEQ0RDREMDAwMEJDNjE0RTB2MBAGByqGSM49AgEGBSuBBAAiA2IABD33zYXVC6J0jlh8fNJoxlJevCCMLzzNs5qKBPfPyiSToA4T6tTdK0G6iBMqf1Ge2Ts6mn3xQUpQ3hwOEIG5AGHQClvvp7jUnRDKjWgmScnXrLnRKczPyevMf5pOOgar5aMxMC8wDgYDVR0PAQH/BAQDAgeAMB0GA1UdDgQWBBRFODKpnLJmRpRj/LF/36toSTWADzAKBggqhkjOPQQDAgNoADBlAjEAoimtzNt0AnVOt/vZzekT853qKKlmH/bcCjHCKJ1GYKR6Fue2rltRTHoGPmEs4Z7uAjAo8eXHfd3yLpYRTrk0NQn1h9S+DkFruoQ+d/51pevLw6s+tQlHFFRbFp6cfNco7Js=';
/** P-256, no key usage, a common name that is no title: 9 letters. */
const NO_TITLE =
  'MIIBWDCB/qADAgECAhQBhaz+MDE9T6eho2zFV/nHkGI6fzAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlhYmNkZWZnaGkwIBcNMjYxMTI1MDEwNjM4WhgPMjEyNjExMDEwMTA2MzhaMBQxEjAQBgNVBAMMCWFiY2RlZmdoaTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABBL2isy3JQIpbrgNGfOakn2djmfXe1pxB0e/4Q3KDMSHJy7sk9ayyxUX3l+mwXoq6vuVfW6gMkFWupkfmmADZN6jLDAqMAkGA1UdEwQCMAAwHQYDVR0OBBYEFKgeM4gWqpjCzikfeTPV3z6mNytwMAoGCCqGSM49BAMCA0kAMEYCIQC+TS6/sfnqM9FzkYN1OMST3uaXmSprThlmCS4oED60wAIhALhKm6kRPqigMhHOhrGWklUwQ6I4us53ewQlF4elI9BI';
const RSA =
  'MIIB3zCCAUigAwIBAgIUB6tUur4vkZP8VsrSStxTvdvQEyIwDQYJKoZIhvcNAQELBQAwFDESMBAGA1UEAwwJYWJjZGVmZ2hpMCAXDTI2MTEyNTAxMDYzOFoYDzIxMjYxMTAxMDEwNjM4WjAUMRIwEAYDVQQDDAlhYmNkZWZnaGkwgZ8wDQYJKoZIhvcNAQEBBQADgY0AMIGJAoGBALv+u0SNkpb1wdQQgLTposbjCk+fhZpVCxhJls8rVquvpkDTB7aN83VMjaED3DLbjiOFWgp5NyxLgHM9t6b9wgMebzacr0bFGWfE7fZVgzI1n+nSdXiw3cnqkaJyoMKY3Iv9wMymWFcesQaPCit7krjXwlNxVnP3aM+VXWtArvB5AgMBAAGjLDAqMAkGA1UdEwQCMAAwHQYDVR0OBBYEFDeEe8xspKghrjRGKLIQ2Grq5XBVMA0GCSqGSIb3DQEBCwUAA4GBAElykeQq305BVW+sxn4HC+ds/xjSLdORYiaElteEWqDhD9BXSjXRRUnvsZ4E7CvkFGKa9HhRn9/vWkJMnJen1CbcgTmaaNTrOIo1WR0AJmXVJSbWrqEvPFJhY19bmi88sGaZoxKrCuNJU2P9GbrdJ5eAf7bVjURu0g/meCK3EfFF';

function der(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, 'base64'));
}

function pem(base64: string): string {
  return `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`;
}

function codeOf(read: () => unknown): string {
  try {
    read();
    return 'read';
  } catch (error) {
    if (error instanceof KeyFormatError) return error.code;
    throw error;
  }
}

const POINT =
  '12f68accb72502296eb80d19f39a927d9d8e67d77b5a710747bfe10dca0cc487' +
  '272eec93d6b2cb1517de5fa6c17a2aeafb957d6ea0324156ba991f9a600364de';

test('a certificate gives its point, its system title and what its key is for', () => {
  const certificate = readCertificate(der(HARDWARE_NAME));
  expect(certificate).toMatchObject({ curve: 'P-256', forSigning: false, forKeyAgreement: true });
  expect(toHex(certificate.publicKey)).toBe(POINT);
  expect(toHex(certificate.systemTitle ?? new Uint8Array())).toBe('4d4d4d0000000001');
  expect(certificate.validFrom < certificate.validTo).toBe(true);
});

test('PEM, DER and DER as hex are the same certificate', () => {
  const whole = readCertificate(der(HARDWARE_NAME));
  expect(readCertificate(pem(HARDWARE_NAME))).toEqual(whole);
  expect(readCertificate(toHex(der(HARDWARE_NAME)))).toEqual(whole);
});

test('the system title may stand in the subject, as hex or as a unique identifier', () => {
  const named = readCertificate(der(COMMON_NAME));
  expect(named).toMatchObject({ curve: 'P-384', forSigning: true, forKeyAgreement: false });
  expect(named.publicKey).toHaveLength(96);
  expect(toHex(named.systemTitle ?? new Uint8Array())).toBe('4d4d4d0000bc614e');
  // The nine letters of the common name in place of a bit string: no bits unused, then eight octets.
  const identified = toHex(der(NO_TITLE)).replaceAll(
    '0603550403' + '0c09616263646566676869',
    '060355042d' + '0309004d4d4d0000000002',
  );
  const title = readCertificate(identified).systemTitle;
  expect(toHex(title ?? new Uint8Array())).toBe('4d4d4d0000000002');
});

test('a certificate without title or usage says so', () => {
  expect(readCertificate(der(NO_TITLE))).toMatchObject({
    systemTitle: null,
    forSigning: true,
    forKeyAgreement: true,
  });
});

test('what is no certificate, or is of another kind of key, is refused with its code', () => {
  expect(codeOf(() => readCertificate('not a certificate'))).toBe('key.format');
  expect(codeOf(() => readCertificate(new Uint8Array(40)))).toBe('key.format');
  expect(codeOf(() => readCertificate(der(RSA)))).toBe('key.curve');
});

test('a certificate that is cut or changed anywhere never gives another error', () => {
  const whole = der(HARDWARE_NAME);
  const seen = new Set<string>();
  for (let at = 0; at < whole.length; at++) {
    seen.add(codeOf(() => readCertificate(whole.slice(0, at))));
    const changed = whole.slice();
    changed[at] = (changed[at] ?? 0) ^ 0x81;
    seen.add(codeOf(() => readCertificate(changed)));
  }
  expect([...seen].every((code) => ['key.format', 'key.curve', 'read'].includes(code))).toBe(true);
});

test('a public key is read from a certificate, from PEM and from hex', () => {
  const expected = { curve: 'P-256', point: POINT };
  const read = (text: string): object => {
    const { curve, publicKey } = readPublicKey(text);
    return { curve, point: toHex(publicKey) };
  };
  expect(read(pem(HARDWARE_NAME))).toEqual(expected);
  expect(read(POINT)).toEqual(expected);
  expect(read(`04 ${POINT.toUpperCase()}`)).toEqual(expected);
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  const text = publicKey.export({ type: 'spki', format: 'pem' });
  expect(readPublicKey(text.toString())).toMatchObject({ curve: 'P-384' });
});

test('a private key is read from PEM and from hex, and both are the same', () => {
  for (const namedCurve of ['P-256', 'P-384'] as const) {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve });
    for (const type of ['pkcs8', 'sec1'] as const) {
      const read = readPrivateKey(privateKey.export({ type, format: 'pem' }).toString());
      expect(read.curve).toBe(namedCurve);
      expect(readPrivateKey(toHex(read.privateKey))).toEqual(read);
    }
  }
});

test('keys that are none are refused, and the message holds nothing of them', () => {
  const other = generateKeyPairSync('ec', { namedCurve: 'secp256k1' });
  const foreign = other.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  expect(codeOf(() => readPublicKey(foreign))).toBe('key.curve');
  expect(codeOf(() => readPublicKey(POINT.slice(2)))).toBe('key.format');
  expect(codeOf(() => readPublicKey(`${POINT.slice(0, -2)}00`))).toBe('key.format');
  expect(codeOf(() => readPublicKey('xyz'))).toBe('key.format');
  expect(codeOf(() => readPublicKey('-----BEGIN PUBLIC KEY-----\nAAAA'))).toBe('key.format');
  expect(codeOf(() => readPrivateKey('00'.repeat(32)))).toBe('key.format');
  expect(codeOf(() => readPrivateKey('ff'.repeat(32)))).toBe('key.format');
  expect(codeOf(() => readPrivateKey('01'.repeat(31)))).toBe('key.format');
  const secret = 'ab'.repeat(33);
  try {
    readPrivateKey(secret);
    expect.unreachable();
  } catch (error) {
    expect(String(error)).not.toContain('abab');
  }
});
