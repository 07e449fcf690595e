import { Counters } from './counters.js';
import { EndpointServer, type EndpointAddress } from './endpoint-server.js';
import type { EventPorts } from './event.js';
import { createLog, type Log } from './log.js';
import { observeProcess } from './process-gauges.js';
import { PROMETHEUS_CONTENT_TYPE, prometheusText } from './prometheus.js';
import { livenessAnswer, readinessAnswer, type HttpAnswer, type Readiness } from './readiness.js';
import { exportMetrics, stopSdk } from './sdk-state.js';

/** How a process is observed. */
export interface ObservationOptions {
  /** Its name: `gateway`. */
  readonly process: string;
  /** Left out: JSON lines on stderr. */
  readonly log?: Log;
  /** Left out: those of a new process, all 0. */
  readonly counters?: Counters;
  /** Where `/metrics` and `/health/...` are served; left out: nowhere, for who serves `answer` itself. */
  readonly http?: EndpointAddress | undefined;
  /** What it needs, asked for each time somebody wants to know whether it is ready. */
  readonly ready: () => Promise<Readiness> | Readiness;
}

/** A process that is observed: where it reports, and what it serves. */
export interface Observation extends EventPorts {
  readonly log: Log;
  readonly counters: Counters;
  /** The open port, where there is one. */
  readonly port: number | undefined;
  /** `/metrics`, `/health/live`, `/health/ready`; undefined for any other path. */
  readonly answer: (path: string) => Promise<HttpAnswer | undefined>;
  /** Closes the port and sends what is left of spans and metrics. */
  readonly stop: () => Promise<void>;
}

const READY_LIMIT_MS = 5_000;
const LAST_SEND_LIMIT_MS = 3_000;

/**
 * Begins to observe a process: its log, its metrics and its health. Spans go where the environment says, if
 * `@dlms-telemetry/observe/start` was imported first.
 *
 * @throws what opening the port failed with
 */
export async function startObservation(options: ObservationOptions): Promise<Observation> {
  const { process, ready, http, counters = new Counters() } = options;
  const { log = createLog({ name: process }) } = options;
  const endObserving = observeProcess(counters);
  exportMetrics(() => counters.collect());
  const answer = async (path: string): Promise<HttpAnswer | undefined> => {
    if (path === '/health/live') return livenessAnswer(process);
    if (path === '/health/ready') return await readinessAnswer(process, ready, READY_LIMIT_MS);
    if (path !== '/metrics') return undefined;
    const body = prometheusText(counters.collect());
    return { status: 200, contentType: PROMETHEUS_CONTENT_TYPE, body };
  };
  const server = http === undefined ? undefined : new EndpointServer(answer);
  const port = http === undefined ? undefined : await server?.start(http);
  return {
    ...{ log, counters, port, answer },
    stop: async () => {
      await server?.stop();
      endObserving();
      await stopSdk(LAST_SEND_LIMIT_MS);
    },
  };
}
