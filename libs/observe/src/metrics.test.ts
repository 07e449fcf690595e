import { expect, test } from 'vitest';
import {
  Counters,
  createEvents,
  event,
  gauge,
  observeGauges,
  prometheusText,
  silentLog,
} from './index.js';
import { CountersProducer } from './otlp-metrics.js';

const declarations = {
  batchDone: event<{
    readonly receptor: string;
    readonly frames: number;
    readonly seconds: number | readonly number[];
  }>({
    message: 'a batch is done',
    level: 'silent',
    counter: 'frames_total',
    amount: 'frames',
    labels: ['receptor'],
    histograms: {
      batch_seconds: { message: 'time, seconds', attribute: 'seconds', bounds: [0.1, 1] },
    },
  }),
  failed: event<object>({ message: 'it failed', level: 'error', counter: 'failures_total' }),
};

function setUp() {
  const counters = new Counters();
  const events = createEvents('stage', declarations, { log: silentLog(), counters });
  return { counters, events };
}

test('a histogram counts one value a batch, or one for each frame of it', () => {
  const { counters, events } = setUp();
  events.batchDone({ receptor: 'a', frames: 1, seconds: 0.1 });
  events.batchDone({ receptor: 'a', frames: 3, seconds: [0.05, 0.5, 7] });
  const text = prometheusText(counters.collect());
  expect(text).toContain(`# HELP batch_seconds time, seconds
# TYPE batch_seconds histogram
batch_seconds_bucket{receptor="a",le="0.1"} 2
batch_seconds_bucket{receptor="a",le="1"} 3
batch_seconds_bucket{receptor="a",le="+Inf"} 4
batch_seconds_sum{receptor="a"} 7.65
batch_seconds_count{receptor="a"} 4
`);
  expect(text).toContain('frames_total{receptor="a"} 4\n');
});

test('what has not happened yet is exported as 0, so that its first time is a rise', () => {
  expect(prometheusText(setUp().counters.collect())).toContain(
    '# TYPE failures_total counter\nfailures_total 0\n',
  );
});

test('a gauge is asked for its values when metrics are collected, and no more once it is taken back', () => {
  const { counters } = setUp();
  let open = 1;
  const declared = gauge({ name: 'open', message: 'open now', labels: ['receptor'] });
  const end = observeGauges({ declared }, counters, {
    declared: () => [
      { receptor: 'a"b', value: open },
      { receptor: 'c', value: 0 },
    ],
  });
  open = 5;
  expect(prometheusText(counters.collect())).toContain(
    '# HELP open open now\n# TYPE open gauge\nopen{receptor="a\\"b"} 5\nopen{receptor="c"} 0\n',
  );
  end();
  expect(prometheusText(counters.collect())).not.toContain('open{');
});

test('the same numbers go to OpenTelemetry, with labels taken apart and buckets as they are', async () => {
  const { counters, events } = setUp();
  events.batchDone({ receptor: 'a"\n\\', frames: 2, seconds: [0.05, 0.5] });
  const { resourceMetrics } = await new CountersProducer(() => counters.collect()).collect();
  const metrics = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
  const pointOf = (name: string) =>
    metrics.find(({ descriptor }) => descriptor.name === name)?.dataPoints[0];
  expect(pointOf('frames_total')).toMatchObject({ value: 2, attributes: { receptor: 'a"\n\\' } });
  expect(pointOf('batch_seconds')?.value).toEqual({
    buckets: { boundaries: [0.1, 1], counts: [1, 1, 0] },
    sum: 0.55,
    count: 2,
  });
});
