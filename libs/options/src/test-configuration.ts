import { ConfigurationError, parseConfiguration } from './index.js';
import type { ParsedConfiguration, Problem } from './index.js';

export const sources = {
  env: { KEY: '000102030405060708090A0B0C0D0E0F', SERVICE_ID: 'from-environment' },
  readFile(path: string): string {
    if (path === '/run/secrets/password') return 'hidden words\n';
    throw new Error('no such file');
  },
};

export function parse(text: string): ParsedConfiguration {
  return parseConfiguration(text, sources);
}

export function problemsOf(text: string): readonly Problem[] {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

export function receptor(options: string): string {
  return `{ "Meters": { "DeviceType": "DlmsPushServer", "Port": 4059, ${options} } }`;
}

export function optionsOf(options: string) {
  const [first] = parse(receptor(options)).configuration.receptors;
  if (first === undefined) throw new Error('no receptor');
  return first.options;
}
