import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { readCertificate, readPrivateKey, readPublicKey } from '@dlms-telemetry/dlms-node';
import {
  ConfigurationError,
  parseConfiguration,
  problemLine,
  type Configuration,
  type ParsedConfiguration,
} from '@dlms-telemetry/options';
import { UnusableConfiguration } from './errors.js';

/** What a configuration was read from: whoever reads it again has the same, whatever became of the files since. */
export interface ConfigurationTexts {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly text: string;
  /** What an operator calls it: a path. */
  readonly source: string;
  /** Files that it takes values from, by their name in the text. */
  readonly files: Readonly<Record<string, string>>;
}

/** A configuration with the texts that it was read from. */
export interface LoadedConfiguration extends ParsedConfiguration {
  readonly texts: ConfigurationTexts;
}

/** How a configuration file is read. */
export interface ReadingOptions {
  /** Secret options that are read; left out: all. */
  readonly secrets?: readonly string[] | undefined;
  /** Told of the path of each file, before it is read or found missing. */
  readonly readsFrom?: ((path: string) => void) | undefined;
}

/**
 * Reads the operator's configuration file and what it refers to.
 *
 * @throws {UnusableConfiguration} with every problem
 */
export function readConfigurationFile(
  file: string,
  env: Readonly<Record<string, string | undefined>>,
  { secrets, readsFrom }: ReadingOptions = {},
): LoadedConfiguration {
  let text: string;
  readsFrom?.(file);
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UnusableConfiguration([`${file} cannot be read: ${reason}`]);
  }
  const files: Record<string, string> = {};
  const readFile = (path: string): string => {
    const known = files[path];
    if (known !== undefined) return known;
    const resolved = resolve(dirname(file), path);
    readsFrom?.(resolved);
    return (files[path] = readFileSync(resolved, 'utf8'));
  };
  const parsed = parse({ env, text, source: file, files }, readFile, secrets);
  if (!parsed.configuration.receptors.some(({ options }) => options.Enabled))
    throw new UnusableConfiguration([
      `${file}: there is no enabled receptor: nothing could be received`,
    ]);
  return { ...parsed, texts: { env, text, source: file, files } };
}

/** The configuration that was read from these texts. */
export function configurationOf(texts: ConfigurationTexts): Configuration {
  const readFile = (path: string): string => {
    const content = texts.files[path];
    if (content === undefined) throw new Error(`${path} was not read before`);
    return content;
  };
  return parse(texts, readFile).configuration;
}

function parse(
  { text, source, env }: ConfigurationTexts,
  readFile: (path: string) => string,
  secrets?: readonly string[],
): ParsedConfiguration {
  try {
    return parseConfiguration(text, {
      ...{ env, readFile },
      keys: { publicKey: readPublicKey, privateKey: readPrivateKey, certificate: readCertificate },
      ...(secrets !== undefined && { secrets }),
    });
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    throw new UnusableConfiguration(
      error.problems.map((problem) => `${source}: ${problemLine(problem)}`),
    );
  }
}
