import type { Counters } from './counters.js';
import type { Log } from './log.js';
import { labelsOf, type HistogramSpecification, type MetricLabel } from './metric.js';

/** pino's levels; `silent`: counted only. */
export type EventLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** What an operator reads about an event, and how it is counted. Declared once, in a stage's `events.ts`. */
export interface EventSpecification {
  /** One sentence without data: data stands in the attributes. */
  readonly message: string;
  readonly level: EventLevel;
  /** Name of the counter that rises with the event, `frames_decoded_total`. */
  readonly counter?: string;
  /** Attributes that split what is counted. */
  readonly labels?: readonly MetricLabel[];
  /** Attribute by whose value the counter rises, 1 without it. */
  readonly amount?: string;
  /** Most log lines a minute; the next line after it says how many were left out. Counted all the same. */
  readonly linesAMinute?: number;
  /** Names of gauges, each with the attribute whose value it takes; split by the same labels. */
  readonly gauges?: Readonly<Record<string, string>>;
  /** Names of histograms; split by the same labels. */
  readonly histograms?: Readonly<Record<string, HistogramSpecification>>;
}

/** An event with the type of its attributes. */
export interface EventDeclaration<Attributes extends object> extends EventSpecification {
  /** Only for the compiler: carries the type of the attributes. */
  readonly attributes?: Attributes;
}

/** The functions that code calls to report: one an event, each taking its attributes. */
export type EventsOf<D> = {
  readonly [K in keyof D]: D[K] extends EventDeclaration<infer A> ? (attributes: A) => void : never;
};

/** Declares an event; the attributes' type stands in the type argument. */
export function event<Attributes extends object>(
  specification: EventSpecification,
): EventDeclaration<Attributes> {
  return specification;
}

/** Where reports go. */
export interface EventPorts {
  readonly log: Log;
  readonly counters: Counters;
  /** Milliseconds on a clock that only rises; left out: the process's. */
  readonly now?: () => number;
}

const MINUTE_MS = 60_000;

/**
 * Makes the functions of a stage's declarations: each logs its event under the stage's name and counts it.
 *
 * @param stage name that stands in each log line (`ingest`)
 */
export function createEvents<D extends Readonly<Record<string, EventSpecification>>>(
  stage: string,
  declarations: D,
  ports: EventPorts,
): EventsOf<D> {
  const log = ports.log.child({ stage });
  const entries = Object.entries(declarations).map(([name, specification]) => [
    name,
    reporter(name, specification, log, ports),
  ]);
  return Object.fromEntries(entries) as EventsOf<D>;
}

function reporter(
  name: string,
  specification: EventSpecification,
  log: Log,
  { counters, now = () => performance.now() }: EventPorts,
): (attributes: Readonly<Record<string, unknown>>) => void {
  describe(specification, counters);
  const { level, message, counter, labels = [], amount, linesAMinute } = specification;
  const gaugeEntries = Object.entries(specification.gauges ?? {});
  const histogramEntries = Object.entries(specification.histograms ?? {});
  const bound = linesAMinute === undefined ? undefined : lineBound(linesAMinute, now);
  const isMetric = counter !== undefined || gaugeEntries.length + histogramEntries.length > 0;
  const count = (attributes: Readonly<Record<string, unknown>>): void => {
    const split = labelsOf(labels, attributes);
    for (const [gauge, attribute] of gaugeEntries)
      counters.set(gauge, split, Number(attributes[attribute]));
    for (const [histogram, { attribute, bounds }] of histogramEntries)
      for (const value of numbersIn(attributes[attribute]))
        counters.record(histogram, split, bounds, value);
    if (counter !== undefined)
      counters.add(counter, split, amount === undefined ? 1 : Number(attributes[amount]));
  };
  return (attributes) => {
    if (isMetric) count(attributes);
    if (level === 'silent' || !log.isLevelEnabled(level)) return;
    const line = bound?.();
    if (bound !== undefined && line === undefined) return;
    const { error, ...rest } = attributes;
    log[level](
      {
        event: name,
        ...rest,
        ...(error !== undefined && { err: error }),
        ...(line !== undefined && line.left > 0 && { leftOut: line.left }),
      },
      message,
    );
  };
}

function describe(
  { message, counter, labels = [], gauges = {}, histograms = {} }: EventSpecification,
  counters: Counters,
): void {
  if (counter !== undefined) counters.describe({ name: counter, type: 'counter', message, labels });
  for (const name of Object.keys(gauges))
    counters.describe({ name, type: 'gauge', message, labels });
  for (const [name, histogram] of Object.entries(histograms))
    counters.describe({ name, type: 'histogram', message: histogram.message, labels });
}

const NONE: readonly number[] = [];

function numbersIn(value: unknown): readonly number[] {
  if (value === undefined) return NONE;
  return Array.isArray(value) ? (value as readonly number[]) : [Number(value)];
}

/** Bounds the lines of one event to so many a minute; `left` is what was left out since the last one. */
function lineBound(
  linesAMinute: number,
  now: () => number,
): () => { readonly left: number } | undefined {
  let windowEnd = -Infinity;
  let lines = 0;
  let left = 0;
  return () => {
    const time = now();
    if (time >= windowEnd) {
      windowEnd = time + MINUTE_MS;
      lines = 0;
    }
    if (++lines > linesAMinute) {
      left++;
      return undefined;
    }
    const line = { left };
    left = 0;
    return line;
  };
}
