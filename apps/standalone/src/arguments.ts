import type { EndpointAddress } from '@dlms-telemetry/observe';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { httpAddress } from './http-address.js';

/** What the command line asks for. */
export interface Arguments {
  readonly config: string | undefined;
  readonly data: string;
  /** The Postgres to work on; undefined: the embedded one in the data folder. */
  readonly databaseUrl: string | undefined;
  readonly simulator: boolean;
  readonly json: boolean;
  /** Where metrics and health are served; undefined: as `HTTP_PORT` says, or nowhere. */
  readonly http: EndpointAddress | undefined;
}

/** The command line ends the process: with help (code 0) or after a mistake in it (code 2). */
export class UsageEnd extends Error {
  override readonly name = 'UsageEnd';
  readonly exitCode: 0 | 2;

  constructor(exitCode: 0 | 2) {
    super('usage');
    this.exitCode = exitCode;
  }
}

const HELP = `
On a terminal a table of the newest readings; otherwise, or with --json, one JSON object a line.
Without --config, or with --simulator, simulated meters push to receptors of their own.

Examples:
  npm start
  npm start -- --config examples/kamstrup.json --data /var/lib/dlms-telemetry
  npm start -- --database-url postgres://dlms@localhost/dlms    (password: PGPASSWORD, ~/.pgpass)
  npm start -- --json | jq .reading.Value`;

/**
 * Reads the command line. Help and messages go to stdout and stderr.
 *
 * @throws {UsageEnd} after help or a mistake
 */
export function readArguments(words: readonly string[]): Arguments {
  const command = new Command('npm start --')
    .description('Takes readings from DLMS/COSEM meters: every stage in one process.')
    .option('--config <file>', 'configuration file')
    .option('--data <folder>', 'data folder: database, log, lock', './data')
    .option(
      '--database-url <url>',
      'work on this Postgres (15 or newer), alone; the data folder then holds log, lock and keys',
    )
    .option('--simulator', 'run simulated meters beside the configured receptors')
    .option('--no-simulator', 'run no simulated meters')
    .option(
      '--http <[host:]port>',
      'serve /metrics, /health/live and /health/ready (default: HTTP_PORT, or not)',
      endpoint,
    )
    .option('--json', 'JSON lines on a terminal too', false)
    .addHelpText('after', HELP)
    .allowExcessArguments(false)
    .showHelpAfterError('(--help shows the options)')
    .exitOverride();
  try {
    command.parse(words, { from: 'user' });
    // Not as an argument of the option: commander would print what it refuses, with its password.
    if (!isPostgresUrl(command.opts<{ databaseUrl?: string }>().databaseUrl))
      command.error('--database-url: a URL is expected, postgres://user@host:port/database');
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    throw new UsageEnd(error.exitCode === 0 ? 0 : 2);
  }
  const { config, data, databaseUrl, simulator, json, http } = command.opts<{
    config?: string;
    data: string;
    databaseUrl?: string;
    simulator?: boolean;
    json: boolean;
    http?: EndpointAddress;
  }>();
  const simulates = simulator ?? config === undefined;
  return { config, data, databaseUrl, json, http, simulator: simulates };
}

function isPostgresUrl(text: string | undefined): boolean {
  if (text === undefined) return true;
  return URL.canParse(text) && ['postgres:', 'postgresql:'].includes(new URL(text).protocol);
}

function endpoint(text: string): EndpointAddress {
  const address = httpAddress(text);
  if (address === undefined)
    throw new InvalidArgumentError('A port is expected, or an address and a port: 127.0.0.1:9090.');
  return address;
}
