import { parseArgs } from 'node:util';
import {
  describedMachine,
  lines,
  machine,
  resultLines,
  type Report,
  type Result,
} from '../report.js';
import { measureBareCommit, measureSink } from './baselines.js';
import { Load } from './load.js';
import { measureStandalone, type StandaloneMeasured } from './measure-standalone.js';

/** What `npm run bench -- standalone` takes, for the usage. */
export const STANDALONE_USAGE = `  standalone [--json] [--seconds N] [--warm-up N] [--meters N] [--connections N] [--window N]
             [--capacity N] [--cpu-prof FOLDER]
           the whole of standalone, a process of its own on a fresh data folder, from the octets of
           a frame on a socket to 12 readings on disk: every commit waits for the disk
           cases: stored, published, cpu, latency; baselines: bare-commit, sink
`;

const DEFAULTS = {
  /** Of each of the two runs: at full load and at half of it. */
  seconds: 20,
  'warm-up': 5,
  meters: 2_000,
  connections: 100,
  /** Frames sent of which no reading has come out yet, at most. */
  window: 3_000,
  /** `ProcessBoundedCapacity`: four times this many frames may wait, so the window leaves the backlog alone. */
  capacity: 1_500,
};
const SHAPES = 20;
/** Frames a second that are prepared for, at most. */
const PREPARED_A_SECOND = 15_000;
const BASELINE_SECONDS = 3;
const BASELINE_FRAMES = 10_000;
const HALF = 0.5;

type Options = typeof DEFAULTS;

/** Runs the benchmark of standalone and gives what is to be printed; undefined when the words cannot be read. */
export async function benchStandalone(args: readonly string[]): Promise<string | undefined> {
  const parsed = parse(args);
  if (parsed === undefined) return undefined;
  const { json, options, profiles } = parsed;
  const { meters, connections } = options;
  const load = new Load({ meters, connections, shapes: SHAPES });

  load.prepare(BASELINE_FRAMES);
  const sink = await measureSink(load, BASELINE_SECONDS);
  const bare = await measureBareCommit(load, BASELINE_SECONDS);

  const timing = {
    seconds: options.seconds,
    warmUpSeconds: options['warm-up'],
    window: options.window,
    capacity: options.capacity,
  };
  load.prepare((timing.seconds + timing.warmUpSeconds) * PREPARED_A_SECOND);
  const nodeOptions = profiles === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profiles}`];
  const full = await measureStandalone(load, { ...timing, nodeOptions });
  const rate = Math.round(full.storedPerSecond * HALF);
  load.prepare((timing.seconds + timing.warmUpSeconds + 1) * rate);
  const half = await measureStandalone(load, { ...timing, rate });

  const report: Report = {
    name: 'standalone',
    machine: machine(),
    options: { ...options, shapes: SHAPES, frameOctets: load.frameOctets, halfLoad: rate },
    results: resultsOf({ sink, bare, full, half }),
  };
  if (json) return `${JSON.stringify(report)}\n`;
  return lines(`standalone on ${describedMachine(report)}`, report.options, resultLines(report));
}

function resultsOf(measured: {
  readonly sink: number;
  readonly bare: { readonly perSecond: number; readonly syncsPerCommit: number };
  readonly full: StandaloneMeasured;
  readonly half: StandaloneMeasured;
}): Result[] {
  const { sink, bare, full, half } = measured;
  const result = (
    name: string,
    value: number,
    unit: string,
    baseline?: { readonly name: string; readonly value: number },
  ): Result => ({
    case: name,
    value: value < 100 ? Number(value.toFixed(1)) : Math.round(value),
    unit,
    baseline: baseline?.name ?? null,
    ratio: baseline === undefined ? null : Number((value / baseline.value).toFixed(3)),
  });
  const commit = { name: 'bare-commit', value: bare.perSecond };
  const at = (part: number): number =>
    half.latencies[Math.floor(half.latencies.length * part)] ?? Number.NaN;
  return [
    result('stored', full.storedPerSecond, 'frames/s', commit),
    result('published', full.publishedPerSecond, 'frames/s', commit),
    result('cpu', full.cpu.process, 'us/frame'),
    ...full.cpu.threads.map((us, index) => result(`cpu-thread-${index + 1}`, us, 'us/frame')),
    ...(full.fileSyncs === null ? [] : [result('file-syncs', full.fileSyncs, 'syncs of files')]),
    result('latency-p50', at(0.5), 'ms at half load'),
    result('latency-p99', at(0.99), 'ms at half load'),
    result('bare-commit', bare.perSecond, 'frames/s'),
    result('bare-commit-syncs', bare.syncsPerCommit, 'syncs of files/commit'),
    result('sink', sink, 'frames/s'),
  ];
}

function parse(
  args: readonly string[],
): { json: boolean; options: Options; profiles: string | undefined } | undefined {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        json: { type: 'boolean', default: false },
        'cpu-prof': { type: 'string' },
        ...numbers(),
      },
    });
    const { json, 'cpu-prof': profiles, ...given } = values;
    const options = { ...DEFAULTS };
    for (const [name, text] of Object.entries(given)) {
      const value = Number(text);
      if (!(value > 0)) return undefined;
      options[name as keyof Options] = value;
    }
    return { json, options, profiles };
  } catch {
    return undefined;
  }
}

function numbers(): Record<keyof Options, { type: 'string' }> {
  const text = { type: 'string' } as const;
  return {
    seconds: text,
    'warm-up': text,
    meters: text,
    connections: text,
    window: text,
    capacity: text,
  };
}
