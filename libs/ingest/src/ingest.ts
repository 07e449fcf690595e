import { FRAMES_DEAD } from '@dlms-telemetry/bus';
import type { Framer } from '@dlms-telemetry/dlms';
import {
  type Frame,
  type RefusedFrame,
  encodeFrames,
  encodeRefusedFrames,
  envelopeSizeOf,
} from '@dlms-telemetry/frame';
import type { CaptureContext } from './capture.js';
import { LiveDestination, QueueDestination } from './destinations.js';
import { IngestError } from './errors.js';
import { type Injected, type Loopback, runLoopback } from './loopback.js';
import { OctetBudget } from './octet-budget.js';
import type { IngestOptions, IngestPorts, IngestReceptor, Listening } from './ports.js';
import { Publisher } from './publisher.js';
import { RubbishPace } from './rubbish-pace.js';
import { TcpListener } from './tcp-listener.js';
import { UdpListener } from './udp-listener.js';

const OCTETS_PER_SOCKET = 512 * 1024;
const OCTETS_IN_FLIGHT = 64 * 1024 * 1024;
const REASSEMBLY_TIMEOUT_MS = 60_000;

/**
 * Takes connections of meters, cuts and reassembles frames and hands them over before anything looks inside them:
 * accepted frames to their receptor's queue or the overflow, refused octets to the dead letters. Reads no faster than
 * what it read is accepted.
 */
export class Ingest {
  readonly #options: IngestOptions;
  readonly #ports: IngestPorts;
  readonly #listeners: (TcpListener | UdpListener)[] = [];
  readonly #live = new Map<string, Publisher<Frame>>();
  readonly #dead: Publisher<RefusedFrame>;
  readonly #all: OctetBudget;
  readonly #pace: RubbishPace;
  #connectionCount = 0;
  #listening: readonly Listening[] = [];

  constructor(ports: IngestPorts, options: IngestOptions) {
    this.#ports = ports;
    this.#options = options;
    this.#all = new OctetBudget(options.octetsInFlight ?? OCTETS_IN_FLIGHT);
    this.#pace = new RubbishPace(ports.clock);
    const { bus, events } = ports;
    for (const { name, processBoundedCapacity, maxBoundedPacketMultiplier } of options.receptors)
      this.#live.set(
        name,
        new Publisher<Frame>({
          destination: new LiveDestination(ports, {
            receptor: name,
            limit: processBoundedCapacity * maxBoundedPacketMultiplier,
          }),
          events,
          encode: encodeFrames,
          sizeOf: envelopeSizeOf,
        }),
      );
    this.#dead = new Publisher<RefusedFrame>({
      destination: new QueueDestination(FRAMES_DEAD, bus),
      events,
      encode: encodeRefusedFrames,
      sizeOf: ({ frame, refusal }) => envelopeSizeOf(frame) + refusal.message.length,
    });
  }

  /**
   * Opens every receptor's port.
   *
   * @returns the open ports, in the order of the receptors
   * @throws IngestError `ingest.listen` when one cannot be opened; none stays open then
   */
  async start(): Promise<Listening[]> {
    const listening: Listening[] = [];
    try {
      for (const receptor of this.#options.receptors) {
        let shared: number | undefined;
        for (const listener of this.#listenersOf(receptor)) {
          const open = await listener.start(shared);
          shared = open.port;
          this.#listeners.push(listener);
          this.#ports.events.listening(open);
          listening.push(open);
        }
      }
    } catch (error) {
      await this.stop();
      throw error;
    }
    this.#listening = listening;
    return listening;
  }

  /**
   * Takes no further connections, ends the open ones and resolves when all that was read is accepted.
   *
   * @param signal ends the wait: what is not accepted by then is given up and reported
   */
  async stop(signal?: AbortSignal): Promise<void> {
    const publishers = [...this.#live.values(), this.#dead];
    const closed = this.#listeners.map((listener) => listener.stop());
    const abort = (): void => {
      for (const publisher of publishers) publisher.abort();
    };
    if (signal?.aborted === true) abort();
    signal?.addEventListener('abort', abort, { once: true });
    await Promise.all([...closed, ...publishers.map((publisher) => publisher.drain())]);
    signal?.removeEventListener('abort', abort);
  }

  /** Takes another list of shared addresses of a receptor, for connections from now on. */
  shareAddresses(receptor: string, addresses: readonly string[]): void {
    for (const listener of this.#listeners)
      if (listener instanceof TcpListener && listener.receptor === receptor)
        listener.shareAddresses(addresses);
  }

  /** Open connections now. */
  get connections(): number {
    return this.#listeners.reduce((sum, { connections }) => sum + connections, 0);
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
    const publisher = this.#live.get(receptor);
    const found = this.#options.receptors.find(({ name }) => name === receptor);
    const open = this.#listening.find(
      (port) => port.receptor === receptor && (port.transport ?? 'tcp') === transport,
    );
    if (found === undefined || publisher === undefined)
      throw new IngestError('ingest.loopback', `there is no receptor ${receptor} that runs`);
    if (open === undefined)
      throw new IngestError(
        'ingest.loopback',
        `receptor ${receptor} does not listen on ${transport}`,
      );
    if (this.#all.full)
      throw new IngestError('ingest.busy', 'as many octets as may be wait for their acceptance');
    const context = this.#captureContext(found, publisher);
    const connectionId = `loopback-${context.connectionId}`;
    this.#ports.events.loopbackTaken({
      ...{ receptor, connectionId, remoteAddress },
      octets: packets.reduce((sum, { length }) => sum + length, 0),
    });
    const framer = this.#createFramer(found);
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

  #listenersOf(receptor: IngestReceptor): (TcpListener | UdpListener)[] {
    const publisher = this.#live.get(receptor.name);
    if (publisher === undefined) throw new Error(`no publisher for receptor ${receptor.name}`);
    const context = {
      receptor,
      ports: this.#ports,
      pace: this.#pace,
      createFramer: () => this.#createFramer(receptor),
      captureContext: () => this.#captureContext(receptor, publisher),
    };
    return [
      ...(receptor.transports.includes('Tcp') ? [new TcpListener(context)] : []),
      ...(receptor.transports.includes('Udp') ? [new UdpListener(context)] : []),
    ];
  }

  #captureContext(receptor: IngestReceptor, publisher: Publisher<Frame>): CaptureContext {
    const { gatewayProcess, octetsInFlightPerSocket } = this.#options;
    this.#connectionCount += 1;
    return {
      receptor,
      gatewayProcess,
      connectionId: `${gatewayProcess}-${this.#connectionCount}`,
      ports: this.#ports,
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
