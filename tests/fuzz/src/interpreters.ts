import { readFileSync, readdirSync } from 'node:fs';
import { nodeCrypto } from '@dlms-telemetry/dlms-node';
import { createInterpreter, type Interpreter } from '@dlms-telemetry/interpret';
import { type Configuration, parseConfiguration } from '@dlms-telemetry/options';
import { createRegistry } from '@dlms-telemetry/registry';
import type { SeedUser } from './seeds.js';

/** A receptor, read in place where the form of a notification is known, and always by the parser. */
export interface InterpreterPair {
  readonly receptor: string;
  readonly fast: Interpreter;
  readonly slow: Interpreter;
}

const EXAMPLES = new URL('../../../examples/', import.meta.url);
const NO_SOURCES = {
  env: {},
  readFile: (path: string): string => {
    throw new Error(`no file is read here: ${path}`);
  },
};

/** A receptor without property maps that knows the users, and those of all examples. */
export function interpreterPairs(users: readonly SeedUser[]): InterpreterPair[] {
  const bare = { Meters: { DeviceType: 'DlmsPushServer', Port: 0, Users: users } };
  const texts = readdirSync(EXAMPLES)
    .filter((name) => name.endsWith('.json'))
    .map((name) => readFileSync(new URL(name, EXAMPLES), 'utf8'))
    // What is in the clear is to get as far as the maps.
    .map((text) => text.replaceAll('"SecureClient": true', '"SecureClient": false'));
  return [JSON.stringify(bare), ...texts].flatMap((text) =>
    pairsOf(parseConfiguration(text, NO_SOURCES).configuration),
  );
}

function pairsOf(configuration: Configuration): InterpreterPair[] {
  const ports = { configuration, registry: createRegistry(configuration), crypto: nodeCrypto };
  const fast = createInterpreter(ports);
  const slow = createInterpreter({ ...ports, mostShapes: 0 });
  return configuration.receptors.map(({ name }) => ({ receptor: name, fast, slow }));
}
