import { readFileSync } from 'node:fs';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { addApiKeys } from './api-keys-commands.js';
import { checkConfiguration, printSchema } from './commands/config.js';
import { decode } from './commands/decode.js';
import { explainFrames } from './commands/explain.js';
import { push } from './commands/push.js';
import type { PushOptions } from './commands/push.js';
import type { DecodeOptions } from './decode-options.js';
import { CommandError, EXIT, UsageError, reasonOf } from './errors.js';
import { EXIT_CODES } from './exit-codes.js';
import { INTERFACE_NAMES, interfaceNameOf } from './interface-type.js';
import type { Io } from './io.js';
import { addBacklog, addDead, addLoopback, addUsers } from './operator-commands.js';
import { readSeconds } from './option-readers.js';

const DECODE_HELP = `
Input is hex; white space and # comments are ignored. Octets of several frames may follow each other, and each
frame is decoded. Without --interface it is recognised: 7E is HDLC, 00 01 WRAPPER, 68 L L 68 WiredMBus, anything
else one APDU, with or without its LLC header (E6 E7 00).

Keys on a command line are seen by other users of the machine (ps). Better give @FILE, the name of a file that
holds the key in hex, or set DLMS_BLOCK_CIPHER_KEY and DLMS_AUTHENTICATION_KEY.

Output, when not to a terminal or with --json: a line {"apdu","systemTitle","invocationCounter","dateTime"} a frame,
then one a value {"path","obis","classId","attribute","dataIndex","type","raw","scaler","unit","value","text"};
{"refused":{"code","message","layer","offset",...}} where there is none. With --config the lines of npm start.

Examples:
  dlms decode 7EA02F04022113...7E
  dlms decode - < capture.txt
  dlms decode --block-cipher-key @key.txt 68FAFA68...
  dlms decode --config meters.json --receptor Meters 0001000100010...
${EXIT_CODES}`;

const EXPLAIN_HELP = `
Input and keys are those of dlms decode. Without keys, what is protected stays closed. A frame that is refused is
explained up to the fault. Keys and passwords that stand in an APDU are not shown, nor what carries them.

Output, when not to a terminal or with --json: a line {"layer","name","length","fields"} a layer, the link layer first,
then each APDU from the outside in; a field is {"name","start","end","raw","meaning","parts","refused"}, its octets
counted in its layer; then {"refused":{"code","message","layer","offset"}} for each refusal. NO_COLOR is honoured.

Examples:
  dlms explain 7EA02F04022113...7E
  dlms explain --block-cipher-key @key.txt - < capture.txt
${EXIT_CODES}`;

const PUSH_HELP = `
A file holds hex, one link frame a line; white space and # comments are ignored. All frames go over one connection,
in order. Waits until the other side has taken everything.

Examples:
  dlms push 0001000100010013... --to 127.0.0.1:4059
  dlms push capture.txt --to [::1]:4059 --bind ::1
  cat capture.txt | dlms push - --to meters.example:4059
${EXIT_CODES}`;

const CONFIG_HELP = `
Examples:
  dlms config check meters.json
  dlms config schema > dlms.schema.json
${EXIT_CODES}`;

/** Runs one command line. @returns the exit code */
export async function run(args: readonly string[], io: Io): Promise<number> {
  let exitCode: number = EXIT.done;
  const program = createProgram(io, (code) => (exitCode = code));
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    io.err(`dlms: ${reasonOf(error)}\n`);
    if (error instanceof UsageError) return EXIT.usage;
    if (error instanceof CommandError) return EXIT.refused;
    throw error;
  }
}

function createProgram(io: Io, end: (exitCode: number) => void): Command {
  const program = new Command('dlms')
    .description(
      'Looks into what DLMS/COSEM smart meters push, sends it, checks configurations, and looks after a running process.',
    )
    .version(version(), '-V, --version', 'print the version')
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: io.err })
    .configureHelp({ helpWidth: 100 })
    .showHelpAfterError('(dlms --help says more)')
    .addHelpText('after', EXIT_CODES);
  addDecode(program, io, end);
  addExplain(program, io, end);
  addPush(program, io, end);
  addConfig(program, io, end);
  addDead(program, io, end);
  addBacklog(program, io, end);
  addUsers(program, io, end);
  addApiKeys(program, io, end);
  addLoopback(program, io, end);
  return program;
}

