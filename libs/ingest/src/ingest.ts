import { type Consumer, FRAMES_DEAD } from '@dlms-telemetry/bus';
import type { Framer } from '@dlms-telemetry/dlms';
import {
  type Frame,
  type RefusedFrame,
  encodeFrames,
  encodeRefusedFrames,
  envelopeSizeOf,
} from '@dlms-telemetry/frame';
import { Answers } from './answers.js';
import type { CaptureContext } from './capture.js';
import { LiveDestination, QueueDestination } from './destinations.js';
import { IngestError } from './errors.js';
import { type Injected, type Loopback, runLoopback } from './loopback.js';
import { OctetBudget } from './octet-budget.js';
import { OpenPorts, type PortChanges } from './open-ports.js';
import type {
  IngestOptions,
  IngestPorts,
  IngestReceptor,
  ListenerContext,
  Listening,
} from './ports.js';
import { Publisher } from './publisher.js';
import { RubbishPace } from './rubbish-pace.js';
import type { OpenConnection } from './connection.js';
import { TcpListener } from './tcp-listener.js';

const OCTETS_PER_SOCKET = 512 * 1024;
const OCTETS_IN_FLIGHT = 64 * 1024 * 1024;
const REASSEMBLY_TIMEOUT_MS = 60_000;

/** A receptor that listens. */
interface Running {
  readonly receptor: IngestReceptor;
  readonly publisher: Publisher<Frame>;
}

/** The way of a receptor's accepted frames: it outlives the receptor, for frames may be on it. */
interface LiveWay {
  readonly destination: LiveDestination;
  readonly publisher: Publisher<Frame>;
}

/** What a receptor holds at a moment. */
export interface ReceptorState {
  readonly receptor: string;
  /** Open connections. */
  readonly connections: number;
  /** Live frames that are accepted and not settled. */
  readonly waiting: number;
  /** So many may wait. */
  readonly limit: number;
}

/**
 * Takes connections of meters, cuts and reassembles frames and hands them over before anything looks inside them:
 * accepted frames to their receptor's queue or the overflow, refused octets to the dead letters. Reads no faster than
 * what it read is accepted.
 */
export class Ingest {
  readonly #options: IngestOptions;
  readonly #ports: IngestPorts;
  readonly #open: OpenPorts;
  readonly #live = new Map<string, LiveWay>();
  #running: ReadonlyMap<string, Running> = new Map();
  readonly #dead: Publisher<RefusedFrame>;
  readonly #all: OctetBudget;
  readonly #pace: RubbishPace;
  readonly #answers: Answers;
  #answersComing: Consumer | undefined;
  #connectionCount = 0;

