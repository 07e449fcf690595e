/**
 * What a series of a metric may be split by. Each takes few values: nothing that names a meter, an address or a frame
 * may stand here, or a fleet would make millions of series.
 */
export type MetricLabel =
  | 'receptor'
  /** Of a refusal or an error. */
  | 'code'
  | 'reason'
  | 'cause'
  /** `live`, `historic` or the name of a queue. */
  | 'queue'
  | 'leniency'
  | 'end'
  /** Of a message of the link layer. */
  | 'name'
  /** Of a connection to the broker. */
  | 'role'
  | 'transport'
  /** What a process needs: `RabbitMQ`, `Postgres`. */
  | 'service'
  | 'outcome'
  | 'method'
  | 'route'
  | 'status';

/** A metric that is read when somebody asks for it. Declared once, in a stage's `gauges.ts`. */
export interface GaugeSpecification {
  /** `gateway_connections_open`. */
  readonly name: string;
  /** One line: what the number is. */
  readonly message: string;
  readonly labels?: readonly MetricLabel[];
}

/** A histogram of an event: the attribute whose values it counts, and the upper bounds of its buckets, rising. */
export interface HistogramSpecification {
  /** One line: what the number is, with its unit. */
  readonly message: string;
  /** A number, or a list of them, one for each frame. */
  readonly attribute: string;
  readonly bounds: readonly number[];
}

/** Bounds for what takes from a millisecond to a day, in seconds: the 50th and 99th percentile can be read from them. */
export const SECONDS: readonly number[] = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800, 7_200,
  86_400,
];

/** One value of a gauge, under its labels. */
export type GaugeValue = { readonly value: number } & Readonly<
  Partial<Record<MetricLabel, string>>
>;

/** Labels as Prometheus writes them: `receptor="a",code="link.fcs"`. */
export function labelsOf(
  labels: readonly MetricLabel[],
  attributes: Readonly<Record<string, unknown>>,
): string {
  let text = '';
  for (const label of labels) {
    const value = String(attributes[label]).replaceAll('\\', '\\\\').replaceAll('"', '\\"');
    text += `${text === '' ? '' : ','}${label}="${value.replaceAll('\n', '\\n')}"`;
  }
  return text;
}

const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;

/** The names and values that `labelsOf` has joined. */
export function attributesOf(labels: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [, name = '', value = ''] of labels.matchAll(LABEL))
    attributes[name] = value.replaceAll(/\\(.)/g, (_, char: string) =>
      char === 'n' ? '\n' : char,
    );
  return attributes;
}
