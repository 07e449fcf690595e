import { compilePattern, PatternError, type TransformStep } from '@dlms-telemetry/reading';
import { placeKey, type CoerceContext } from './coerce.js';
import type { Configuration, Receptor } from './configuration.js';
import { didYouMean } from './names.js';
import { checkKeys } from './key-checks.js';
import type { Secret } from './secret.js';
import type { KeyReaders } from './substitute.js';

type Path = readonly (string | number)[];

/** Checks what no single option shows: names that refer to sections, ports, users, keys. */
export function checkConfiguration(
  configuration: Configuration,
  readers: KeyReaders | undefined,
  context: CoerceContext,
): void {
  for (const receptor of configuration.receptors) {
    checkReference(receptor, configuration, context);
    checkProtection(receptor, context);
    if (receptor.options.Enabled) checkTls(receptor, context);
    checkKeys(receptor, readers, context);
    checkUsers(receptor, context);
  }
  for (const receptor of configuration.scheduled) {
    if (receptor.options.Enabled) checkReference(receptor, configuration, context);
  }
  checkPorts(configuration.receptors, context);
  checkTransformSets(configuration, context);
  checkMaps(configuration, context);
}

function at(path: Path, context: CoerceContext) {
  return context.places.get(placeKey(path)) ?? context.places.get(placeKey(path.slice(0, 1)));
}

function checkReference(
  receptor: {
    readonly name: string;
    readonly options: { readonly PropertiesDeviceName?: string | undefined };
  },
  { propertyMaps }: Configuration,
  context: CoerceContext,
): void {
  const { PropertiesDeviceName: wanted } = receptor.options;
  if (wanted === undefined || wanted === '' || propertyMaps.has(wanted)) return;
  const path = [receptor.name, 'PropertiesDeviceName'];
  const names = [...propertyMaps.keys()];
  const known = names.length === 0 ? 'the file has none' : `one of ${names.join(', ')}`;
  const hint = didYouMean(wanted, names);
  context.findings.problem(
    path,
    `names no section of property maps: "${wanted}" is not allowed: ${known}${hint}`,
    at(path, context),
  );
}

function checkTls({ name, options }: Receptor, context: CoerceContext): void {
  if (options.Encryption === 'None') return;
  const missing = (option: string, what: string): void => {
    const path = [name, option];
    context.findings.problem(path, `is missing: ${what}`, at(path, context));
  };
  if (!options.CertificatePath && !options.CertificateSubjectName)
    missing('CertificatePath', 'Encryption Tls needs a PFX file, or a CertificateSubjectName');
  // Without it every certificate of a public issuer would pass.
  if (options.ValidateClientCertificate && !options.ClientCertificateAuthorities)
    missing(
      'ClientCertificateAuthorities',
      'ValidateClientCertificate needs the PEM file of the accepted issuers',
    );
}

function checkProtection({ name, options }: Receptor, context: CoerceContext): void {
  if (options.SecureClientSecurity !== 'None' && !options.SecureClient) {
    const path = [name, 'SecureClientSecurity'];
    context.findings.warning(path, 'has no effect while SecureClient is false', at(path, context));
  }
}

/** Checks what users of one receptor are registered by. */
export function checkUsers({ name, options }: Receptor, context: CoerceContext): void {
  const seen = new Map<string, number>();
  const shared = new Set<string>();
  for (const [index, user] of options.Users.entries()) {
    const path = [name, 'Users', index];
    if (user.Ip === undefined && user.SystemTitle === undefined) {
      context.findings.problem(path, 'must have an Ip or a SystemTitle', at(path, context));
      continue;
    }
    const title = user.SystemTitle?.join('.') ?? '';
    const pair = `${user.Ip ?? ''} ${title}`;
    const twin = seen.get(pair);
    if (twin !== undefined) {
      context.findings.problem(
        path,
        `has the same Ip and SystemTitle as Users.${twin}`,
        at(path, context),
      );
    }
    seen.set(pair, index);
    warnOfSharedKey(user.BlockCipherKey ?? options.BlockCipherKey, title, shared, path, context);
  }
}

