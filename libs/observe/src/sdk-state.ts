import type { MetricFamily } from './counters.js';
import type { Exports } from './sdk.js';

/** The SDK of this process, if it runs: started before there is anything to be counted. */
interface SdkState {
  readonly shutdown: () => Promise<void>;
  collect: () => readonly MetricFamily[];
}

let state: SdkState | undefined;

/** What the environment wants to be sent; undefined: nothing leaves the machine. */
export function exportsOf(env: Readonly<Record<string, string | undefined>>): Exports | undefined {
  if (env.OTEL_SDK_DISABLED?.toLowerCase() === 'true') return undefined;
  const wanted = (signal: 'TRACES' | 'METRICS'): boolean =>
    env[`OTEL_${signal}_EXPORTER`] !== 'none' &&
    [env.OTEL_EXPORTER_OTLP_ENDPOINT, env[`OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`]].some(
      (endpoint) => endpoint !== undefined && endpoint !== '',
    );
  const [traces, metrics] = [wanted('TRACES'), wanted('METRICS')];
  return traces || metrics ? { traces, metrics, serviceName: serviceNameOf(env) } : undefined;
}

/** The folder of the app, `apps/gateway/dist/main.js`: each process has another name without being told one. */
function serviceNameOf({
  OTEL_SERVICE_NAME: name = '',
  OTEL_RESOURCE_ATTRIBUTES: attributes = '',
}: Readonly<Record<string, string | undefined>>): string | undefined {
  if (name !== '' || attributes.includes('service.name')) return undefined;
  const [, app] = /([^/\\]+)[/\\]dist[/\\]main\.js$/.exec(process.argv[1] ?? '') ?? [];
  return app === undefined ? undefined : `dlms-telemetry-${app}`;
}

/** Starts the SDK where the environment names an endpoint. It is loaded only then, for it takes a third of a second. */
export async function startFromEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const wish = exportsOf(env);
  if (wish === undefined || state !== undefined) return;
  const { startSdk } = await import('./sdk.js');
  const shutdown = startSdk(wish, () => state?.collect() ?? []);
  state = { shutdown, collect: () => [] };
}

/** Lets the SDK send these metrics from now on. */
export function exportMetrics(collect: () => readonly MetricFamily[]): void {
  if (state !== undefined) state.collect = collect;
}

/** Sends what is left, and ends the SDK. An endpoint that does not answer holds nobody up for longer than `limitMs`. */
export async function stopSdk(limitMs: number): Promise<void> {
  const running = state;
  state = undefined;
  if (running === undefined) return;
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limitMs);
  });
  // An endpoint that is away must not turn a clean stop into a failure.
  await Promise.race([running.shutdown().catch(() => undefined), limit]);
  clearTimeout(timer);
}
