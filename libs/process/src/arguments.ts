import { parseArgs } from 'node:util';
import { UsageEnd } from './errors.js';

/** What the command line of a process asks for. */
export interface Arguments {
  /** Path of the configuration file. */
  readonly config: string;
}

/**
 * Reads the command line. Help goes to stdout, a mistake to stderr.
 *
 * @param about what the process does, one sentence
 * @throws {UsageEnd} after help or a mistake
 */
export function readArguments(
  words: readonly string[],
  { name, about }: { readonly name: string; readonly about: string },
): Arguments {
  const usage = `Usage: ${name} --config FILE

${about}

  --config FILE  configuration file, the same for all processes
  --help         shows this

Services and what holds for this process alone come from the environment: docs/deployment.md.
`;
  try {
    const { values } = parseArgs({
      args: [...words],
      options: { config: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
    if (values.help === true) {
      process.stdout.write(usage);
      throw new UsageEnd(0);
    }
    if (values.config !== undefined && values.config !== '') return { config: values.config };
    process.stderr.write(`error: --config FILE is missing\n(--help shows the options)\n`);
  } catch (error) {
    if (error instanceof UsageEnd) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`error: ${reason}\n(--help shows the options)\n`);
  }
  throw new UsageEnd(2);
}
