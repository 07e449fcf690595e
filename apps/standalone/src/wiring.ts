import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Backlog, DeadLetterDesk, backlogEvents } from '@dlms-telemetry/backlog';
import { InProcessBus, liveQueue } from '@dlms-telemetry/bus';
import { Decode, decodeEvents } from '@dlms-telemetry/decode';
import { createFramer } from '@dlms-telemetry/dlms';
import { nodeCrypto } from '@dlms-telemetry/dlms-node';
import {
  Ingest,
  ingestEvents,
  type IngestReceptor,
  type Listening,
  type TlsOptions,
} from '@dlms-telemetry/ingest';
import { createInterpreter } from '@dlms-telemetry/interpret';
import { createEvents, type EventPorts, type EventsOf } from '@dlms-telemetry/observe';
import type { Configuration, Receptor } from '@dlms-telemetry/options';
import { Record as RecordStage, recordEvents } from '@dlms-telemetry/record';
import { createRegistry } from '@dlms-telemetry/registry';
import { CounterFile, Simulator, simulateEvents, tcpConnect } from '@dlms-telemetry/simulate';
import { openEmbeddedStore, type Store } from '@dlms-telemetry/store';
import { Control } from './control.js';
import { standaloneEvents } from './events.js';
import type { Output } from './output/output.js';
import type { SimulatedReceptor } from './sample.js';

/** What runs. */
export interface StandaloneOptions {
  readonly configuration: Configuration;
  readonly dataFolder: string;
  /** Receptors of the configuration to which simulated meters push. */
  readonly simulated: readonly SimulatedReceptor[];
}

/** Where it shows and reports. */
export interface StandalonePorts extends EventPorts {
  readonly output: Output;
}

/** Anything that is started and stopped. */
interface Part {
  stop(signal: AbortSignal): Promise<void>;
}

const GATEWAY_PROCESS = 'standalone';
const PUSH_INTERVAL_MS = 2_000;

const clock = {
  now: () => Date.now(),
  setTimer: (ms: number, callback: () => void) => {
    const timer = setTimeout(callback, ms);
    return () => {
      clearTimeout(timer);
    };
  },
};

/** Every stage in one process, on the in-process bus and the embedded database. */
export class Standalone {
  readonly #store: Store;
  readonly #bus: InProcessBus;
  readonly #output: Output;
  readonly #parts: Part[] = [];
  readonly #sources: Part[] = [];

  private constructor(store: Store, bus: InProcessBus, output: Output) {
    this.#store = store;
    this.#bus = bus;
    this.#output = output;
  }

