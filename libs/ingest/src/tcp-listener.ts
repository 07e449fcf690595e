import { type Server, type Socket, createServer } from 'node:net';
import { AddressList, plainAddress } from './address.js';
import { Capture, type CaptureContext, type Sender } from './capture.js';
import { Certificates, type TlsOptions } from './certificates.js';
import { ConnectionTable } from './connection-table.js';
import { Connection, type OpenConnection } from './connection.js';
import { droppedClientRules } from './dropped-clients.js';
import type { IngestRefusalCode } from './errors.js';
import type { CloseReason } from './events.js';
import { listenOnFirst } from './listen.js';
import type { ListenerContext, Listening } from './ports.js';
import { type ProxyHeader, readProxyHeader } from './proxy-header.js';
import { readStart } from './read-start.js';
import { TlsGate, isTlsStart } from './tls-gate.js';

const START_TIMEOUT_MS = 5000;
const PROXY_HEADER = { code: 'source.proxy-header', reason: 'proxy-header' } as const;
const HALF_A_HEADER = 'half a PROXY header came';
const PLAIN = { code: 'link.tls-expected', reason: 'no-tls' } as const;

/** A connection on its way: accepted, and not yet known whose it is. */
interface Arrival {
  readonly socket: Socket;
  readonly context: CaptureContext;
  readonly sender: Sender;
}

/** What makes connections secure. */
interface Secure {
  readonly certificates: Certificates;
  readonly gate: TlsGate;
}

/** A receptor's TCP port. */
export class TcpListener {
  #context: ListenerContext;
  readonly #server: Server;
  #secure: Secure | undefined;
  readonly #table: ConnectionTable<Connection>;
  #proxies: AddressList;
  #shared: AddressList;
  readonly #sockets = new Set<Socket>();
  readonly #connections = new Set<Connection>();

