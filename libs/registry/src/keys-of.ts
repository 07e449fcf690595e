import type { Keys } from '@dlms-telemetry/dlms';
import { readCertificate, readPrivateKey, readPublicKey } from '@dlms-telemetry/dlms-node';
import type { ReceptorOptions, UserOptions } from '@dlms-telemetry/options';

type Credentials = Pick<
  UserOptions,
  | 'BlockCipherKey'
  | 'AuthenticationKey'
  | 'BroadcastBlockCipherKey'
  | 'DedicatedKey'
  | 'MasterKey'
  | 'SigningPrivateKey'
  | 'KeyAgreementPrivateKey'
  | 'ServerCertificate'
  | 'ServerSigningPublicKey'
  | 'ServerKeyAgreementPublicKey'
  | 'ClientSystemTitle'
>;

/**
 * The keys of a user, each that it lacks from the section, ready to open APDUs. A public key goes before a certificate,
 * and whatever the user has itself before what the section has.
 *
 * @throws KeyFormatError `key.format`, `key.curve`
 */
export function keysOf(section: ReceptorOptions, user: UserOptions | undefined): Keys {
  const of = <Name extends keyof Credentials>(name: Name): Credentials[Name] =>
    user?.[name] ?? section[name];
  return withoutUnset<Omit<Keys, 'agreedKey' | 'profile'>>({
    blockCipherKey: of('BlockCipherKey')?.reveal(),
    authenticationKey: of('AuthenticationKey')?.reveal(),
    broadcastKey: of('BroadcastBlockCipherKey')?.reveal(),
    dedicatedKey: of('DedicatedKey')?.reveal(),
    masterKey: of('MasterKey')?.reveal(),
    signingPrivateKey: privateKey(of('SigningPrivateKey')?.reveal()),
    keyAgreementPrivateKey: privateKey(of('KeyAgreementPrivateKey')?.reveal()),
    peerSigningPublicKey: signingKey(user) ?? signingKey(section),
    peerKeyAgreementPublicKey: agreementKey(user) ?? agreementKey(section),
    ownSystemTitle: of('ClientSystemTitle'),
  });
}

type PublicKeys = Pick<
  Credentials,
  'ServerCertificate' | 'ServerSigningPublicKey' | 'ServerKeyAgreementPublicKey'
>;

function signingKey(of: PublicKeys | undefined): Uint8Array | undefined {
  if (of?.ServerSigningPublicKey !== undefined)
    return readPublicKey(of.ServerSigningPublicKey).publicKey;
  if (of?.ServerCertificate === undefined) return undefined;
  const { forSigning, publicKey } = readCertificate(of.ServerCertificate);
  return forSigning ? publicKey : undefined;
}

function agreementKey(of: PublicKeys | undefined): Uint8Array | undefined {
  if (of?.ServerKeyAgreementPublicKey !== undefined)
    return readPublicKey(of.ServerKeyAgreementPublicKey).publicKey;
  if (of?.ServerCertificate === undefined) return undefined;
  const { forKeyAgreement, publicKey } = readCertificate(of.ServerCertificate);
  return forKeyAgreement ? publicKey : undefined;
}

function privateKey(text: string | undefined): Uint8Array | undefined {
  return text === undefined ? undefined : readPrivateKey(text).privateKey;
}

/** Without the names that have no value: an optional property is left out, never undefined. */
function withoutUnset<T extends object>(values: {
  readonly [Name in keyof T]-?: T[Name] | undefined;
}): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}
