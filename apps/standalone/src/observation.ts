import {
  startObservation,
  type Counters,
  type EndpointAddress,
  type Log,
  type Readiness,
} from '@dlms-telemetry/observe';

/** The process as others see it over HTTP. */
export interface Observed {
  /** The open port, where there is one. */
  readonly port: number | undefined;
  /** From now on it takes frames. */
  started(): void;
  /** From now on it takes no further connection. */
  stopping(): void;
  /** Closes the port and sends what is left of spans and metrics. */
  stop(): Promise<void>;
}

/** Serves metrics and health, and sends spans and metrics where the environment says. */
export async function observe(
  http: EndpointAddress | undefined,
  ports: { readonly log: Log; readonly counters: Counters },
): Promise<Observed> {
  let needs: Readiness = { stages: 'starting' };
  const { port, stop } = await startObservation({
    ...{ process: 'standalone', ...ports, http },
    ready: () => needs,
  });
  return {
    port,
    stop,
    started: () => {
      needs = { stages: true };
    },
    stopping: () => {
      needs = { stages: 'stopping' };
    },
  };
}
