import '@dlms-telemetry/observe/start';
import { once } from 'node:events';
import { join } from 'node:path';
import { constants } from 'node:os';
import {
  Counters,
  createEvents,
  createLog,
  type EndpointAddress,
  type EventsOf,
} from '@dlms-telemetry/observe';
import { ConfigurationError, problemLine, readDeployment } from '@dlms-telemetry/options';
import {
  ConfigurationWatch,
  FileVersions,
  UnusableConfiguration,
  changesBetween,
  clock,
  type ConfigurationWatchPorts,
} from '@dlms-telemetry/process';
import { KeyRingError } from '@dlms-telemetry/registry';
import { UsageEnd, readArguments } from './arguments.js';
import { loadConfiguration, type LoadedConfiguration } from './configuration.js';
import { standaloneEvents } from './events.js';
import { httpAddress } from './http-address.js';
import { observe } from './observation.js';
import { JsonLines } from './output/json-lines.js';
import { LiveTable } from './output/live-table.js';
import { sampleReceptors } from '@dlms-telemetry/simulate';
import { Standalone } from './wiring.js';

/** As `sysexits.h` has it. */
const EXIT_CONFIGURATION = 78;
const EXIT_FAILURE = 1;
/** How long a stop waits for what was accepted to be settled; what is left is settled after the next start. */
const LONGEST_DRAIN_MS = 8_000;
/** Who sends a signal to a process and to its group (timeout, some shells) means it once. */
const SAME_SIGNAL_MS = 1_000;

async function run(words: readonly string[]): Promise<number> {
  const args = readArguments(words);
  const stop = Promise.withResolvers<string>();
  watchSignals(stop.resolve);
  const simulated = args.simulator ? sampleReceptors() : [];
  const sample = args.config === undefined ? sampleReceptors() : simulated;
  const versions = new FileVersions();
  const load = (readsFrom: (path: string) => void): Promise<LoadedConfiguration> =>
    loadConfiguration(args.config, sample, process.env, readsFrom);
  const loaded = await load((path) => {
    versions.note(path);
  });
  const { configuration, texts } = loaded;
  const retentionDays = retentionOf(process.env);

  const onTerminal = process.stdout.isTTY && !args.json;
  const logFile = join(args.data, 'standalone.log');
  const log = createLog(
    onTerminal ? { name: 'standalone', file: logFile } : { name: 'standalone' },
  );
  const counters = new Counters();
  const events = createEvents('standalone', standaloneEvents, { log, counters });
  const observed = await observe(args.http ?? httpOf(process.env), { log, counters });
  if (observed.port !== undefined) events.httpOpened({ port: observed.port });
  for (const warning of warn(loaded, events))
    if (onTerminal) process.stderr.write(`warning: ${warning}\n`);

  const output = onTerminal
    ? new LiveTable(process.stdout, `Ctrl-C stops. Log: ${logFile}`)
    : new JsonLines(process.stdout, () => {
        stop.resolve('nobody reads stdout any more');
      });
  const standalone = await Standalone.start(
    {
      ...{ configuration, texts, simulated, retentionDays },
      ...{ dataFolder: args.data, databaseUrl: args.databaseUrl },
    },
    { log, counters, output },
  ).catch(async (error: unknown) => {
    await output.close();
    throw error;
  });
  observed.started();
  events.started({ receptors: configuration.receptors.length, dataFolder: args.data });

  const watch = watchConfiguration(standalone, { loaded, versions, load, events });
  watch.start();

  const cause = await Promise.race([stop.promise, standalone.failed]);
  if (typeof cause !== 'string') {
    events.storeFailed({ error: cause });
    await output.close();
    await observed.stop();
    return EXIT_FAILURE;
  }
  events.stopping({ cause });
  observed.stopping();
  const late = AbortSignal.timeout(LONGEST_DRAIN_MS);
  await Promise.race([watch.stop(), once(late, 'abort')]);
  const { fileSyncs } = await standalone.stop(late);
  if (late.aborted) events.stoppedEarly({ waitedMs: LONGEST_DRAIN_MS });
  events.stopped({
    frames: counters.total('gateway_frames_captured_total'),
    readings: counters.total('decoder_readings_published_total'),
    fileSyncs,
  });
  await observed.stop();
  return 0;
}

function retentionOf({ RETENTION_DAYS }: NodeJS.ProcessEnv): number {
  try {
    return readDeployment({ RETENTION_DAYS }).RETENTION_DAYS;
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    throw new UnusableConfiguration(error.problems.map(problemLine));
  }
}

function httpOf({ HTTP_PORT: text }: NodeJS.ProcessEnv): EndpointAddress | undefined {
  if (text === undefined || text === '') return undefined;
  const address = httpAddress(text);
  if (address === undefined)
    throw new UnusableConfiguration([`environment.HTTP_PORT: ${text} is no port`]);
  return address;
}

type Events = EventsOf<typeof standaloneEvents>;

function warn({ warnings }: LoadedConfiguration, events: Events): readonly string[] {
  const lines = warnings.map(problemLine);
  for (const warning of lines) events.configurationWarning({ warning });
  return lines;
}

/** What a watch of the configuration begins with. */
interface Watched {
  readonly loaded: LoadedConfiguration;
  readonly versions: FileVersions;
  readonly load: ConfigurationWatchPorts<LoadedConfiguration>['load'];
  readonly events: Events;
}

function watchConfiguration(
  standalone: Standalone,
  { loaded, versions, load, events }: Watched,
): ConfigurationWatch<LoadedConfiguration> {
  let { configuration: present } = loaded;
  const apply = async (changed: LoadedConfiguration): Promise<void> => {
    const unchanged = await standalone.reconfigure(changed);
    warn(changed, events);
    events.configurationApplied({
      ...changesBetween(present, changed.configuration),
      unchanged,
    });
    present = changed.configuration;
  };
  return new ConfigurationWatch({ clock, load, apply, events }, versions);
}

/** The first signal stops cleanly, a later one at once. */
function watchSignals(stop: (cause: string) => void): void {
  let first: number | undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      const now = performance.now();
      first ??= now;
      if (now - first > SAME_SIGNAL_MS) process.exit(128 + constants.signals[signal]);
      stop(signal);
    });
}

function report(error: unknown): number {
  if (error instanceof UsageEnd) return error.exitCode;
  if (error instanceof UnusableConfiguration) {
    for (const line of error.lines) process.stderr.write(`${line}\n`);
    return EXIT_CONFIGURATION;
  }
  const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
  const text = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${text}${code}\n`);
  return error instanceof KeyRingError ? EXIT_CONFIGURATION : EXIT_FAILURE;
}

process.exitCode = await run(process.argv.slice(2)).catch(report);
process.exit();
