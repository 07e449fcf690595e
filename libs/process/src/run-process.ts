import { constants } from 'node:os';
import { untilAccepted } from '@dlms-telemetry/bus';
import {
  createEvents,
  createLog,
  startObservation,
  type Observation,
  type Readiness,
} from '@dlms-telemetry/observe';
import {
  ConfigurationError,
  problemLine,
  readDeployment,
  type DeploymentWith,
  type ServiceOption,
} from '@dlms-telemetry/options';
import { KeyRingError } from '@dlms-telemetry/registry';
import { StoreError } from '@dlms-telemetry/store';
import { readArguments } from './arguments.js';
import { UnusableConfiguration, UsageEnd } from './errors.js';
import { configurationEvents, processEvents, type ProcessEvents } from './events.js';
import { FollowedConfiguration, type Configured, type Follow } from './follow-configuration.js';
import { Parts } from './parts.js';

/** As `sysexits.h` has it. */
const EXIT_CONFIGURATION = 78;
const EXIT_FAILURE = 1;
/** How long a stop waits for what was accepted to be settled: less than the 30 s that Kubernetes leaves by default. */
const LONGEST_DRAIN_MS = 20_000;
/** Who sends a signal to a process and to its group (timeout, some shells) means it once. */
const SAME_SIGNAL_MS = 1_000;

/** What a process is. */
export interface ProcessDescription<S extends ServiceOption> {
  /** As in its log lines. */
  readonly name: string;
  /** One sentence for its help. */
  readonly about: string;
  /** What it cannot be without. */
  readonly services: readonly S[];
  /** Secret options of the configuration file that it reads; left out: all. */
  readonly secrets?: readonly string[];
  /** It opens HTTP_PORT itself, and serves there what `ports.answer` says. */
  readonly servesHttp?: boolean;
}

/** Whether something is there: true, or what is wrong. */
export type Need = true | string | Promise<true | string>;

/** What a process is given to start with: the configuration as it is then. */
export interface ProcessContext<S extends ServiceOption> extends Configured {
  readonly deployment: DeploymentWith<S>;
  readonly ports: Observation;
  /** Where what has been started is added, so that it is stopped. */
  readonly parts: Parts;
  /**
   * Something without which it is not ready.
   *
   * @param check true, or what is wrong
   */
  readonly needs: (service: string, check: () => Need) => void;
  /** Tries to reach a service until it answers; rejects when the process is told to stop meanwhile. */
  readonly untilThere: <T>(service: string, attempt: () => Promise<T>) => Promise<T>;
  /** Takes what goes over to a changed configuration file: what others stand on is given first. */
  readonly follow: Follow;
  /** Told of what does not heal: the process ends. */
  readonly failed: (error: unknown) => void;
}

/**
 * The life of a process of the fleet: reads command line, environment and configuration, starts, waits for a signal,
 * drains and exits: 0 after a signal, 2 after a mistake on the command line, 78 after one in the configuration, 1 when
 * it cannot go on.
 *
 * @param start wires and starts it; what it adds to `parts` is stopped in reverse order
 */
export async function runProcess<const S extends ServiceOption>(
  description: ProcessDescription<S>,
  start: (context: ProcessContext<S>) => Promise<void>,
): Promise<never> {
  const code = await run(description, start).catch((error: unknown) => report(error));
  process.exit(code);
}

