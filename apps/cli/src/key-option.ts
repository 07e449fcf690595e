import { fromHex } from '@dlms-telemetry/dlms';
import { UsageError, reasonOf } from './errors.js';
import type { Io } from './io.js';

/** Octets of a key: suites 0 and 1, suite 2. */
const KEY_LENGTHS = [16, 32];
const SYSTEM_TITLE_LENGTH = 8;

/** An option that holds a key, and the variable that does when it is not given. */
export interface KeyOption {
  readonly name: string;
  readonly value: string | undefined;
  readonly variable: string;
}

/**
 * Reads a key: hex on the command line, `@FILE`, or hex in the environment.
 *
 * @returns undefined when none is given
 * @throws UsageError that says nothing of what stood in place of a key
 */
export async function readKey(option: KeyOption, io: Io): Promise<Uint8Array | undefined> {
  const { name, value, variable } = option;
  const fromEnvironment = io.env[variable];
  if (value?.startsWith('@') === true)
    return keyOf(await readKeyFile(name, value.slice(1), io), `${name} (in the file)`);
  if (value !== undefined) return keyOf(value, name);
  if (fromEnvironment === undefined || fromEnvironment === '') return undefined;
  return keyOf(fromEnvironment, variable);
}

/** Reads a system title of eight octets. @throws UsageError */
export function readSystemTitle(value: string | undefined): Uint8Array | undefined {
  if (value === undefined) return undefined;
  const octets = fromHex(value);
  if (octets?.length !== SYSTEM_TITLE_LENGTH)
    throw new UsageError(`--system-title: give ${SYSTEM_TITLE_LENGTH} octets in hex`);
  return octets;
}

async function readKeyFile(name: string, path: string, io: Io): Promise<string> {
  try {
    return await io.readFile(path);
  } catch (error) {
    throw new UsageError(`${name}: ${path}: ${reasonOf(error)}`);
  }
}

function keyOf(text: string, where: string): Uint8Array {
  const key = fromHex(text);
  if (key === undefined || !KEY_LENGTHS.includes(key.length))
    throw new UsageError(`${where}: give a key of ${KEY_LENGTHS.join(' or ')} octets in hex`);
  return key;
}
