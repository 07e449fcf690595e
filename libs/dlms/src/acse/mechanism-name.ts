import type { ObjectIdentifier } from '../codec/object-identifier.js';

/** joint-iso-ccitt, country, Switzerland, DLMS UA, authentication-mechanism (Green Book 9.4.2.2.3). */
const AUTHENTICATION_MECHANISM = '2.16.756.5.8.2';

/** The authentication mechanisms of DLMS/COSEM by their number. */
export const MECHANISM = {
  lowest: 0,
  low: 1,
  'high (manufacturer)': 2,
  'high-md5': 3,
  'high-sha1': 4,
  'high-gmac': 5,
  'high-sha256': 6,
  'high-ecdsa': 7,
} as const;

/** One of the authentication mechanisms. */
export type Mechanism = keyof typeof MECHANISM;

const NAMES = Object.keys(MECHANISM) as Mechanism[];

/** The mechanism that a name stands for, or undefined for one that is not of DLMS/COSEM. */
export function mechanismOf(name: ObjectIdentifier): Mechanism | undefined {
  return NAMES.find((mechanism) => name === mechanismName(mechanism));
}

/** The mechanism-name of a mechanism. */
export function mechanismName(mechanism: Mechanism): ObjectIdentifier {
  return `${AUTHENTICATION_MECHANISM}.${MECHANISM[mechanism]}`;
}
