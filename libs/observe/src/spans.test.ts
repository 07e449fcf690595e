import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { StageSpans, isSampledFrame, traceHeaders } from './index.js';
import { traceIds } from './spans.js';

const SAMPLED = '01900000-0000-7000-8000-000000000000';
const NOT_SAMPLED = '01900000-0000-7000-8000-00000000ffff';

const spans = new StageSpans('stage');

describe('without an SDK', () => {
  it('a span does its work and leaves no trace', async () => {
    const seen = await spans.within('work', {}, (span) => {
      span.frame('frame', { frameId: SAMPLED, code: 'link.fcs' });
      return Promise.resolve([traceHeaders(), traceIds()]);
    });
    expect(seen).toEqual([undefined, undefined]);
  });
});

describe('with an SDK', () => {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });

  beforeAll(() => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    trace.setGlobalTracerProvider(provider);
  });
  afterEach(() => {
    exporter.reset();
  });
  afterAll(async () => {
    trace.disable();
    context.disable();
    await provider.shutdown();
  });

  const finished = (): Record<string, ReadableSpan> =>
    Object.fromEntries(exporter.getFinishedSpans().map((span) => [span.name, span]));

  it('a trace goes on over the headers of a message', async () => {
    const headers = await spans.within('publish', {}, () => Promise.resolve(traceHeaders()));
    await spans.within('decode', { parent: headers }, async () => {
      await spans.within('publish readings', {}, () => Promise.resolve());
    });
    const { publish, decode, 'publish readings': readings } = finished();
    expect(headers?.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(decode?.parentSpanContext?.spanId).toBe(publish?.spanContext().spanId);
    expect(readings?.parentSpanContext?.spanId).toBe(decode?.spanContext().spanId);
    expect(readings?.spanContext().traceId).toBe(publish?.spanContext().traceId);
  });

  it.each(['', 'nonsense', `00-${'0'.repeat(32)}-${'0'.repeat(16)}-01`])(
    'a header of %j begins a trace of its own',
    async (traceparent) => {
      await spans.within('decode', { parent: { traceparent } }, () => Promise.resolve());
      expect(finished().decode?.parentSpanContext).toBeUndefined();
    },
  );

  it('only frames that are sampled or refused have a span of their own', () => {
    const span = spans.start('decode', { startTime: 1_000 });
    span.frame('not sampled', { frameId: NOT_SAMPLED });
    span.frame('sampled', { frameId: SAMPLED });
    span.frame('refused', { frameId: NOT_SAMPLED, code: 'link.fcs' });
    span.end();
    expect(Object.keys(finished())).toEqual(['sampled', 'refused', 'decode']);
    expect(finished().refused?.attributes).toEqual({
      'dlms.frame.id': NOT_SAMPLED,
      'dlms.refusal.code': 'link.fcs',
    });
  });

  it('work on several messages at once has a span in the trace of each', async () => {
    const messages = await Promise.all(
      ['first', 'second'].map((name) =>
        spans.within(name, {}, () => Promise.resolve({ headers: traceHeaders() ?? {} })),
      ),
    );
    await spans.withinEach('store', [...messages, {}], () => Promise.resolve());
    const stored = exporter.getFinishedSpans().filter(({ name }) => name === 'store');
    const { first, second } = finished();
    expect(stored.map(({ parentSpanContext }) => parentSpanContext?.spanId)).toEqual([
      first?.spanContext().spanId,
      second?.spanContext().spanId,
    ]);
  });

  it('of an error only its code is told', async () => {
    const secret = Object.assign(new Error('key 000102'), { code: 'store.data' });
    await expect(spans.within('store', {}, () => Promise.reject(secret))).rejects.toBe(secret);
    const { store } = finished();
    expect(store?.attributes).toEqual({ 'error.type': 'store.data' });
    expect(store?.status).toEqual({ code: 2 });
    expect(store?.events).toEqual([]);
  });

  it('log lines know the trace that is active', () => {
    const span = spans.start('work');
    const ids = span.run(() => traceIds());
    span.end();
    expect(ids).toEqual({
      traceId: finished().work?.spanContext().traceId,
      spanId: finished().work?.spanContext().spanId,
    });
    expect(traceIds()).toBeUndefined();
  });
});

it('1 frame in 100 is sampled', () => {
  let sampled = 0;
  for (let end = 0; end < 0x10000; end++)
    if (isSampledFrame(`01900000-0000-7000-8000-00000000${end.toString(16).padStart(4, '0')}`))
      sampled++;
  expect(sampled).toBe(656);
});