  constructor(ports: IngestPorts, options: IngestOptions) {
    this.#ports = ports;
    this.#options = options;
    this.#all = new OctetBudget(options.octetsInFlight ?? OCTETS_IN_FLIGHT);
    this.#pace = new RubbishPace(ports.clock);
    const { bus, events } = ports;
    this.#open = new OpenPorts(events);
    this.#answers = new Answers(events);
    this.#dead = new Publisher<RefusedFrame>({
      destination: new QueueDestination(FRAMES_DEAD, bus),
      events,
      encode: encodeRefusedFrames,
      sizeOf: ({ frame, refusal }) => envelopeSizeOf(frame) + refusal.message.length,
      about: (refused) => refused,
    });
  }

  /**
   * Opens every receptor's port.
   *
   * @returns the open ports, in the order of the receptors
   * @throws IngestError `ingest.listen` when one cannot be opened; none stays open then
   */
  async start(): Promise<Listening[]> {
    const { bus } = this.#ports;
    this.#answersComing = await bus.answers(this.#options.gatewayProcess, (answer) => {
      this.#answers.deliver(answer);
    });
    try {
      return await this.#open.open(this.#contextsOf(this.#options.receptors));
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /**
   * Goes over to other options, without a gap: receptors that have left close their ports and connections, those that
   * are new open theirs. Of those that stay, a changed address, port or transport is opened before what it replaces
   * closes; `Encryption` ends the connections that were opened under the other; all else holds for connections from now
   * on, and the open ones go on as they began. What cannot be done is reported, and left as it was.
   */
  update(receptors: readonly IngestReceptor[]): Promise<PortChanges> {
    return this.#open.change(this.#contextsOf(receptors));
  }

  /**
   * Takes no further connections, ends the open ones and resolves when all that was read is accepted.
   *
   * @param signal ends the wait: what is not accepted by then is given up and reported
   */
  async stop(signal?: AbortSignal): Promise<void> {
    const publishers = [...[...this.#live.values()].map(({ publisher }) => publisher), this.#dead];
    const closed = this.#open.close();
    const abort = (): void => {
      for (const publisher of publishers) publisher.abort();
    };
    if (signal?.aborted === true) abort();
    signal?.addEventListener('abort', abort, { once: true });
    await Promise.all([closed, ...publishers.map((publisher) => publisher.drain())]);
    await this.#answersComing?.stop();
    this.#answersComing = undefined;
    signal?.removeEventListener('abort', abort);
  }

  /** Takes another list of shared addresses of a receptor, for connections from now on. */
  shareAddresses(receptor: string, addresses: readonly string[]): void {
    for (const listener of this.#open.listeners(receptor))
      if (listener instanceof TcpListener) listener.shareAddresses(addresses);
  }

  /** Connections that are open now: of a receptor, or of all. Over UDP there are none. */
  *openConnections(receptor?: string): Generator<OpenConnection> {
    for (const listener of this.#open.listeners(receptor))
      if (listener instanceof TcpListener) yield* listener.openConnections();
  }

  /** What each receptor that runs holds now. */
  get receptors(): readonly ReceptorState[] {
    return [...this.#running.values()].map(({ receptor }) => {
      const { name, processBoundedCapacity, maxBoundedPacketMultiplier } = receptor;
      const listeners = this.#open.listeners(name);
      return {
        receptor: name,
        connections: listeners.reduce((sum, { connections }) => sum + connections, 0),
        waiting: this.#ports.waiting.waiting(name),
        limit: processBoundedCapacity * maxBoundedPacketMultiplier,
      };
    });
  }

  /** Octets that were read and are not accepted yet. */
  get octetsInFlight(): number {
    return this.#all.used;
  }

  /** Open connections now. */
  get connections(): number {
    return this.#open.listeners().reduce((sum, { connections }) => sum + connections, 0);
  }

  /**
   * Takes octets as if a meter had sent them, on a connection (or in datagrams) of their own.
   *
   * @returns what was cut from them, before any of it is handed on
   * @throws IngestError `ingest.loopback` when the receptor does not run or has no such transport, `ingest.busy` when
   * as many octets as may be wait for their acceptance
   */
  inject(loopback: Loopback): Injected {
    const { receptor, transport, remoteAddress, packets } = loopback;
    const running = this.#running.get(receptor);
    const open = this.#open.find(receptor, transport);
    if (running === undefined)
      throw new IngestError('ingest.loopback', `there is no receptor ${receptor} that runs`);
    if (open === undefined)
      throw new IngestError(
        'ingest.loopback',
        `receptor ${receptor} does not listen on ${transport}`,
      );
    if (this.#all.full)
      throw new IngestError('ingest.busy', 'as many octets as may be wait for their acceptance');
    const { publisher } = running;
    const context = this.#captureContext(running);
    const connectionId = `loopback-${context.connectionId}`;
    this.#ports.events.loopbackTaken({
      ...{ receptor, connectionId, remoteAddress },
      octets: packets.reduce((sum, { length }) => sum + length, 0),
    });
    const framer = this.#createFramer(running.receptor);
    return runLoopback(loopback, { ...context, connectionId }, framer, open.port, {
      captured: (frame, accepted) => {
        publisher.add(frame, accepted);
      },
      refused: (refused, accepted) => {
        this.#dead.add(refused, accepted);
      },
    });
  }

  #createFramer(receptor: IngestReceptor): Framer {
    return this.#ports.createFramer(receptor.interfaceType, {
      maxApduLength: receptor.dropDataLength,
      quietTimeMs: receptor.pduQuietTimeMs,
      reassemblyTimeoutMs: REASSEMBLY_TIMEOUT_MS,
    });
  }

  #contextsOf(receptors: readonly IngestReceptor[]): ListenerContext[] {
    const running = receptors.map((receptor) => this.#run(receptor));
    this.#running = new Map(running.map((one) => [one.receptor.name, one]));
    return running.map((one) => ({
      receptor: one.receptor,
      ports: this.#ports,
      answers: this.#answers,
      pace: this.#pace,
      sharedPorts: this.#options.sharedPorts ?? false,
      createFramer: () => this.#createFramer(one.receptor),
      captureContext: () => this.#captureContext(one),
    }));
  }

  #run(receptor: IngestReceptor): Running {
    const { name, processBoundedCapacity, maxBoundedPacketMultiplier } = receptor;
    const limit = processBoundedCapacity * maxBoundedPacketMultiplier;
    const known = this.#live.get(name);
    known?.destination.resize(limit);
    return { receptor, publisher: (known ?? this.#liveWay(name, limit)).publisher };
  }

  #liveWay(receptor: string, limit: number): LiveWay {
    const destination = new LiveDestination(this.#ports, { receptor, limit });
    const publisher = new Publisher<Frame>({
      destination,
      events: this.#ports.events,
      encode: encodeFrames,
      sizeOf: envelopeSizeOf,
      about: (frame) => ({ frame }),
    });
    const way = { destination, publisher };
    this.#live.set(receptor, way);
    return way;
  }

  #captureContext({ receptor, publisher }: Running): CaptureContext {
    const { gatewayProcess, octetsInFlightPerSocket } = this.#options;
    this.#connectionCount += 1;
    return {
      receptor,
      gatewayProcess,
      connectionId: `${gatewayProcess}-${this.#connectionCount}`,
      ports: this.#ports,
      answers: this.#answers,
      own: new OctetBudget(octetsInFlightPerSocket ?? OCTETS_PER_SOCKET),
      all: this.#all,
      captured: (frame, accepted) => {
        publisher.add(frame, accepted);
      },
      refused: (refused, accepted) => {
        this.#dead.add(refused, accepted);
      },
    };
  }
}
