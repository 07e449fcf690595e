import type { Log } from './log.js';

/** pino's levels; `silent`: counted only. */
export type EventLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** What an operator reads about an event, and how it is counted. Declared once, in a stage's `events.ts`. */
export interface EventSpecification {
  /** One sentence without data: data stands in the attributes. */
  readonly message: string;
  readonly level: EventLevel;
  /** Name of the counter that rises with the event, `frames_decoded_total`. */
  readonly counter?: string;
  /** Attributes that split the counter. Only such that take few values. */
  readonly labels?: readonly string[];
  /** Attribute by whose value the counter rises, 1 without it. */
  readonly amount?: string;
  /** Most log lines a minute; the next line after it says how many were left out. Counted all the same. */
  readonly linesAMinute?: number;
  /** Names of gauges, each with the attribute whose value it takes; split by the same labels. */
  readonly gauges?: Readonly<Record<string, string>>;
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

/** Counts and gauges of one process by name and labels: plain numbers, read by whoever exports metrics. */
export class Counters {
  readonly #series = new Map<string, CounterSeries>();

  /** Adds to a series; `labels` are `name="value"` pairs already joined. */
  add(counter: string, labels: string, amount: number): void {
    const key = `${counter}{${labels}}`;
    const series = this.#series.get(key);
    if (series !== undefined) series.value += amount;
    else this.#series.set(key, { counter, labels, value: amount });
  }

  /** Sets a series to what was measured. */
  set(gauge: string, labels: string, value: number): void {
    const key = `${gauge}{${labels}}`;
    const series = this.#series.get(key);
    if (series !== undefined) series.value = value;
    else this.#series.set(key, { counter: gauge, labels, value });
  }

  /** All series as they stand now. */
  snapshot(): CounterSeries[] {
    return [...this.#series.values()].map((series) => ({ ...series }));
  }

  /** Sum of a counter over all its labels. */
  total(counter: string): number {
    let sum = 0;
    for (const series of this.#series.values()) if (series.counter === counter) sum += series.value;
    return sum;
  }
}

/** One counter or gauge under one set of labels. */
export interface CounterSeries {
  readonly counter: string;
  readonly labels: string;
  value: number;
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
  { level, message, counter, labels = [], amount, gauges = {}, linesAMinute }: EventSpecification,
  log: Log,
  { counters, now = () => performance.now() }: EventPorts,
): (attributes: Readonly<Record<string, unknown>>) => void {
  const gaugeEntries = Object.entries(gauges);
  const bound = linesAMinute === undefined ? undefined : lineBound(linesAMinute, now);
  return (attributes) => {
    for (const [gauge, attribute] of gaugeEntries)
      counters.set(gauge, labelsOf(labels, attributes), Number(attributes[attribute]));
    if (counter !== undefined) {
      const value = amount === undefined ? 1 : Number(attributes[amount]);
      counters.add(counter, labelsOf(labels, attributes), value);
    }
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

function labelsOf(
  labels: readonly string[],
  attributes: Readonly<Record<string, unknown>>,
): string {
  let text = '';
  for (const label of labels) {
    const value = String(attributes[label]).replaceAll('\\', '\\\\').replaceAll('"', '\\"');
    text += `${text === '' ? '' : ','}${label}="${value.replaceAll('\n', '\\n')}"`;
  }
  return text;
}
