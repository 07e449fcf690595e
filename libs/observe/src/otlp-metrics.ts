import { ValueType, type HrTime } from '@opentelemetry/api';
import { emptyResource } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  DataPointType,
  type CollectionResult,
  type DataPoint,
  type Histogram,
  type MetricData,
  type MetricProducer,
} from '@opentelemetry/sdk-metrics';
import type { HistogramSeries, MetricFamily } from './counters.js';
import { attributesOf } from './metric.js';

const SCOPE = { name: '@dlms-telemetry/observe' };

/**
 * Hands our own metrics to an OpenTelemetry reader as they stand, histograms with their buckets: nothing is counted a
 * second time in instruments of the SDK.
 */
export class CountersProducer implements MetricProducer {
  readonly #collect: () => readonly MetricFamily[];
  readonly #startTime = hrTime(Date.now());

  constructor(collect: () => readonly MetricFamily[]) {
    this.#collect = collect;
  }

  collect(): Promise<CollectionResult> {
    const metrics = this.#collect().map((family) => this.#metricOf(family));
    const scopeMetrics = [{ scope: SCOPE, metrics }];
    // The reader puts the process's resource in its place.
    return Promise.resolve({
      resourceMetrics: { resource: emptyResource(), scopeMetrics },
      errors: [],
    });
  }

  #metricOf(family: MetricFamily): MetricData {
    const { name, message: description } = family;
    const unit = name.includes('_seconds') ? 's' : name.includes('_octets') ? 'By' : '';
    const metric = {
      descriptor: { name, description, unit, valueType: ValueType.DOUBLE },
      aggregationTemporality: AggregationTemporality.CUMULATIVE,
    };
    if (family.type === 'histogram')
      return {
        ...metric,
        dataPointType: DataPointType.HISTOGRAM,
        dataPoints: family.series.map((series) => this.#point(series.labels, histogramOf(series))),
      };
    const dataPoints = family.samples.map(({ labels, value }) => this.#point(labels, value));
    return family.type === 'gauge'
      ? { ...metric, dataPointType: DataPointType.GAUGE, dataPoints }
      : { ...metric, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints };
  }

  #point<T>(labels: string, value: T): DataPoint<T> {
    const attributes = attributesOf(labels);
    return { startTime: this.#startTime, endTime: hrTime(Date.now()), attributes, value };
  }
}

function histogramOf({ bounds, buckets, sum, count }: HistogramSeries): Histogram {
  return { buckets: { boundaries: [...bounds], counts: [...buckets] }, sum, count };
}

function hrTime(ms: number): HrTime {
  return [Math.floor(ms / 1000), Math.round((ms % 1000) * 1e6)];
}
