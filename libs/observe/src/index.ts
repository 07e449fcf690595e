export { Counters } from './counters.js';
export type {
  CounterSeries,
  HistogramSeries,
  MetricDescription,
  MetricFamily,
  Sample,
} from './counters.js';
export type { EndpointAddress } from './endpoint-server.js';
export { createEvents, event } from './event.js';
export type {
  EventDeclaration,
  EventLevel,
  EventPorts,
  EventSpecification,
  EventsOf,
} from './event.js';
export { gauge, observeGauges } from './gauge.js';
export type { GaugeReaders } from './gauge.js';
export { createLog, silentLog } from './log.js';
export type { Log, LogLevel, LogOptions } from './log.js';
export { SECONDS } from './metric.js';
export type {
  GaugeSpecification,
  GaugeValue,
  HistogramSpecification,
  MetricLabel,
} from './metric.js';
export { startObservation } from './observation.js';
export type { Observation, ObservationOptions } from './observation.js';
export { processGauges } from './process-gauges.js';
export { prometheusText } from './prometheus.js';
export type { HttpAnswer, Readiness } from './readiness.js';
export { StageSpans, TRACEPARENT, isSampledFrame, traceHeaders, traced } from './spans.js';
export type { BatchSpan, FrameSpan, SpanOptions, TraceHeaders } from './spans.js';
