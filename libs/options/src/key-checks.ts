import { placeKey, type CoerceContext } from './coerce.js';
import type { Receptor } from './configuration.js';
import type { Secret } from './secret.js';
import type { KeyReaders } from './substitute.js';
import type { UserOptions } from './user-options.js';

type Path = readonly (string | number)[];

const SUITE_2_OCTETS = 32;
const SUITE_0_OCTETS = 16;
/** The curve of a suite's keys; suite 0 has none, and its section may still know keys. */
const CURVES: Readonly<Record<string, string>> = { Suite1: 'P-256', Suite2: 'P-384' };

const KEYS = [
  'BlockCipherKey',
  'AuthenticationKey',
  'BroadcastBlockCipherKey',
  'MasterKey',
  'DedicatedKey',
] as const;

/** Those that only a user has. */
const NEXT_KEYS = ['NextBlockCipherKey', 'NextAuthenticationKey'] as const;

/** Those of asymmetric cryptography, each with what reads it. */
const CURVE_KEYS = {
  SigningPrivateKey: 'privateKey',
  KeyAgreementPrivateKey: 'privateKey',
  ServerCertificate: 'certificate',
  ServerSigningPublicKey: 'publicKey',
  ServerKeyAgreementPublicKey: 'publicKey',
} as const satisfies Readonly<Record<string, keyof KeyReaders>>;
type CurveKey = keyof typeof CURVE_KEYS;

type SymmetricKey = (typeof KEYS | typeof NEXT_KEYS)[number];
type Keys = Partial<Readonly<Record<SymmetricKey, Secret<Uint8Array> | undefined>>> &
  Partial<Readonly<Record<CurveKey, Secret<string> | string | undefined>>>;

/** Checks that the keys of a section and of its users can be read and fit their security suite. */
export function checkKeys(
  receptor: Receptor,
  readers: KeyReaders | undefined,
  context: CoerceContext,
): void {
  const { name, options } = receptor;
  checkOwn(options, options.SecuritySuite, [name], readers, context);
  checkUserKeys(receptor, readers, context);
}

/** As `checkKeys`, of the users alone. */
export function checkUserKeys(
  { name, options }: Receptor,
  readers: KeyReaders | undefined,
  context: CoerceContext,
): void {
  for (const [index, user] of options.Users.entries()) {
    const path = [name, 'Users', index];
    checkOwn(user, user.SecuritySuite ?? options.SecuritySuite, path, readers, context);
    checkInherited(user, options, path, context);
  }
}

function checkOwn(
  keys: Keys,
  suite: string,
  path: Path,
  readers: KeyReaders | undefined,
  context: CoerceContext,
): void {
  const wanted = octetsIn(suite);
  for (const name of [...KEYS, ...NEXT_KEYS]) {
    const key = keys[name];
    if (key === undefined || key.reveal().length === wanted) continue;
    report(
      [...path, name],
      `has the wrong length for ${suite}: ${wanted} octets (${wanted * 2} hexadecimal digits)`,
      context,
    );
  }
  if (readers === undefined) return;
  for (const name of Object.keys(CURVE_KEYS) as CurveKey[]) {
    const key = keys[name];
    if (key === undefined) continue;
    const wrong = wrongKey(name, typeof key === 'string' ? key : key.reveal(), suite, readers);
    if (wrong !== undefined) report([...path, name], wrong, context);
  }
}

function wrongKey(
  name: CurveKey,
  text: string,
  suite: string,
  readers: KeyReaders,
): string | undefined {
  try {
    const { curve } = readers[CURVE_KEYS[name]](text);
    const wanted = CURVES[suite];
    if (wanted === undefined || curve === wanted) return undefined;
    return `is a key on ${curve}, where ${suite} has keys on ${wanted}`;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'unknown';
    return `(not shown) cannot be read: ${reason}`;
  }
}

/** A user of another suite than its section has no use for the section's keys. */
function checkInherited(
  user: UserOptions,
  section: Receptor['options'],
  path: Path,
  context: CoerceContext,
): void {
  const { SecuritySuite: suite } = user;
  if (suite === undefined || suite === section.SecuritySuite) return;
  const wanted = octetsIn(suite);
  const unfit = KEYS.filter((name) => {
    const inherited = user[name] === undefined ? section[name] : undefined;
    return inherited !== undefined && inherited.reveal().length !== wanted;
  });
  if (unfit.length === 0) return;
  const names = unfit.join(', ');
  report(
    [...path, 'SecuritySuite'],
    `${suite} needs keys of ${wanted} octets, but ${names} of the section would serve here and has another length: give the user its own`,
    context,
  );
}

function octetsIn(suite: string): number {
  return suite === 'Suite2' ? SUITE_2_OCTETS : SUITE_0_OCTETS;
}

function report(path: Path, message: string, context: CoerceContext): void {
  const place =
    context.places.get(placeKey(path)) ?? context.places.get(placeKey(path.slice(0, 1)));
  context.findings.problem(path, message, place);
}
