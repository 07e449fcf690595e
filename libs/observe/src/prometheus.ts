import type { HistogramSeries, MetricFamily } from './counters.js';

/** What a metrics page is, for the header `Content-Type`. */
export const PROMETHEUS_CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** Metrics in the text format that Prometheus reads (version 0.0.4). */
export function prometheusText(families: readonly MetricFamily[]): string {
  let text = '';
  for (const family of families) {
    const { name, type, message } = family;
    if (message !== '') text += `# HELP ${name} ${escaped(message)}\n`;
    text += `# TYPE ${name} ${type}\n`;
    if (family.type === 'histogram')
      for (const series of family.series) text += histogramLines(name, series);
    else
      for (const { labels, value } of family.samples)
        text += `${name}${braced(labels)} ${numberText(value)}\n`;
  }
  return text;
}

function histogramLines(name: string, { labels, bounds, buckets, sum, count }: HistogramSeries) {
  const before = labels === '' ? '' : `${labels},`;
  let text = '';
  let seen = 0;
  for (const [place, bound] of bounds.entries()) {
    seen += buckets[place] ?? 0;
    text += `${name}_bucket{${before}le="${bound}"} ${seen}\n`;
  }
  text += `${name}_bucket{${before}le="+Inf"} ${count}\n`;
  text += `${name}_sum${braced(labels)} ${numberText(sum)}\n`;
  return `${text}${name}_count${braced(labels)} ${count}\n`;
}

function braced(labels: string): string {
  return labels === '' ? '' : `{${labels}}`;
}

function numberText(value: number): string {
  if (value === Infinity) return '+Inf';
  return value === -Infinity ? '-Inf' : String(value);
}

function escaped(message: string): string {
  return message.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}
