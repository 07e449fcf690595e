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
import { sampleText, type SimulatedReceptor } from './sample.js';

/** A configuration that cannot be used; each line tells one problem. */
export class UnusableConfiguration extends Error {
  override readonly name = 'UnusableConfiguration';
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    super(lines.join('\n'));
    this.lines = lines;
  }
}

/**
 * Reads the operator's configuration file and adds the receptors of simulated meters.
 *
 * @param file path, or undefined when only simulated meters run
 * @param env where `${ENV:NAME}` is looked up
 * @throws {UnusableConfiguration} with every problem
 */
export async function loadConfiguration(
  file: string | undefined,
  simulated: readonly SimulatedReceptor[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<ParsedConfiguration> {
  const parts: ParsedConfiguration[] = [];
  if (file !== undefined) parts.push(await readOperatorFile(file, env));
  if (simulated.length > 0 || file === undefined)
    parts.push(parse(sampleText(simulated), 'the sample configuration', '.', env));
  const configuration = parts.map((part) => part.configuration).reduce(join);
  if (!configuration.receptors.some(({ options }) => options.Enabled))
    throw new UnusableConfiguration(['there is no enabled receptor: nothing could be received']);
  return { configuration, warnings: parts.flatMap((part) => part.warnings) };
}

async function readOperatorFile(
  file: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<ParsedConfiguration> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UnusableConfiguration([`${file} cannot be read: ${reason}`]);
  }
  return parse(text, file, dirname(file), env);
}

function parse(
  text: string,
  source: string,
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): ParsedConfiguration {
  try {
    return parseConfiguration(text, {
      env,
      // A path in the file is relative to the file.
      readFile: (path) => readFileSync(resolve(folder, path), 'utf8'),
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
