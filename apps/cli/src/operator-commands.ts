import { Option, type Command } from 'commander';
import { listBacklog, type BacklogOptions } from './commands/backlog.js';
import { listDead, settleDead, type DeadOptions } from './commands/dead.js';
import { runLoopback, type LoopbackOptions } from './commands/loopback.js';
import { importUsers, listUsers, type UsersOptions } from './commands/users.js';
import { EXIT_CODES } from './exit-codes.js';
import type { Io } from './io.js';
import { readFrameId, readLimit, readSeconds } from './option-readers.js';

type End = (exitCode: number) => void;

const DEAD_HELP = `
Speaks to the process that runs on the data folder, or opens the folder itself when none does: frames are then run
again at the next start. With --database-url it works on the PostgreSQL of a fleet (or of a standalone), while that runs
or not: frames wait in the backlog, cause rerun, from where the fleet takes them within two seconds. With --config those
of receptors that stand there no more are told, and left as they are.

A frame that is run again keeps its id, and its readings theirs. When readings come out, its dead letter has ended;
otherwise it takes the new reason. Discarded ones are kept, and never run again.

A serial is looked up among the users of the configuration file and of the store. Their dead letters are known by
their system title, or by their address where the user or the frame names no title.

Output, when not to a terminal or with --json: a line {"frameId","receivedAt","receptor","remoteAddress",
"systemTitle","code","message","layer","offset","resolution"} a dead letter;
{"done":{"frames","withoutReceptor"}} from rerun and discard.

Examples:
  dlms dead list --code security.no-key
  dlms dead list --serial 10000005
  dlms dead rerun --system-title 4B464D6750000009 --data /var/lib/dlms-telemetry
  dlms dead rerun --code security.unknown-title --database-url postgres://dlms@db/dlms --config dlms.json
  dlms dead discard --frame 019dfa95-9400-7909-8909-090909090909
${EXIT_CODES}`;

/** `dlms dead` */
export function addDead(program: Command, io: Io, end: End): void {
  const dead = program
    .command('dead')
    .summary('list frames that gave no reading, run them again, or give them up')
    .description('Looks after dead letters: frames that gave no reading.')
    .addHelpText('after', DEAD_HELP);
  const selecting = (command: Command, all: string): Command =>
    onData(command, 'its receptors are known, and its users by serial')
      .option('--code <CODE>', 'refused with this code')
      .option('--receptor <NAME>', 'of this section of the configuration')
      .option('--system-title <HEX>', 'of the meter with this title')
      .option('--serial <SERIAL>', 'of the meter that is registered with this serial')
      .addOption(new Option('--frame <ID>', 'this frame').argParser(readFrameId))
      .option('--all', all)
      .addHelpText('after', DEAD_HELP);
  selecting(dead.command('list'), 'those that have ended too')
    .summary('list dead letters')
    .description('Lists the dead letters that agree with all that is given, oldest first.')
    .option('--limit <NUMBER>', 'at most so many', readLimit)
    .action(async (options: DeadOptions) => {
      end(await listDead(options, io));
    });
  selecting(dead.command('rerun'), 'every one')
    .summary('run dead letters again after the cure')
    .description('Puts the selected frames back into their queues, beside the live ones.')
    .action(async (options: DeadOptions) => {
      end(await settleDead('dead.rerun', options, io));
    });
  selecting(dead.command('discard'), 'every one')
    .summary('give dead letters up')
    .description('Gives the selected dead letters up.')
    .action(async (options: DeadOptions) => {
      end(await settleDead('dead.discard', options, io));
    });
}

const BACKLOG_HELP = `
Frames that came while more than the capacity of a receptor waited (overload) come back by its
HandleHistoricRecordInterval and HistoricRecordBatchingSize, oldest first; those that were stored because the bus did
not take them (broker) come back as soon as it does, and dead letters that are run again (rerun) at once. With
--database-url it shows the backlog of a fleet; --config then tells the pace.

Output, when not to a terminal or with --json: a line {"receptor","causes":[{"cause","frames","envelopes"}],"frames",
"octets","oldestReceivedAt","drainSeconds"} a receptor.

Examples:
  dlms backlog
  dlms backlog --data /var/lib/dlms-telemetry --json
  dlms backlog --database-url postgres://dlms@db/dlms --config dlms.json
${EXIT_CODES}`;

/** `dlms backlog` */
export function addBacklog(program: Command, io: Io, end: End): void {
  onData(program.command('backlog'), 'the time until all is replayed follows from it')
    .summary('show what waits in the backlog, and for how long')
    .description('Shows the frames that wait in the backlog, by receptor.')
    .addHelpText('after', BACKLOG_HELP)
    .action(async (options: BacklogOptions) => {
      end(await listBacklog(options, io));
    });
}

