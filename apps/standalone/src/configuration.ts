import { readFile } from 'node:fs/promises';
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
import { UnusableConfiguration } from '@dlms-telemetry/process';
import type { SimulatedReceptor } from '@dlms-telemetry/simulate';
import { sampleText } from './sample.js';

/** What a configuration was read from: whoever reads it again has the same, whatever became of the files since. */
export interface ConfigurationTexts {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly parts: readonly ConfigurationText[];
}

/** One text of a configuration. */
export interface ConfigurationText {
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

/**
 * Reads the operator's configuration file and adds the receptors of simulated meters.
 *
 * @param file path, or undefined when only simulated meters run
 * @param env where `${ENV:NAME}` is looked up
 * @param readsFrom told of the path of each file, before it is read or found missing
 * @throws {UnusableConfiguration} with every problem
 */
export async function loadConfiguration(
  file: string | undefined,
  simulated: readonly SimulatedReceptor[],
  env: Readonly<Record<string, string | undefined>>,
  readsFrom: (path: string) => void = () => undefined,
): Promise<LoadedConfiguration> {
  const parts: ReadText[] = [];
  if (file !== undefined) {
    readsFrom(file);
    parts.push(await readOperatorFile(file, env, readsFrom));
  }
  if (simulated.length > 0 || file === undefined)
    parts.push(readText(sampleText(simulated), 'the sample configuration', '.', env, readsFrom));
  const configuration = parts.map(({ parsed }) => parsed.configuration).reduce(join);
  if (!configuration.receptors.some(({ options }) => options.Enabled))
    throw new UnusableConfiguration(['there is no enabled receptor: nothing could be received']);
  return {
    configuration,
    warnings: parts.flatMap(({ parsed }) => parsed.warnings),
    texts: { env, parts: parts.map(({ text }) => text) },
  };
}

/** The configuration that was read from these texts. */
export function configurationOf({ env, parts }: ConfigurationTexts): Configuration {
  return parts
    .map(({ text, source, files }) => {
      const readFile = (path: string): string => {
        const content = files[path];
        if (content === undefined) throw new Error(`${path} was not read before`);
        return content;
      };
      return parse(text, source, readFile, env).configuration;
    })
    .reduce(join);
}

/** A text and what it holds. */
interface ReadText {
  readonly text: ConfigurationText;
  readonly parsed: ParsedConfiguration;
}

async function readOperatorFile(
  file: string,
  env: Readonly<Record<string, string | undefined>>,
  readsFrom: (path: string) => void,
): Promise<ReadText> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UnusableConfiguration([`${file} cannot be read: ${reason}`]);
  }
  return readText(text, file, dirname(file), env, readsFrom);
}

/** @param folder a path in the text is relative to it */
function readText(
  text: string,
  source: string,
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
  readsFrom: (path: string) => void,
): ReadText {
  const files: Record<string, string> = {};
  const readFile = (path: string): string => {
    const known = files[path];
    if (known !== undefined) return known;
    const resolved = resolve(folder, path);
    readsFrom(resolved);
    return (files[path] = readFileSync(resolved, 'utf8'));
  };
  const parsed = parse(text, source, readFile, env);
  return { text: { text, source, files }, parsed };
}

function parse(
  text: string,
  source: string,
  readFile: (path: string) => string,
  env: Readonly<Record<string, string | undefined>>,
): ParsedConfiguration {
  try {
    return parseConfiguration(text, {
      env,
      readFile,
      keys: { publicKey: readPublicKey, privateKey: readPrivateKey, certificate: readCertificate },
    });
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    throw new UnusableConfiguration(
      error.problems.map((problem) => `${source}: ${problemLine(problem)}`),
    );
  }
}

function join(one: Configuration, other: Configuration): Configuration {
  const taken = other.receptors.filter(({ name }) =>
    one.receptors.some((receptor) => receptor.name === name),
  );
  if (taken.length > 0)
    throw new UnusableConfiguration(
      taken.map(({ name }) => `section ${name} has the name of a receptor of simulated meters`),
    );
  return {
    ...one,
    receptors: [...one.receptors, ...other.receptors],
    propertyMaps: new Map([...one.propertyMaps, ...other.propertyMaps]),
  };
}
