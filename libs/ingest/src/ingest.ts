import { type AddressInfo, type Server, type Socket, createServer } from 'node:net';
import { FRAMES_DEAD, liveQueue } from '@dlms-telemetry/bus';
import {
  type Frame,
  type RefusedFrame,
  encodeFrames,
  encodeRefusedFrames,
  envelopeSizeOf,
} from '@dlms-telemetry/frame';
import { Connection } from './connection.js';
import { IngestError } from './errors.js';
import { OctetBudget } from './octet-budget.js';
import type { IngestOptions, IngestPorts, IngestReceptor, Listening } from './ports.js';
import { Publisher } from './publisher.js';

const OCTETS_PER_SOCKET = 256 * 1024;
const OCTETS_IN_FLIGHT = 64 * 1024 * 1024;
const REASSEMBLY_TIMEOUT_MS = 60_000;
const BACKLOG = 1024;
/** Errors that mean: this machine has no IPv6. */
const NO_IPV6: ReadonlySet<string | undefined> = new Set([
  'EAFNOSUPPORT',
  'EADDRNOTAVAIL',
  'EINVAL',
]);

/**
 * Takes connections of meters, cuts and reassembles frames and hands them over before anything looks inside them:
 * accepted frames to their receptor's queue, refused octets to the dead letters. Reads no faster than what it read
 * is accepted.
 */
export class Ingest {
  readonly #options: IngestOptions;
  readonly #ports: IngestPorts;
  readonly #servers: Server[] = [];
  readonly #connections = new Set<Connection>();
  readonly #live = new Map<string, Publisher<Frame>>();
  readonly #dead: Publisher<RefusedFrame>;
  readonly #all: OctetBudget;
  #connectionCount = 0;

  constructor(ports: IngestPorts, options: IngestOptions) {
    this.#ports = ports;
    this.#options = options;
    this.#all = new OctetBudget(options.octetsInFlight ?? OCTETS_IN_FLIGHT);
    const { bus, events } = ports;
    for (const { name } of options.receptors)
      this.#live.set(
        name,
        new Publisher<Frame>(liveQueue(name), {
          bus,
          events,
          encode: encodeFrames,
          sizeOf: envelopeSizeOf,
        }),
      );
    this.#dead = new Publisher<RefusedFrame>(FRAMES_DEAD, {
      bus,
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
        const open = await this.#listen(receptor);
        this.#ports.events.listening(open);
        listening.push(open);
      }
    } catch (error) {
      await this.stop();
      throw error;
    }
    return listening;
  }

  /**
   * Takes no further connections, ends the open ones and resolves when all that was read is accepted.
   *
   * @param signal ends the wait: what is not accepted by then is given up and reported
   */
  async stop(signal?: AbortSignal): Promise<void> {
    const publishers = [...this.#live.values(), this.#dead];
    const closed = this.#servers.map(
      (server) =>
        new Promise<void>((resolve) => {
          server.close(() => {
            resolve();
          });
        }),
    );
    for (const connection of this.#connections) connection.end();
    this.#connections.clear();
    const abort = (): void => {
      for (const publisher of publishers) publisher.abort();
    };
    if (signal?.aborted === true) abort();
    signal?.addEventListener('abort', abort, { once: true });
    await Promise.all([...closed, ...publishers.map((publisher) => publisher.drain())]);
    signal?.removeEventListener('abort', abort);
  }

  /** Open connections now. */
  get connections(): number {
    return this.#connections.size;
  }

  async #listen(receptor: IngestReceptor): Promise<Listening> {
    const server = createServer({ noDelay: true, keepAlive: true }, (socket) => {
      this.#connected(socket, receptor);
    });
    this.#servers.push(server);
    const hosts = receptor.address.toLowerCase() === 'any' ? ['::', '0.0.0.0'] : [receptor.address];
    const { address, port } = await listenOnFirst(server, hosts, receptor);
    server.on('error', (error) => {
      this.#ports.events.serverFailed({ receptor: receptor.name, error });
    });
    return { receptor: receptor.name, address, port };
  }

  #connected(socket: Socket, receptor: IngestReceptor): void {
    const publisher = this.#live.get(receptor.name);
    if (publisher === undefined) throw new Error(`no publisher for receptor ${receptor.name}`);
    this.#connectionCount += 1;
    const connection = new Connection(socket, {
      receptor,
      gatewayProcess: this.#options.gatewayProcess,
      connectionId: `${this.#options.gatewayProcess}-${this.#connectionCount}`,
      framer: this.#ports.createFramer(receptor.interfaceType, {
        maxApduLength: receptor.dropDataLength,
        quietTimeMs: receptor.pduQuietTimeMs,
        reassemblyTimeoutMs: REASSEMBLY_TIMEOUT_MS,
      }),
      ports: this.#ports,
      own: new OctetBudget(this.#options.octetsInFlightPerSocket ?? OCTETS_PER_SOCKET),
      all: this.#all,
      captured: (frame, accepted) => {
        publisher.add(frame, accepted);
      },
      refused: (refused, accepted) => {
        this.#dead.add(refused, accepted);
      },
    });
    this.#connections.add(connection);
    socket.once('close', () => {
      this.#connections.delete(connection);
    });
  }
}

async function listenOnFirst(
  server: Server,
  hosts: readonly string[],
  { name, port }: IngestReceptor,
): Promise<AddressInfo> {
  for (const [index, host] of hosts.entries()) {
    try {
      return await listen(server, host, port);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (NO_IPV6.has(code) && index + 1 < hosts.length) continue;
      const reason = code === 'EADDRINUSE' ? 'another process listens there' : message;
      throw new IngestError(
        'ingest.listen',
        `Receptor ${name} cannot listen on ${host} port ${port}: ${reason}.`,
        { cause: error },
      );
    }
  }
  throw new RangeError('no host to listen on');
}

function listen(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, backlog: BACKLOG }, () => {
      server.off('error', reject);
      resolve(server.address() as AddressInfo);
    });
  });
}
