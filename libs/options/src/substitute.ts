/** Where `${ENV:NAME}` and `${FILE:path}` take their values from. */
export interface ValueSources {
  /** The environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Reads a text file; throws when it cannot. */
  readonly readFile: (path: string) => string;
  /** Reads keys and certificates, so that one that cannot be used is a problem of the file; left out: not tried. */
  readonly keys?: KeyReaders;
  /**
   * Secret options that are read, by their names, for who has no use for the others: those are passed over unread, and
   * what they refer to need not be there. Left out: all.
   */
  readonly secrets?: readonly string[];
}

/** Read keys as an operator has them. What they throw has a message without any part of the key. */
export interface KeyReaders {
  readonly publicKey: (text: string) => { readonly curve: string };
  readonly privateKey: (text: string) => { readonly curve: string };
  readonly certificate: (text: string) => { readonly curve: string };
}

const REFERENCE = /\$\{(ENV|FILE):([^}]+)\}/gu;

/** Whether a text takes a value from elsewhere, and so may hold a secret once replaced. */
export function hasReference(text: string): boolean {
  return text.search(REFERENCE) !== -1;
}

/**
 * Replaces the references in a text.
 *
 * @param fail told of each reference that has no value
 */
export function substitute(
  text: string,
  sources: ValueSources,
  fail: (message: string) => void,
): string | undefined {
  const missing: string[] = [];
  const replaced = text.replace(REFERENCE, (_, kind: string, name: string) => {
    const value = kind === 'ENV' ? variable(name, sources) : read(name, sources);
    if (value === undefined) {
      missing.push(
        kind === 'ENV'
          ? `the environment has no variable ${name}`
          : `the file ${name} cannot be read`,
      );
    }
    return value ?? '';
  });
  for (const message of missing) fail(message);
  return missing.length === 0 ? replaced : undefined;
}

function variable(name: string, { env }: ValueSources): string | undefined {
  return Object.hasOwn(env, name) ? env[name] : undefined;
}

/** A mounted secret mostly ends in a line break that is not part of it. */
function read(path: string, sources: ValueSources): string | undefined {
  try {
    return sources.readFile(path).replace(/\r?\n$/u, '');
  } catch {
    return undefined;
  }
}
