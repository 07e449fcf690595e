import { type AddressInfo, type Server, type Socket, createServer } from 'node:net';
import { AddressList, plainAddress } from './address.js';
import { Capture, type CaptureContext, type Sender } from './capture.js';
import { ConnectionTable } from './connection-table.js';
import { Connection } from './connection.js';
import { droppedClientRules } from './dropped-clients.js';
import { IngestError } from './errors.js';
import type { CloseReason } from './events.js';
import type { IngestPorts, IngestReceptor, Listening } from './ports.js';
import { type ProxyHeader, readProxyHeader } from './proxy-header.js';
import { readStart } from './read-start.js';

const BACKLOG = 1024;
const START_TIMEOUT_MS = 5000;
/** Errors that mean: this machine has no IPv6. */
const NO_IPV6: ReadonlySet<string | undefined> = new Set([
  'EAFNOSUPPORT',
  'EADDRNOTAVAIL',
  'EINVAL',
]);

/** What a listener is given by the stage. */
export interface ListenerContext {
  readonly receptor: IngestReceptor;
  readonly ports: IngestPorts;
  /** Everything that one connection needs beside the octets. */
  readonly captureContext: () => CaptureContext;
  readonly createFramer: () => ReturnType<IngestPorts['createFramer']>;
}

/** A connection on its way: accepted, and not yet known whose it is. */
interface Arrival {
  readonly socket: Socket;
  readonly context: CaptureContext;
  sender: Sender;
}

/** A receptor's TCP port. */
export class TcpListener {
  readonly #context: ListenerContext;
  readonly #server: Server;
  readonly #table: ConnectionTable<Connection>;
  readonly #proxies: AddressList;
  readonly #shared: AddressList;
  readonly #sockets = new Set<Socket>();
  readonly #connections = new Set<Connection>();

  constructor(context: ListenerContext) {
    this.#context = context;
    const { receptor } = context;
    this.#proxies = new AddressList(receptor.proxyProtocolFrom);
    this.#shared = new AddressList([...receptor.sharedAddresses, ...receptor.proxyProtocolFrom]);
    this.#table = new ConnectionTable(receptor);
    this.#server = createServer({ noDelay: true, pauseOnConnect: true }, (socket) => {
      this.#accepted(socket);
    });
  }

  /** Open connections now. */
  get connections(): number {
    return this.#connections.size;
  }

  /** @throws IngestError `ingest.listen` when the port cannot be opened */
  async start(): Promise<Listening> {
    const { receptor, ports } = this.#context;
    const { address, port } = await listenOnFirst(this.#server, receptor);
    this.#server.on('error', (error) => {
      ports.events.serverFailed({ receptor: receptor.name, error });
    });
    return { receptor: receptor.name, address, port };
  }

  /** Takes no further connections and ends the open ones; resolves when the port is closed. */
  stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
    for (const connection of this.#connections) connection.end('stopped');
    this.#connections.clear();
    for (const socket of this.#sockets) socket.destroy();
    return closed;
  }

  #accepted(socket: Socket): void {
    const { receptor, ports, captureContext } = this.#context;
    const context = captureContext();
    const { connectionId } = context;
    socket.on('error', (error) => {
      ports.events.connectionFailed({ receptor: receptor.name, connectionId, error });
    });
    const sender: Sender = {
      transport: 'tcp',
      remoteAddress: plainAddress(socket.remoteAddress ?? ''),
      remotePort: socket.remotePort ?? 0,
      localPort: socket.localPort ?? 0,
    };
    const arrival = { socket, context, sender };
    if (this.#table.full) {
      this.#turnAway(arrival, 'max-connections');
      return;
    }
    const giveBack = this.#table.take();
    this.#sockets.add(socket);
    socket.once('close', () => {
      this.#sockets.delete(socket);
      giveBack();
    });
    // Without a promise in between where nothing is to be waited for.
    if (this.#proxies.has(sender.remoteAddress)) void this.#fromProxy(arrival);
    else this.#open(arrival);
  }

  /** Only what stands in the header tells whose connection it is. */
  async #fromProxy(arrival: Arrival): Promise<void> {
    const { socket, context, sender } = arrival;
    const start = await readStart<Exclude<ProxyHeader, { readonly kind: 'more' }>>(socket, {
      clock: context.ports.clock,
      timeoutMs: START_TIMEOUT_MS,
      judge: (octets) => {
        const header = readProxyHeader(octets);
        return header.kind === 'more' ? undefined : header;
      },
    });
    if (start.kind !== 'found') {
      // A port scan brings no octet: nothing to refuse.
      if (start.octets.length === 0) this.#turnAway(arrival, 'no-proxy-header');
      else this.#refuse(arrival, 'half a PROXY header came', start.octets.length, start.octets);
      return;
    }
    const { found, octets } = start;
    if (found.kind === 'bad') {
      this.#refuse(arrival, found.message, found.offset, octets);
    } else if (found.kind === 'local') {
      this.#turnAway(arrival, 'health-check');
    } else {
      const { remoteAddress, remotePort } = found;
      if (octets.length > found.length) socket.unshift(octets.subarray(found.length));
      this.#open({ ...arrival, sender: { ...sender, remoteAddress, remotePort } });
    }
  }

  #open({ socket, context, sender }: Arrival): void {
    const { receptor } = this.#context;
    const { remoteAddress } = sender;
    if (socket.destroyed) return;
    if (this.#table.isFull(remoteAddress)) {
      this.#turnAway({ socket, context, sender }, 'max-connections-per-address');
      return;
    }
    const rules = droppedClientRules(receptor);
    const connection = new Connection(
      socket,
      { ...context, rules },
      this.#context.createFramer(),
      sender,
    );
    const others = this.#table.add(remoteAddress, connection);
    if (rules.oneAnAddress && !this.#shared.has(remoteAddress))
      for (const other of others) other.replace();
    this.#connections.add(connection);
    socket.once('close', () => {
      this.#connections.delete(connection);
      this.#table.delete(remoteAddress, connection);
    });
  }

  #refuse(arrival: Arrival, message: string, offset: number, octets: Uint8Array): void {
    const { context, sender } = arrival;
    const capture = new Capture(context, this.#context.createFramer(), sender);
    const wire = octets.slice(0, this.#context.receptor.dropDataLength);
    capture.refuse('source.proxy-header', message, Math.min(offset, wire.length), wire);
    this.#turnAway(arrival, 'proxy-header');
  }

  #turnAway({ socket, context, sender }: Arrival, reason: CloseReason): void {
    context.ports.events.connectionTurnedAway({
      receptor: context.receptor.name,
      connectionId: context.connectionId,
      remoteAddress: sender.remoteAddress,
      reason,
    });
    socket.destroy();
  }
}

async function listenOnFirst(
  server: Server,
  { name, address, port }: IngestReceptor,
): Promise<AddressInfo> {
  const hosts = address.toLowerCase() === 'any' ? ['::', '0.0.0.0'] : [address];
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