async function run<S extends ServiceOption>(
  { name, about, services, secrets, servesHttp = false }: ProcessDescription<S>,
  start: (context: ProcessContext<S>) => Promise<void>,
): Promise<number> {
  const { config } = readArguments(process.argv.slice(2), { name, about });
  const deployment = readDeployment(process.env, services);
  const followed = new FollowedConfiguration(config, process.env, secrets);
  const { configuration, warnings, texts } = followed.loaded;
  const needs = new Map<string, () => Need>([['start', () => 'it has not started yet']]);
  const ports = await startObservation({
    process: name,
    log: createLog({ name, level: deployment.LOG_LEVEL }),
    ...(deployment.HTTP_PORT !== undefined &&
      !servesHttp && { http: { port: deployment.HTTP_PORT } }),
    ready: () => readinessOf(needs),
  });
  const events = createEvents('process', processEvents, ports);
  if (ports.port !== undefined) events.observed({ port: ports.port });
  const changes = createEvents('process', configurationEvents, ports);
  for (const warning of warnings) changes.configurationWarning({ warning: problemLine(warning) });

  const stopping = new AbortController();
  const end = Promise.withResolvers<{ readonly cause: string } | { readonly error: unknown }>();
  watchSignals((cause) => {
    end.resolve({ cause });
    stopping.abort();
  });
  const parts = new Parts();
  const started = start({
    ...{ configuration, texts, deployment, ports, parts, follow: followed.follow },
    needs: (service, check) => needs.set(service, check),
    untilThere: (service, attempt) => untilThere(service, attempt, events, stopping.signal),
    failed: (error) => {
      end.resolve({ error });
    },
  }).then(() => {
    needs.delete('start');
    events.started({ receptors: configuration.receptors.length });
    // The last part: no change begins while the others stop.
    if (!stopping.signal.aborted) parts.add(followed.watch(changes));
  });
  const failedStart = started.then(
    () => end.promise,
    (error: unknown) => ({ error }),
  );
  const ending = await Promise.race([end.promise, failedStart]);
  if ('error' in ending) events.failed({ error: ending.error });
  else events.stopping(ending);
  // Whoever asks sends no more work here.
  needs.set('stopping', () => 'it is told to stop');
  await drain(started, parts, events);
  if (!('error' in ending)) events.stopped({});
  await ports.stop();
  return 'error' in ending ? codeOf(ending.error) : 0;
}

async function readinessOf(needs: ReadonlyMap<string, () => Need>): Promise<Readiness> {
  const asked = [...needs].map(async ([name, check]) => [name, await check()] as const);
  return Object.fromEntries(await Promise.all(asked));
}

async function drain(started: Promise<void>, parts: Parts, events: ProcessEvents): Promise<void> {
  const late = AbortSignal.timeout(LONGEST_DRAIN_MS);
  // What is half started is stopped too.
  await Promise.race([started.catch(() => undefined), aborted(late)]);
  await parts.stop(late).catch((error: unknown) => {
    events.failed({ error });
  });
  if (late.aborted) events.stoppedEarly({ waitedMs: LONGEST_DRAIN_MS });
}

function untilThere<T>(
  service: string,
  attempt: () => Promise<T>,
  events: ProcessEvents,
  signal: AbortSignal,
): Promise<T> {
  return untilAccepted(attempt, {
    signal,
    failed: (error) => {
      // Neither keys that cannot be opened nor an older database come by waiting.
      if (error instanceof KeyRingError || isNewerSchema(error)) throw error;
      events.serviceAway({ service, error });
    },
  });
}

function isNewerSchema(error: unknown): boolean {
  return error instanceof StoreError && error.code === 'store.newer-schema';
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
  for (const line of linesOf(error)) process.stderr.write(`${line}\n`);
  return codeOf(error);
}

function linesOf(error: unknown): readonly string[] {
  if (error instanceof UnusableConfiguration) return error.lines;
  if (error instanceof ConfigurationError) return error.problems.map(problemLine);
  const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
  return [`${error instanceof Error ? error.message : String(error)}${code}`];
}

function codeOf(error: unknown): number {
  const isConfiguration =
    error instanceof UnusableConfiguration ||
    error instanceof ConfigurationError ||
    error instanceof KeyRingError;
  return isConfiguration ? EXIT_CONFIGURATION : EXIT_FAILURE;
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener(
      'abort',
      () => {
        resolve();
      },
      { once: true },
    );
  });
}
