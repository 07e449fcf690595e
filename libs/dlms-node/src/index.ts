export { nodeCrypto } from './node-crypto.js';
export { readCertificate } from './certificate.js';
export type { Certificate } from './certificate.js';
export { KeyFormatError, keyFormatErrorAdvice } from './errors.js';
export type { KeyFormatErrorCode } from './errors.js';
export { readPrivateKey, readPublicKey } from './key-file.js';
export type { PrivateKey, PublicKey } from './ec-keys.js';