  constructor(context: ListenerContext) {
    this.#context = context;
    const { receptor } = context;
    this.#secure = secureBy(context);
    this.#proxies = new AddressList(receptor.proxyProtocolFrom);
    this.#shared = sharedBy(receptor, receptor.sharedAddresses);
    this.#table = new ConnectionTable(receptor);
    this.#server = createServer({ noDelay: true, pauseOnConnect: true }, (socket) => {
      this.#accepted(socket);
    });
  }

  /** Name of the receptor. */
  get receptor(): string {
    return this.#context.receptor.name;
  }

  /** Takes another list of shared addresses, for connections from now on. */
  shareAddresses(addresses: readonly string[]): void {
    this.#shared = sharedBy(this.#context.receptor, addresses);
  }

  /** Open connections now. */
  get connections(): number {
    return this.#connections.size;
  }

  /** The same, one by one. */
  *openConnections(): Generator<OpenConnection> {
    for (const { state } of this.#connections) yield state;
  }

  /** @throws IngestError `ingest.listen` when the port cannot be opened, `ingest.certificate` without a certificate */
  async start(): Promise<Listening> {
    const { receptor, ports, sharedPorts } = this.#context;
    await this.#secure?.certificates.current();
    const { address, port } = await listenOnFirst(this.#server, receptor, sharedPorts);
    this.#server.on('error', (error) => {
      ports.events.serverFailed({ receptor: receptor.name, error });
    });
    return { receptor: receptor.name, address, port };
  }

  /**
   * Takes other options but address and port, for connections from now on; the open ones go on as they began, except
   * where `Encryption` has changed.
   *
   * @throws IngestError `ingest.certificate` without a certificate: nothing has changed then
   */
  async renew(context: ListenerContext): Promise<void> {
    const { receptor } = context;
    const { tls } = this.#context.receptor;
    if (!isSameTls(tls, receptor.tls)) {
      const secure = secureBy(context);
      await secure?.certificates.current();
      this.#secure = secure;
    }
    this.#context = context;
    this.#proxies = new AddressList(receptor.proxyProtocolFrom);
    this.#shared = sharedBy(receptor, receptor.sharedAddresses);
    this.#table.limit(receptor);
    if ((tls === undefined) !== (receptor.tls === undefined)) this.#endAll('reconfigured');
  }

  /** Takes no further connections and ends the open ones; resolves when the port is closed. */
  stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
    this.#endAll('stopped');
    return closed;
  }

  #endAll(reason: CloseReason): void {
    for (const connection of this.#connections) connection.end(reason);
    this.#connections.clear();
    for (const socket of this.#sockets) socket.destroy();
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
    else this.#next(arrival);
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
      else this.#refuse(arrival, PROXY_HEADER, HALF_A_HEADER, start.octets, start.octets.length);
      return;
    }
    const { found, octets } = start;
    if (found.kind === 'bad') {
      this.#refuse(arrival, PROXY_HEADER, found.message, octets, found.offset);
    } else if (found.kind === 'local') {
      this.#turnAway(arrival, 'health-check');
    } else {
      const { remoteAddress, remotePort } = found;
      if (octets.length > found.length) socket.unshift(octets.subarray(found.length));
      this.#next({ ...arrival, sender: { ...sender, remoteAddress, remotePort } });
    }
  }

  #next(arrival: Arrival): void {
    if (this.#secure === undefined) this.#open(arrival);
    else void this.#passGate(arrival, this.#secure.gate);
  }

  /** Nothing but TLS passes; what else comes is refused with its octets. */
  async #passGate(arrival: Arrival, gate: TlsGate): Promise<void> {
    const { socket, context, sender } = arrival;
    const { clock, events } = context.ports;
    const start = await readStart(socket, {
      clock,
      timeoutMs: START_TIMEOUT_MS,
      judge: isTlsStart,
    });
    if (start.kind !== 'found') {
      this.#turnAway(arrival, 'no-tls');
    } else if (!start.found) {
      this.#refuse(arrival, PLAIN, 'octets came that are not TLS', start.octets);
    } else {
      socket.unshift(start.octets);
      const handshake = await gate.pass(socket);
      if (handshake.kind === 'secure') {
        const secure = { socket: handshake.socket, context, sender };
        this.#open({ ...secure, sender: { ...sender, transport: 'tls' } });
        return;
      }
      const { error } = handshake;
      events.tlsFailed({
        receptor: context.receptor.name,
        connectionId: context.connectionId,
        remoteAddress: sender.remoteAddress,
        error,
      });
      socket.destroy();
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
      { ...context, rules, pace: this.#context.pace },
      this.#context.createFramer(),
      sender,
    );
    const before = this.#table.add(remoteAddress, connection);
    if (rules.oneAnAddress && !this.#shared.has(remoteAddress)) before?.replace();
    this.#connections.add(connection);
    socket.once('close', () => {
      this.#connections.delete(connection);
      this.#table.delete(remoteAddress, connection);
    });
  }

  #refuse(
    arrival: Arrival,
    { code, reason }: { readonly code: IngestRefusalCode; readonly reason: CloseReason },
    message: string,
    octets: Uint8Array,
    offset = 0,
  ): void {
    const { context, sender } = arrival;
    const capture = new Capture(context, this.#context.createFramer(), sender);
    const wire = octets.slice(0, this.#context.receptor.dropDataLength);
    capture.refuse(code, message, Math.min(offset, wire.length), wire);
    this.#turnAway(arrival, reason);
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

function secureBy({ receptor, ports }: ListenerContext): Secure | undefined {
  const { tls, name } = receptor;
  if (tls === undefined) return undefined;
  const certificates = new Certificates(name, tls, ports.clock, (error) => {
    ports.events.certificateKept({ receptor: name, error });
  });
  return { certificates, gate: new TlsGate(certificates, tls.validateClientCertificate) };
}

function isSameTls(one: TlsOptions | undefined, other: TlsOptions | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return (
    one.certificatePath === other.certificatePath &&
    one.certificatePassword() === other.certificatePassword() &&
    one.certificateSubjectName === other.certificateSubjectName &&
    one.certificateFolder === other.certificateFolder &&
    one.validateClientCertificate === other.validateClientCertificate &&
    one.clientCertificateAuthorities === other.clientCertificateAuthorities
  );
}

/** Behind a load balancer there may be any number of meters. */
function sharedBy(
  { proxyProtocolFrom }: ListenerContext['receptor'],
  addresses: readonly string[],
): AddressList {
  return new AddressList([...addresses, ...proxyProtocolFrom]);
}
