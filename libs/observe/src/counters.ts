import type { MetricLabel } from './metric.js';

/** One counter or gauge under one set of labels. */
export interface CounterSeries {
  readonly counter: string;
  readonly labels: string;
  value: number;
}

/** What a histogram has counted under one set of labels. */
export interface HistogramSeries {
  readonly labels: string;
  /** Upper bounds of the buckets, rising. */
  readonly bounds: readonly number[];
  /** How many values each bucket holds, not summed up; the last one holds what is over every bound. */
  readonly buckets: number[];
  sum: number;
  count: number;
}

/** What a metric is. */
export interface MetricDescription {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly message: string;
  readonly labels: readonly MetricLabel[];
}

/** One value under its labels. */
export interface Sample {
  readonly labels: string;
  readonly value: number;
}

/** A metric with all it holds now. */
export type MetricFamily = MetricDescription &
  (
    | { readonly type: 'counter' | 'gauge'; readonly samples: readonly Sample[] }
    | { readonly type: 'histogram'; readonly series: readonly HistogramSeries[] }
  );

/**
 * Counters, gauges and histograms of one process by name and labels: plain numbers, so that counting costs next to
 * nothing, read by whoever exports metrics.
 */
export class Counters {
  readonly #series = new Map<string, CounterSeries>();
  readonly #histograms = new Map<string, Map<string, HistogramSeries>>();
  readonly #descriptions = new Map<string, MetricDescription>();
  readonly #observed = new Map<string, Set<() => Iterable<Sample>>>();

  /** Says what a metric is; one that was never described is exported without a text. */
  describe(description: MetricDescription): void {
    this.#descriptions.set(description.name, description);
  }

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

  /** Counts a value into the bucket it belongs to. */
  record(histogram: string, labels: string, bounds: readonly number[], value: number): void {
    let byLabels = this.#histograms.get(histogram);
    if (byLabels === undefined) {
      byLabels = new Map<string, HistogramSeries>();
      this.#histograms.set(histogram, byLabels);
    }
    let series = byLabels.get(labels);
    if (series === undefined) {
      const buckets = Array.from({ length: bounds.length + 1 }, () => 0);
      series = { labels, bounds, buckets, sum: 0, count: 0 };
      byLabels.set(labels, series);
    }
    let place = 0;
    while (place < bounds.length && value > (bounds[place] ?? Infinity)) place++;
    series.buckets[place] = (series.buckets[place] ?? 0) + 1;
    series.sum += value;
    series.count++;
  }

  /** Asks `read` for the values of a gauge whenever metrics are collected, until the returned function is called. */
  observe(gauge: string, read: () => Iterable<Sample>): () => void {
    const readers = this.#observed.get(gauge) ?? new Set();
    this.#observed.set(gauge, readers.add(read));
    return () => {
      readers.delete(read);
    };
  }

  /** All counters and gauges that were set, as they stand now. */
  snapshot(): CounterSeries[] {
    return [...this.#series.values()].map((series) => ({ ...series }));
  }

  /** Sum of a counter over all its labels. */
  total(counter: string): number {
    let sum = 0;
    for (const series of this.#series.values()) if (series.counter === counter) sum += series.value;
    return sum;
  }

  /** Every metric with all its series as they stand now, in the order of their names. */
  collect(): MetricFamily[] {
    const samples = new Map<string, Sample[]>();
    const add = (name: string, sample: Sample): void => {
      const known = samples.get(name);
      if (known === undefined) samples.set(name, [sample]);
      else known.push(sample);
    };
    for (const { counter, labels, value } of this.#series.values()) add(counter, { labels, value });
    for (const [name, readers] of this.#observed)
      for (const read of readers) for (const sample of read()) add(name, sample);
    const names = [...this.#descriptions.keys(), ...samples.keys(), ...this.#histograms.keys()];
    return [...new Set(names)].sort().map((name) => this.#family(name, samples.get(name) ?? []));
  }

  #family(name: string, samples: readonly Sample[]): MetricFamily {
    const histogram = this.#histograms.get(name);
    const description = this.#descriptions.get(name);
    const { message = '', labels = [] } = description ?? {};
    if (histogram !== undefined || description?.type === 'histogram')
      return { name, message, labels, type: 'histogram', series: [...(histogram?.values() ?? [])] };
    const type = description?.type === 'gauge' ? 'gauge' : 'counter';
    // What has not happened yet is 0, so that its first time is seen as a rise.
    const none = type === 'counter' && description !== undefined && labels.length === 0;
    const unseen = samples.length === 0 && none ? [{ labels: '', value: 0 }] : samples;
    return { name, message, labels, type, samples: unseen };
  }
}