  /** Opens the data folder, goes on with what an earlier run has left, and listens. */
  static async start(options: StandaloneOptions, ports: StandalonePorts): Promise<Standalone> {
    const store = await openEmbeddedStore(options.dataFolder);
    const events = createEvents('standalone', standaloneEvents, ports);
    const bus = new InProcessBus({
      store: store.queue,
      onStoreFailure: (error) => {
        events.commitFailed({ error });
      },
    });
    const standalone = new Standalone(store, bus, ports.output);
    try {
      await bus.start();
      await standalone.#reportOrphans(options.configuration, (queue, messages) => {
        events.framesWithoutReceptor({ queue, messages });
      });
      await standalone.#startStages(options, ports);
      const listening = await standalone.#startIngest(options.configuration, ports);
      await standalone.#startSimulators(options, listening, ports);
      await standalone.#startControl(options, events);
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
   * Takes no further connections, settles what was accepted and closes the store.
   *
   * @param signal ends the wait; what is not settled by then stays in the store and is settled after the next start
   */
  async stop(signal: AbortSignal): Promise<void> {
    for (const part of this.#sources.toReversed()) await part.stop(signal);
    await Promise.race([this.#bus.idle(), aborted(signal)]);
    // A reader of stdout that has stopped reading would hold back the readings, and they the stages.
    if (signal.aborted) await this.#output.close();
    for (const part of this.#parts.toReversed()) await part.stop(signal);
    await this.#output.close();
    await this.#bus.close();
    await this.#store.close();
  }

  /** Frames of a section that has left the configuration stay in their queue until it comes back. */
  async #reportOrphans(
    { receptors }: Configuration,
    report: (queue: string, messages: number) => void,
  ): Promise<void> {
    const known = new Set(receptors.map(({ name }) => liveQueue(name)));
    for (const { queue, messages } of await this.#store.queue.queues())
      if (queue.startsWith(liveQueue('')) && !known.has(queue)) report(queue, messages);
  }

  async #startStages(options: StandaloneOptions, ports: StandalonePorts): Promise<void> {
    const { configuration } = options;
    const { output } = ports;
    const bus = this.#bus;
    const show = await bus.subscribe('#', (key, message) => output.reading(key, message));
    this.#parts.push(show);

    const backlog = new Backlog({
      bus,
      deadLetters: this.#store.deadLetters,
      events: createEvents('historic', backlogEvents, ports),
      stored: (refused) => output.refused(refused),
    });
    await backlog.start();
    this.#parts.push(backlog);

    const record = new RecordStage({
      bus,
      readings: this.#store.readings,
      events: createEvents('recorder', recordEvents, ports),
    });
    await record.start();
    this.#parts.push(record);

    const interpreter = createInterpreter({
      configuration,
      registry: createRegistry(configuration),
      crypto: nodeCrypto,
    });
    const decode = new Decode(
      {
        bus,
        interpret: (frame) => interpreter.interpret(frame),
        events: createEvents('decoder', decodeEvents, ports),
      },
      // Those of disabled sections too: what they have accepted is still to be settled.
      { receptors: configuration.receptors.map(({ name }) => name) },
    );
    await decode.start();
    this.#parts.push(decode);
  }

  async #startIngest(
    configuration: Configuration,
    ports: StandalonePorts,
  ): Promise<readonly Listening[]> {
    const ingest = new Ingest(
      {
        bus: this.#bus,
        clock,
        random: (octets) => randomBytes(octets),
        createFramer,
        events: createEvents('gateway', ingestEvents, ports),
      },
      {
        receptors: enabled(configuration).map(ingestReceptor),
        gatewayProcess: GATEWAY_PROCESS,
      },
    );
    const listening = await ingest.start();
    this.#sources.push(ingest);
    for (const open of listening) ports.output.listening(open);
    return listening;
  }

  async #startControl(
    { configuration, dataFolder }: StandaloneOptions,
    events: EventsOf<typeof standaloneEvents>,
  ): Promise<void> {
    const deadLetters = new DeadLetterDesk({
      bus: this.#bus,
      deadLetters: this.#store.deadLetters,
      receptors: new Set(configuration.receptors.map(({ name }) => name)),
    });
    const control = new Control({ deadLetters, events });
    await control.start(dataFolder);
    this.#sources.push(control);
  }

  async #startSimulators(
    { simulated, dataFolder }: StandaloneOptions,
    listening: readonly Listening[],
    ports: StandalonePorts,
  ): Promise<void> {
    const counters = new CounterFile(join(dataFolder, 'simulated-meters.json'));
    for (const { name, fleet } of simulated) {
      const open = listening.find(({ receptor }) => receptor === name);
      if (open === undefined) continue;
      const simulator = new Simulator(
        {
          crypto: nodeCrypto,
          clock,
          connect: tcpConnect(),
          counters,
          events: createEvents('simulator', simulateEvents, ports),
        },
        { fleet, host: open.address, port: open.port, intervalMs: PUSH_INTERVAL_MS },
      );
      await simulator.start();
      this.#sources.push(simulator);
    }
  }
}

function enabled(configuration: Configuration): Receptor[] {
  return configuration.receptors.filter(({ options }) => options.Enabled);
}

function ingestReceptor({ name, options }: Receptor): IngestReceptor {
  return {
    name,
    address: options.Address,
    port: options.Port ?? 0,
    interfaceType: options.ConnectionInterfaceType,
    dropDataLength: options.DropDataLength,
    pduQuietTimeMs: options.PduQuietTimeMs,
    transports: options.Transport,
    droppedClientDetection: options.DroppedClientDetection,
    droppedClientTimeoutSecs: options.DroppedClientTimeoutSecs,
    noDataTimeout: options.NoDataTimeout,
    maxConnections: options.MaxConnections,
    maxConnectionsPerAddress: options.MaxConnectionsPerAddress,
    proxyProtocolFrom: options.ProxyProtocolFrom ?? [],
    sharedAddresses: sharedAddresses(options.Users),
    ...(options.Encryption === 'Tls' && { tls: tlsOptions(options) }),
  };
}

function tlsOptions(options: Receptor['options']): TlsOptions {
  return {
    certificatePath: options.CertificatePath ?? '',
    certificatePassword: () => options.CertificatePassword?.reveal(),
    certificateSubjectName: options.CertificateSubjectName ?? '',
    certificateFolder: options.CertificateFolder,
    validateClientCertificate: options.ValidateClientCertificate,
    clientCertificateAuthorities: options.ClientCertificateAuthorities ?? '',
  };
}

/** Addresses at which several users stand, and ranges. */
function sharedAddresses(users: Receptor['options']['Users']): string[] {
  const listed = users.flatMap(({ Ip, Enabled }) => (Enabled && Ip !== undefined ? [Ip] : []));
  return listed.filter((ip, at) => ip.includes('/') || listed.indexOf(ip) !== at);
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
