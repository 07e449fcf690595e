import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { readCertificate, readPrivateKey, readPublicKey } from '@dlms-telemetry/dlms-node';
import type { ValueSources } from '@dlms-telemetry/options';
import { UsageError, reasonOf } from './errors.js';
import type { Io } from './io.js';

/** A configuration file as it stands, and where values that it refers to come from. */
export interface ConfigurationFile {
  readonly text: string;
  readonly sources: ValueSources;
}

/**
 * Reads a configuration file, `-` from standard input. Files that it refers to (`${FILE:path}`) are found from where it
 * stands.
 *
 * @throws UsageError (rejects) when there is no such file
 */
export async function readConfigurationFile(file: string, io: Io): Promise<ConfigurationFile> {
  const folder = file === '-' ? '.' : dirname(file);
  const sources = {
    env: io.env,
    readFile: (path: string) => readFileSync(resolve(folder, path), 'utf8'),
    keys: { publicKey: readPublicKey, privateKey: readPrivateKey, certificate: readCertificate },
  };
  if (file === '-') return { text: await io.stdin(), sources };
  try {
    return { text: await io.readFile(file), sources };
  } catch (error) {
    throw new UsageError(`${file}: ${reasonOf(error)}`);
  }
}
