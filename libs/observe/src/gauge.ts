import type { Counters } from './counters.js';
import { labelsOf, type GaugeSpecification, type GaugeValue } from './metric.js';

/** For each declared gauge the function that is asked for its values. */
export type GaugeReaders<D> = { readonly [K in keyof D]: () => Iterable<GaugeValue> };

/** Declares a gauge that is read when metrics are collected. */
export function gauge(specification: GaugeSpecification): GaugeSpecification {
  return specification;
}

/**
 * Lets the declared gauges be read whenever metrics are collected. A reader must be quick and must not throw: it tells
 * what is known, and asks nobody.
 *
 * @returns takes them back
 */
export function observeGauges<D extends Readonly<Record<string, GaugeSpecification>>>(
  declarations: D,
  counters: Counters,
  readers: GaugeReaders<D>,
): () => void {
  const ends = Object.entries(declarations).map(([key, { name, message, labels = [] }]) => {
    const read = readers[key];
    counters.describe({ name, type: 'gauge', message, labels });
    if (read === undefined) throw new TypeError(`nobody reads the gauge ${key}`);
    return counters.observe(name, () => samples(read(), labels));
  });
  return () => {
    for (const end of ends) end();
  };
}

function* samples(
  values: Iterable<GaugeValue>,
  labels: NonNullable<GaugeSpecification['labels']>,
): Generator<{ readonly labels: string; readonly value: number }> {
  for (const value of values) yield { labels: labelsOf(labels, value), value: value.value };
}
