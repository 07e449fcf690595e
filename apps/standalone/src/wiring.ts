import { InMemoryWaitingFrames, InProcessBus, historicQueue, liveQueue } from '@dlms-telemetry/bus';
import { createEvents } from '@dlms-telemetry/observe';
import type { Configuration } from '@dlms-telemetry/options';
import type { DiskStatistics, SoleStore } from '@dlms-telemetry/store';
import type { ConfigurationTexts } from './configuration.js';
import { standaloneEvents } from './events.js';
import { FrameWatch } from './frame-watch.js';
import type { Output } from './output/output.js';
import { startControl } from './parts/control.js';
import { startDecoder } from './parts/decoder.js';
import { startGateway } from './parts/gateway.js';
import { startHistoric } from './parts/historic.js';
import type { Configured, Part, StandalonePorts, Wiring } from './parts/part.js';
import { startRecorder } from './parts/recorder.js';
import { startRegistry } from './parts/registry.js';
import { startSimulators } from './parts/simulators.js';
import type { SimulatedReceptor } from '@dlms-telemetry/simulate';
import { openStore, type OpenStore } from './store.js';

/** What runs. */
export interface StandaloneOptions {
  readonly configuration: Configuration;
  /** What the configuration was read from. */
  readonly texts: ConfigurationTexts;
  readonly dataFolder: string;
  /** The Postgres to work on; undefined: the embedded one in the data folder. */
  readonly databaseUrl: string | undefined;
  /** How many days of readings are kept. */
  readonly retentionDays: number;
  /** Receptors of the configuration to which simulated meters push. */
  readonly simulated: readonly SimulatedReceptor[];
}

/** Every stage in one process, on the in-process bus and the embedded database, or a Postgres in its place. */
export class Standalone {
  readonly #store: SoleStore;
  readonly #synced: () => Promise<DiskStatistics>;
  readonly #bus: InProcessBus;
  readonly #output: Output;
  readonly #parts: Part[] = [];
  readonly #sources: Part[] = [];

  private constructor({ store, synced }: OpenStore, bus: InProcessBus, output: Output) {
    this.#store = store;
    this.#synced = synced;
    this.#bus = bus;
    this.#output = output;
  }

  /** Opens the data folder, goes on with what an earlier run has left, and listens. */
  static async start(options: StandaloneOptions, ports: StandalonePorts): Promise<Standalone> {
    const { configuration, texts, dataFolder, retentionDays, simulated } = options;
    const opened = await openStore(options);
    const { store } = opened;
    const events = createEvents('standalone', standaloneEvents, ports);
    const bus = new InProcessBus({
      store: store.queue,
      onStoreFailure: (error) => {
        events.commitFailed({ error });
      },
    });
    const standalone = new Standalone(opened, bus, ports.output);
    try {
      await bus.start();
      const left = await store.queue.queues();
      reportOrphans(configuration, left, (queue, messages) => {
        events.framesWithoutReceptor({ queue, messages });
      });
      const watch = new FrameWatch(ports.output);
      const waiting = {
        live: waitingIn(left, liveQueue),
        historic: waitingIn(left, historicQueue),
      };
      const shared = {
        ...{ configuration, texts, dataFolder, retentionDays, store, bus, waiting, watch },
        ports: { ...ports, output: watch },
      };
      const registry = await startRegistry(shared);
      standalone.#parts.push(registry);
      await standalone.#startAll({ ...shared, registry }, simulated);
    } catch (error) {
      await standalone.stop(AbortSignal.abort());
      throw error;
    }
    return standalone;
  }

  /** Resolves with the reason if the store stops by itself. */
  get failed(): Promise<Error> {
    return this.#store.failed;
  }

  /**
   * Goes over to another configuration while it runs. No call may come before the last one has resolved.
   *
   * @returns receptors that listen as before, although they should not: that is reported
   */
  async reconfigure(next: Configured): Promise<readonly string[]> {
    const unchanged: string[] = [];
    // From the end of the way to its beginning, as at the start: the decoder knows a receptor before it listens.
    for (const part of [...this.#parts, ...this.#sources])
      unchanged.push(...((await part.reconfigure?.(next)) ?? []));
    return unchanged;
  }

  /**
   * Takes no further connections, settles what was accepted and closes the store.
   *
   * @param signal ends the wait; what is not settled by then stays in the store and is settled after the next start
   * @returns what was made durable since the start
   */
  async stop(signal: AbortSignal): Promise<DiskStatistics> {
    for (const part of this.#sources.toReversed()) await part.stop(signal);
    await Promise.race([this.#bus.idle(), aborted(signal)]);
    // A reader of stdout that has stopped reading would hold back the readings, and they the stages.
    if (signal.aborted) await this.#output.close();
    for (const part of this.#parts.toReversed()) await part.stop(signal);
    await this.#output.close();
    await this.#bus.close();
    const statistics = await this.#synced();
    await this.#store.close();
    return statistics;
  }

  /** From the end of the way to its beginning: nothing is handed on before somebody takes it. */
  async #startAll(wiring: Wiring, simulated: readonly SimulatedReceptor[]): Promise<void> {
    const { keeping, replay, desk } = await startHistoric(wiring);
    this.#parts.push(keeping);
    this.#sources.push(replay);
    this.#parts.push(await startRecorder(wiring));
    this.#parts.push(await startDecoder(wiring));
    const { part, ingest, listening } = await startGateway(wiring);
    this.#sources.push(part);
    this.#sources.push(...(await startSimulators(simulated, listening, wiring)));
    this.#sources.push(await startControl(wiring, { ingest, backlog: desk }));
  }
}

/** A queue of the store that holds something. */
interface LeftQueue {
  readonly queue: string;
  readonly messages: number;
  readonly frames: number;
}

/** Frames of a section that has left the configuration stay in their queue until it comes back. */
function reportOrphans(
  { receptors }: Configuration,
  left: readonly LeftQueue[],
  report: (queue: string, messages: number) => void,
): void {
  for (const queueOf of [liveQueue, historicQueue]) {
    const known = new Set(receptors.map(({ name }) => queueOf(name)));
    for (const { queue, messages } of left)
      if (queue.startsWith(queueOf('')) && !known.has(queue)) report(queue, messages);
  }
}

function waitingIn(
  left: readonly LeftQueue[],
  queueOf: (receptor: string) => string,
): InMemoryWaitingFrames {
  const prefix = queueOf('');
  return new InMemoryWaitingFrames(
    left
      .filter(({ queue }) => queue.startsWith(prefix))
      .map(({ queue, frames }) => [queue.slice(prefix.length), frames]),
  );
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener(
      'abort',
      () => {
        resolve();
      },
      { once: true },
    );
  });
}