const USERS_HELP = `
A user is a registered meter, known by Ip and SystemTitle together. Import adds those that are new and updates those
that are there: a field left out comes from the section again, and a key that changes serves frames received before.
All users of a file are taken, or none. A running process knows them within a second, a fleet whose database was
changed with --database-url within five. That needs --config, and KEY_ENCRYPTION_KEYS or KEY_ENCRYPTION_KEYS_FILE in the
environment as the fleet has them (or --data, the folder of a standalone that works on that database).

A file is JSON, a list of users or {"users": [...]}, or CSV: its first line names the fields, an empty cell is a field
left out. The fields are those of Users in the configuration (docs/options.md): Ip, SystemTitle, Serial, Label,
BlockCipherKey, AuthenticationKey and so on. Keys are sealed in the store, and never shown again.

Output, when not to a terminal or with --json: list a line a user; import {"done":{"added","updated","unchanged",
"warnings"}}, or a line {"problem":{"user","line","field","message"}} for each.

Examples:
  dlms users list --device Meters
  dlms users import meters.csv --device Meters
  dlms users import - --device Meters --data /var/lib/dlms-telemetry < meters.json
  dlms users import meters.csv --device Meters --database-url postgres://dlms@db/dlms --config dlms.json
${EXIT_CODES}`;

/** `dlms users` */
export function addUsers(program: Command, io: Io, end: End): void {
  const users = program
    .command('users')
    .summary('list registered meters, or import them from JSON or CSV')
    .description('Looks after users: the registered meters of a receptor.')
    .addHelpText('after', USERS_HELP);
  const ofDevice = (command: Command): Command =>
    onData(command, 'the receptors are those in it')
      .requiredOption('--device <NAME>', 'receptor, the section of the configuration')
      .addHelpText('after', USERS_HELP);
  ofDevice(users.command('list'))
    .summary('list the users of a receptor')
    .description(
      'Lists the users of a receptor, those of the configuration file first; never a key.',
    )
    .action(async (options: UsersOptions) => {
      end(await listUsers(options, io));
    });
  ofDevice(users.command('import').argument('<FILE>', 'JSON or CSV, or - for standard input'))
    .summary('register meters')
    .description('Registers the meters of a file, all or none.')
    .action(async (file: string, options: UsersOptions) => {
      end(await importUsers(file, options, io));
    });
}

const LOOPBACK_HELP = `
The octets run the whole live way as if that address had sent them: framing, keys, decoding, property maps. It is
real: readings go out to platforms and the store, what is refused becomes a dead letter, and an invocation counter
that was seen before is refused. In the log and in frames its connection is named loopback-...

A file holds hex, one packet a line; white space and # comments are ignored. Over TCP the packets follow one another
on one connection, which then ends; over UDP each is a datagram. To look at a frame without any of this: dlms decode.

Output, when not to a terminal or with --json: {"captured":{"frameId","receptor","remoteAddress","connectionId",
"octets"}} a frame, then as they come {"reading":{"routingKey","reading","frameId"}}, {"refused":{"code","message",
"layer","offset","frameId"}} and {"ended":{"frameId","end","readings"}}, where end is readings, dead-letter, overflow,
backlog or pending; {"done":{"frames","readings","refused","pending"}} the last.

Examples:
  dlms loopback 0001000100010013... --receptor Meters --ip 10.20.30.40
  dlms loopback capture.txt --receptor Meters --ip 10.20.30.40 --transport udp
${EXIT_CODES}`;

/** `dlms loopback` */
export function addLoopback(program: Command, io: Io, end: End): void {
  program
    .command('loopback')
    .summary('run frames through a running process as if a meter had sent them')
    .description(
      'Runs frames through a running process as if a meter had sent them, and shows what comes out.',
    )
    .argument('<HEX|FILE>', 'a packet in hex, a file of them, or - for standard input')
    .requiredOption('--receptor <NAME>', 'which takes it: section of the configuration')
    .requiredOption('--ip <ADDRESS>', 'as if it came from this address')
    .addOption(
      new Option('--transport <TRANSPORT>', 'how it comes').choices(['tcp', 'udp']).default('tcp'),
    )
    .option('--timeout <SECONDS>', 'how long is waited for what comes out', readSeconds, 10)
    .option('--data <FOLDER>', 'data folder of the running process', './data')
    .option('--json', 'JSON on a terminal too')
    .addHelpText('after', LOOPBACK_HELP)
    .action(async (input: string, options: LoopbackOptions) => {
      end(await runLoopback(input, options, io));
    });
}

/** What commands take that work on a data folder. @param config what the file is for where nothing runs */
function onData(command: Command, config: string): Command {
  return command
    .option('--data <FOLDER>', 'data folder (default: "./data")')
    .option(
      '--database-url <URL>',
      'PostgreSQL of a fleet or a standalone, in place of the data folder',
    )
    .option('--config <FILE>', `configuration, where no process is asked: ${config}`)
    .option('--json', 'JSON on a terminal too');
}
