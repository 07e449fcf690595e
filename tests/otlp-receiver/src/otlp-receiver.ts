import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { metricsOf, spansOf, type ReceivedMetric, type ReceivedSpan } from './otlp-messages.js';

/** What a process is given in its environment to send to a receiver. */
export type OtlpEnvironment = Readonly<
  Record<
    'OTEL_EXPORTER_OTLP_ENDPOINT' | 'OTEL_BSP_SCHEDULE_DELAY' | 'OTEL_METRIC_EXPORT_INTERVAL',
    string
  >
>;

const SEND_EVERY_MS = '100';

/** Takes spans and metrics over OTLP/HTTP, as a collector would, and keeps them. */
export class OtlpReceiver {
  /** In the order in which they came. */
  readonly spans: ReceivedSpan[] = [];
  /** All that came, as it came. */
  readonly bodies: string[] = [];
  readonly #metrics = new Map<string, ReceivedMetric>();
  readonly #server: Server;
  #watchers: (() => void)[] = [];

  private constructor() {
    this.#server = createServer((request, response) => {
      void this.#take(request).then(() => {
        response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}');
      });
    });
  }

  /** Listens on a free port of the loopback interface. */
  static async start(): Promise<OtlpReceiver> {
    const receiver = new OtlpReceiver();
    receiver.#server.listen(0, '127.0.0.1');
    await once(receiver.#server, 'listening');
    return receiver;
  }

  /** For the processes that are to send here. */
  get environment(): OtlpEnvironment {
    const { port } = this.#server.address() as AddressInfo;
    return {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      OTEL_BSP_SCHEDULE_DELAY: SEND_EVERY_MS,
      OTEL_METRIC_EXPORT_INTERVAL: SEND_EVERY_MS,
    };
  }

  /** Every series as it was sent last. */
  get metrics(): readonly ReceivedMetric[] {
    return [...this.#metrics.values()];
  }

  /** Resolves with the spans that `choose` takes once there are `count` of them. */
  async spansWhere(choose: (span: ReceivedSpan) => boolean, count = 1): Promise<ReceivedSpan[]> {
    for (;;) {
      const chosen = this.spans.filter(choose);
      if (chosen.length >= count) return chosen;
      await this.#more();
    }
  }

  /** Resolves with the series that `choose` takes once there is one. */
  async metricWhere(choose: (metric: ReceivedMetric) => boolean): Promise<ReceivedMetric> {
    for (;;) {
      const chosen = this.metrics.find(choose);
      if (chosen !== undefined) return chosen;
      await this.#more();
    }
  }

  /** The names of a span and of those above it, the outermost first. A span that did not come is `?`. */
  pathOf(span: ReceivedSpan): string[] {
    if (span.parentSpanId === '') return [span.name];
    const parent = this.spans.find(
      ({ traceId, spanId }) => traceId === span.traceId && spanId === span.parentSpanId,
    );
    return [...(parent === undefined ? ['?'] : this.pathOf(parent)), span.name];
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  #more(): Promise<void> {
    return new Promise((resolve) => this.#watchers.push(resolve));
  }

  async #take(request: IncomingMessage): Promise<void> {
    const body = await text(request);
    this.bodies.push(body);
    if (request.url === '/v1/traces') this.spans.push(...spansOf(body));
    if (request.url === '/v1/metrics')
      for (const metric of metricsOf(body)) {
        const { service, name, attributes } = metric;
        this.#metrics.set(JSON.stringify([service, name, attributes]), metric);
      }
    for (const resolve of this.#watchers.splice(0)) resolve();
  }
}