function addDecode(program: Command, io: Io, end: (exitCode: number) => void): void {
  withDecodeOptions(
    program
      .command('decode')
      .summary('show what is in a frame')
      .description('Shows what is in a frame: its APDU and every value, or why there is none.'),
    'decode as this configuration says, to readings',
  )
    .addHelpText('after', DECODE_HELP)
    .action(async (input: string, options: DecodeOptions) => {
      end(await decode(input, options, io));
    });
}

function addExplain(program: Command, io: Io, end: (exitCode: number) => void): void {
  withDecodeOptions(
    program
      .command('explain')
      .summary('show what each octet of a frame is')
      .description(
        'Shows what each octet of a frame is, from the link layer to the values, and where it is refused.',
      ),
    'explain with the keys and the interface type of this configuration',
  )
    .addHelpText('after', EXPLAIN_HELP)
    .action(async (input: string, options: DecodeOptions) => {
      end(await explainFrames(input, options, io));
    });
}

/** What `decode` and `explain` take. @param config what `--config` does */
function withDecodeOptions(command: Command, config: string): Command {
  return command
    .argument('[HEX]', 'octets in hex, or - for hex text on standard input', '-')
    .addOption(
      new Option('--interface <TYPE>', 'how it is framed')
        .choices(INTERFACE_NAMES)
        .argParser(readInterfaceName),
    )
    .option('--block-cipher-key <HEX|@FILE>', 'key to decrypt with, 16 octets')
    .option('--authentication-key <HEX|@FILE>', 'key to authenticate with, 16 octets')
    .option('--system-title <HEX>', 'title of the sender where the frame carries none, 8 octets')
    .option('--config <FILE>', config)
    .option('--receptor <NAME>', 'section of the configuration; may be left out when it has one')
    .option('--from <ADDRESS>', 'with --config: as if it came from this address', '127.0.0.1')
    .option('--json', 'one JSON object a line, on a terminal too');
}

function addPush(program: Command, io: Io, end: (exitCode: number) => void): void {
  program
    .command('push')
    .summary('send frames to a receptor')
    .description('Sends link frames to a receptor, as a meter would.')
    .argument('<HEX|FILE>', 'a frame in hex, a file of them, or - for standard input')
    .requiredOption('--to <HOST:PORT>', 'where to')
    .option('--bind <ADDRESS>', 'source address, one of this machine')
    .option('--timeout <SECONDS>', 'how long a silent receptor is waited for', readSeconds, 10)
    .option('--json', 'report as one JSON object on standard output')
    .addHelpText('after', PUSH_HELP)
    .action(async (input: string, options: PushOptions) => {
      end(await push(input, options, io));
    });
}

function addConfig(program: Command, io: Io, end: (exitCode: number) => void): void {
  const config = program
    .command('config')
    .summary('check a configuration, or print its JSON Schema')
    .description('Checks configuration files.')
    .addHelpText('after', CONFIG_HELP);
  config
    .command('check')
    .summary('find every problem of a configuration')
    .description(
      'Reads a configuration file and prints every problem and warning, each with its place.',
    )
    .argument('<FILE>', 'configuration file (JSON with comments), or - for standard input')
    .option('--json', 'one JSON object a line')
    .addHelpText('after', CONFIG_HELP)
    .action(async (file: string, options: { readonly json?: boolean }) => {
      end(await checkConfiguration(file, options, io));
    });
  config
    .command('schema')
    .summary('print the JSON Schema of configurations')
    .description('Prints the JSON Schema of configuration files, for editors.')
    .addHelpText('after', CONFIG_HELP)
    .action(() => {
      end(printSchema(io));
    });
}

function version(): string {
  const file = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(file) as { readonly version: string }).version;
}

function readInterfaceName(text: string): string {
  const name = interfaceNameOf(text);
  if (name === undefined)
    throw new InvalidArgumentError(`Allowed choices are ${INTERFACE_NAMES.join(', ')}.`);
  return name;
}
