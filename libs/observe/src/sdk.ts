import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  hostDetector,
  resourceAttributesEnvDetector,
  serviceInstanceIdDetector,
  serviceNameEnvDetector,
} from '@opentelemetry/resources';
import { PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { NodeSDK } from '@opentelemetry/sdk-node';
import type { MetricFamily } from './counters.js';
import { CountersProducer } from './otlp-metrics.js';

/** What leaves the process. */
export interface Exports {
  readonly traces: boolean;
  readonly metrics: boolean;
  /** `service.name` where the environment has none. */
  readonly serviceName: string | undefined;
}

const METRICS_INTERVAL_MS = 30_000;

/**
 * Starts OpenTelemetry's SDK: spans and metrics go to the OTLP/HTTP endpoint of the `OTEL_*` environment. No library is
 * instrumented: what the SDK would do for each message costs more than the message.
 *
 * @param collect the metrics, each time they are sent
 * @returns sends what is left, and ends
 */
export function startSdk(
  { traces, metrics, serviceName }: Exports,
  collect: () => readonly MetricFamily[],
): () => Promise<void> {
  const sdk = new NodeSDK({
    // The process detector is left out: it would send the command line.
    resourceDetectors: [
      resourceAttributesEnvDetector,
      serviceNameEnvDetector,
      hostDetector,
      serviceInstanceIdDetector,
    ],
    ...(serviceName !== undefined && { serviceName }),
    ...(traces ? { traceExporter: new OTLPTraceExporter() } : { spanProcessors: [] }),
    metricReaders: metrics ? [metricReader(collect)] : [],
    logRecordProcessors: [],
  });
  sdk.start();
  return () => sdk.shutdown();
}

function metricReader(collect: () => readonly MetricFamily[]): PeriodicExportingMetricReader {
  const given = Number(process.env.OTEL_METRIC_EXPORT_INTERVAL);
  const interval = Number.isInteger(given) && given > 0 ? given : METRICS_INTERVAL_MS;
  return new PeriodicExportingMetricReader({
    exporter: new OTLPMetricExporter(),
    exportIntervalMillis: interval,
    exportTimeoutMillis: interval,
    metricProducers: [new CountersProducer(collect)],
  });
}