function warnOfSharedKey(
  key: Secret<Uint8Array> | undefined,
  title: string,
  shared: Set<string>,
  path: Path,
  context: CoerceContext,
): void {
  if (title === '' || key === undefined) return;
  const both = `${title} ${key.reveal().join()}`;
  if (shared.has(both)) {
    context.findings.warning(
      path,
      'shares its SystemTitle and its key with another user: two meters under one title and key are insecure',
      at(path, context),
    );
  }
  shared.add(both);
}

function checkPorts(receptors: readonly Receptor[], context: CoerceContext): void {
  const taken: { readonly name: string; readonly address: string; readonly port: number }[] = [];
  for (const { name, options } of receptors) {
    if (!options.Enabled) continue;
    const { Port: port, Address: address } = options;
    const path = [name, 'Port'];
    if (port === undefined) {
      // A port that was refused stands in the file and has been reported.
      if (context.places.has(placeKey(path))) continue;
      context.findings.problem(
        path,
        'is missing: a whole number from 0 to 65535',
        at(path, context),
      );
      continue;
    }
    const rival = taken.find((other) => other.port === port && overlaps(other.address, address));
    if (rival !== undefined && port !== 0) {
      context.findings.problem(
        path,
        `${port} is taken by ${rival.name}, which is enabled too`,
        at(path, context),
      );
    }
    taken.push({ name, address, port });
  }
}

function overlaps(one: string, other: string): boolean {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  return a === b || isAny(a) || isAny(b);
}

function isAny(address: string): boolean {
  return address === 'any' || address === '0.0.0.0' || address === '::';
}

const STEP_KINDS = ['multiply', 'add', 'round', 'clamp', 'map', 'bits', 'match'] as const;

function checkTransformSets({ transformSets }: Configuration, context: CoerceContext): void {
  for (const [set, steps] of Object.entries(transformSets)) {
    for (const [index, step] of steps.entries()) {
      const path = ['TransformSets', set, index];
      const wrong = wrongStep(step);
      if (wrong !== undefined) context.findings.problem(path, wrong, at(path, context));
    }
  }
}

function wrongStep(step: TransformStep): string | undefined {
  const kinds = STEP_KINDS.filter((kind) => step[kind] !== undefined);
  if (kinds.length !== 1) return `must have exactly one of ${STEP_KINDS.join(', ')}`;
  if (step.otherwise !== undefined && step.map === undefined) return 'otherwise belongs to map';
  if (step.replace !== undefined && step.match === undefined) return 'replace belongs to match';
  if (step.match === undefined) return undefined;
  try {
    compilePattern(step.match);
    return undefined;
  } catch (cause) {
    if (!(cause instanceof PatternError)) throw cause;
    return `match is not allowed: ${cause.message}`;
  }
}

function checkMaps({ propertyMaps, transformSets }: Configuration, context: CoerceContext): void {
  for (const section of propertyMaps.values()) {
    for (const [name, map] of Object.entries(section.maps)) {
      const path = [section.name, 'PropertyMaps', name];
      if (map.ObisCode === undefined && map.PushProfileSequenceId === undefined) {
        context.findings.problem(
          path,
          'must have an ObisCode or a PushProfileSequenceId',
          at(path, context),
        );
      }
      const set = map.TransformSetId;
      if (set === undefined || Object.hasOwn(transformSets, set)) continue;
      // A set that was refused stands in the file and has been reported.
      if (context.places.has(placeKey(['TransformSets', set]))) continue;
      const names = Object.keys(transformSets);
      const where = [...path, 'TransformSetId'];
      // The specification's own sample names a set and holds none: such files keep loading, and say what is missing.
      if (names.length === 0) {
        context.findings.warning(
          where,
          `names transform set "${set}", but the file has no TransformSets: the value is not transformed`,
          at(where, context),
        );
        continue;
      }
      context.findings.problem(
        where,
        `names no transform set: "${set}" is not allowed: one of ${names.join(', ')}${didYouMean(set, names)}`,
        at(where, context),
      );
    }
  }
}
