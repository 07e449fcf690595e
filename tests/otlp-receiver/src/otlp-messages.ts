/** A span as it was sent. */
export interface ReceivedSpan {
  /** `service.name` of the process that sent it. */
  readonly service: string;
  /** Instrumentation scope: the stage. */
  readonly stage: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Empty: it has none. */
  readonly parentSpanId: string;
  /** Milliseconds since 1970. */
  readonly start: number;
  readonly end: number;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** A series of a metric as it was sent last. */
export interface ReceivedMetric {
  readonly service: string;
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Of a histogram: how many values it holds. */
  readonly value: number;
}

// As OTLP/HTTP writes them in JSON, so far as they are read here.
interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}
interface Resource {
  readonly attributes?: readonly Attribute[];
}
interface TracesBody {
  readonly resourceSpans?: readonly {
    readonly resource?: Resource;
    readonly scopeSpans?: readonly {
      readonly scope?: { readonly name?: string };
      readonly spans?: readonly {
        readonly name: string;
        readonly traceId: string;
        readonly spanId: string;
        readonly parentSpanId?: string;
        readonly startTimeUnixNano: string;
        readonly endTimeUnixNano: string;
        readonly attributes?: readonly Attribute[];
      }[];
    }[];
  }[];
}
interface DataPoint {
  readonly attributes?: readonly Attribute[];
  readonly asDouble?: number;
  readonly asInt?: number | string;
  readonly count?: number | string;
}
interface MetricsBody {
  readonly resourceMetrics?: readonly {
    readonly resource?: Resource;
    readonly scopeMetrics?: readonly {
      readonly metrics?: readonly ({ readonly name: string } & Readonly<
        Partial<
          Record<'sum' | 'gauge' | 'histogram', { readonly dataPoints?: readonly DataPoint[] }>
        >
      >)[];
    }[];
  }[];
}

const NANOSECONDS = 1e6;

/** The spans of a body sent to `/v1/traces`. */
export function* spansOf(body: string): Generator<ReceivedSpan> {
  const { resourceSpans = [] } = JSON.parse(body) as TracesBody;
  for (const { resource, scopeSpans = [] } of resourceSpans)
    for (const { scope, spans = [] } of scopeSpans)
      for (const { name, traceId, spanId, parentSpanId = '', attributes, ...span } of spans)
        yield {
          ...{ service: serviceOf(resource), stage: scope?.name ?? '' },
          ...{ name, traceId, spanId, parentSpanId, attributes: record(attributes) },
          start: Number(span.startTimeUnixNano) / NANOSECONDS,
          end: Number(span.endTimeUnixNano) / NANOSECONDS,
        };
}

/** The series of a body sent to `/v1/metrics`. */
export function* metricsOf(body: string): Generator<ReceivedMetric> {
  const { resourceMetrics = [] } = JSON.parse(body) as MetricsBody;
  for (const { resource, scopeMetrics = [] } of resourceMetrics)
    for (const { metrics = [] } of scopeMetrics)
      for (const { name, sum, gauge, histogram } of metrics)
        for (const { attributes, asDouble, asInt, count } of (sum ?? gauge ?? histogram)
          ?.dataPoints ?? [])
          yield {
            ...{ service: serviceOf(resource), name, attributes: record(attributes) },
            value: Number(asDouble ?? asInt ?? count),
          };
}

function serviceOf(resource: Resource | undefined): string {
  const name = record(resource?.attributes)['service.name'];
  return typeof name === 'string' ? name : '';
}

function record(attributes: readonly Attribute[] = []): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
