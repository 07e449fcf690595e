import {
  ROOT_CONTEXT,
  SpanStatusCode,
  context,
  isSpanContextValid,
  trace,
  type Attributes,
  type Context,
  type Span,
  type SpanContext,
} from '@opentelemetry/api';

/** Headers of a message; the trace stands in `traceparent` (W3C Trace Context). */
export type TraceHeaders = Readonly<Record<string, string | number>>;

/** The header that names the trace and the span from which a message comes. */
export const TRACEPARENT = 'traceparent';

/** How a span begins. */
export interface SpanOptions {
  /** Headers of the message that caused it; left out: the span that is active. */
  readonly parent?: TraceHeaders | undefined;
  /** When it began, milliseconds since 1970; left out: now. */
  readonly startTime?: number | undefined;
  readonly attributes?: Attributes;
}

/** What is told of one frame. */
export interface FrameSpan {
  readonly frameId: string;
  /** Why it gave no reading. */
  readonly code?: string | undefined;
  /** Milliseconds since 1970; left out: the begin of the batch. */
  readonly startTime?: number | undefined;
}

/** Of UUIDs, whose end is random, 1 in 100 ends with less: 656 of 65,536. */
const SAMPLED_BELOW = '0290';
const SAMPLED_DIGITS = 4;

/** Whether a frame is among the 1 in 100 that are followed one by one; every process gives the same answer. */
export function isSampledFrame(frameId: string): boolean {
  return frameId.slice(-SAMPLED_DIGITS) < SAMPLED_BELOW;
}

/** The span of one batch. Without an SDK it is nothing, and costs next to nothing. */
export class BatchSpan {
  readonly #stage: string;
  readonly #span: Span;
  readonly #context: Context;
  readonly #startTime: number;

  constructor(stage: string, span: Span, parent: Context, startTime: number) {
    this.#stage = stage;
    this.#span = span;
    this.#context = trace.setSpan(parent, span);
    this.#startTime = startTime;
  }

  /** Runs `work` in this span: spans that begin in it are its children, and its log lines carry the trace. */
  run<T>(work: () => T): T {
    return context.with(this.#context, work);
  }

  /** Adds what is known only later. */
  set(attributes: Attributes): void {
    this.#span.setAttributes(attributes);
  }

  /** A span of its own for a frame that is sampled or refused; nothing for all others. Ends now. */
  frame(name: string, { frameId, code, startTime = this.#startTime }: FrameSpan): void {
    if (!this.#span.isRecording() || (code === undefined && !isSampledFrame(frameId))) return;
    const attributes: Attributes = { 'dlms.frame.id': frameId };
    if (code !== undefined) attributes['dlms.refusal.code'] = code;
    trace.getTracer(this.#stage).startSpan(name, { startTime, attributes }, this.#context).end();
  }

  /** Whether anybody is told of frames: work that only prepares that can be left out otherwise. */
  get isRecording(): boolean {
    return this.#span.isRecording();
  }

  /** It failed. Of the error only its code or kind is told: what it says may hold anything. */
  fail(error: unknown): void {
    this.#span.setAttribute('error.type', kindOf(error));
    this.#span.setStatus({ code: SpanStatusCode.ERROR });
  }

  end(): void {
    this.#span.end();
  }
}

/** Makes the spans of one stage. */
export class StageSpans {
  readonly #stage: string;

  /** @param stage name of the instrumentation scope (`gateway`) */
  constructor(stage: string) {
    this.#stage = stage;
  }

  /** Begins the span of a batch. It ends with `end`. */
  start(name: string, { parent, startTime, attributes }: SpanOptions = {}): BatchSpan {
    const around = parent === undefined ? context.active() : contextOf(parent);
    const span = trace.getTracer(this.#stage).startSpan(
      name,
      {
        ...(startTime !== undefined && { startTime }),
        ...(attributes !== undefined && { attributes }),
      },
      around,
    );
    return new BatchSpan(this.#stage, span, around, startTime ?? Date.now());
  }

  /** Does `work` in the span of a batch. */
  async within<T>(
    name: string,
    options: SpanOptions,
    work: (span: BatchSpan) => Promise<T>,
  ): Promise<T> {
    const span = this.start(name, options);
    try {
      return await span.run(() => work(span));
    } catch (error) {
      span.fail(error);
      throw error;
    } finally {
      span.end();
    }
  }

  /**
   * Does `work` on several messages at once, with a span in the trace of each: so each trace shows the whole way of its
   * frames. Work itself runs in the first of them.
   */
  async withinEach<T>(
    name: string,
    messages: readonly { readonly headers?: TraceHeaders }[],
    work: () => Promise<T>,
  ): Promise<T> {
    const traced = messages.filter(({ headers }) => headers?.[TRACEPARENT] !== undefined);
    const spans = traced.map(({ headers }) => this.start(name, { parent: headers }));
    try {
      const [first] = spans;
      return await (first === undefined ? work() : first.run(work));
    } catch (error) {
      for (const span of spans) span.fail(error);
      throw error;
    } finally {
      for (const span of spans) span.end();
    }
  }
}

/** The trace that is active, as headers of a message; undefined: none is. */
export function traceHeaders(): Readonly<Record<typeof TRACEPARENT, string>> | undefined {
  const active = trace.getActiveSpan()?.spanContext();
  return active !== undefined && isSpanContextValid(active)
    ? { [TRACEPARENT]: traceparentOf(active) }
    : undefined;
}

/** The trace that is active, as the part of a message that it goes on in: empty where there is none. */
export function traced(): { readonly headers?: Readonly<Record<typeof TRACEPARENT, string>> } {
  const headers = traceHeaders();
  return headers === undefined ? {} : { headers };
}

/** The ids of the trace that is active, for log lines. */
export function traceIds(): { readonly traceId: string; readonly spanId: string } | undefined {
  const active = trace.getActiveSpan()?.spanContext();
  if (active === undefined || !isSpanContextValid(active)) return undefined;
  return { traceId: active.traceId, spanId: active.spanId };
}

/** W3C Trace Context 3.2.2: version 00. */
function traceparentOf({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}

const FORM = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

function contextOf(headers: TraceHeaders): Context {
  const [, traceId, spanId, flags] = FORM.exec(String(headers[TRACEPARENT] ?? '')) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return ROOT_CONTEXT;
  const traceFlags = Number.parseInt(flags, 16);
  const remote: SpanContext = { traceId, spanId, traceFlags, isRemote: true };
  return isSpanContextValid(remote) ? trace.setSpanContext(ROOT_CONTEXT, remote) : ROOT_CONTEXT;
}

function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
