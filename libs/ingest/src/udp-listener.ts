import { type RemoteInfo, type Socket, createSocket } from 'node:dgram';
import { isIP } from 'node:net';
import { plainAddress, socketAddress } from './address.js';
import type { Answerable, Reply } from './answers.js';
import { Capture, type CaptureContext } from './capture.js';
import { IngestError } from './errors.js';
import type { IngestReceptor, ListenerContext, Listening } from './ports.js';
import { mayTell } from './rubbish-pace.js';

/** Senders whose segments or blocks may wait for more at once; over it the one that began first is given up. */
const MOST_REASSEMBLIES = 1024;
const WRAPPER_SOURCE = 2;
const WRAPPER_SOURCE_END = 4;
const NO_IPV6: ReadonlySet<string | undefined> = new Set(['EAFNOSUPPORT', 'EADDRNOTAVAIL']);

/** A receptor's UDP port. What needs several datagrams is joined by address, port and wrapper source. */
export class UdpListener {
  #context: ListenerContext;
  readonly #waiting = new Map<string, Capture>();
  #socket: Socket | undefined;
  #localPort = 0;
  #endAnswers: () => void = () => undefined;
  /** Of this port as a whole; what a sender is given besides is its own. */
  readonly connections = 0;

  constructor(context: ListenerContext) {
    this.#context = context;
  }

  /**
   * @param sharedPort the port that another transport of this receptor has, where the options leave it open
   * @throws IngestError `ingest.listen` when the port cannot be opened
   */
  async start(sharedPort?: number): Promise<Listening> {
    const { receptor, ports, sharedPorts } = this.#context;
    const socket = await bindOnFirst(
      { ...receptor, port: sharedPort ?? receptor.port },
      sharedPorts,
    );
    this.#socket = socket;
    const { address, port } = socket.address();
    this.#localPort = port;
    this.#endAnswers = this.#context.answers.listening(receptor.name, (to) => this.#replyTo(to));
    socket
      .on('message', (datagram, from) => {
        this.#received(datagram, from);
      })
      .on('error', (error) => {
        ports.events.serverFailed({ receptor: receptor.name, error });
      });
    return { receptor: receptor.name, address, port, transport: 'udp' };
  }

  /** Takes other options, for senders from now on; those of whom something waits go on as they began. */
  renew(context: ListenerContext): Promise<void> {
    this.#context = context;
    return Promise.resolve();
  }

  /** Takes no further datagrams; what waits for more becomes a refusal. */
  stop(): Promise<void> {
    for (const capture of this.#waiting.values()) capture.end();
    this.#waiting.clear();
    this.#endAnswers();
    const socket = this.#socket;
    this.#socket = undefined;
    if (socket === undefined) return Promise.resolve();
    return new Promise((resolve) => {
      socket.close(resolve);
    });
  }

  #received(datagram: Uint8Array, from: RemoteInfo): void {
    const { receptor, ports, captureContext } = this.#context;
    if (datagram.length === 0) return;
    const remoteAddress = plainAddress(from.address);
    const key = `${remoteAddress} ${from.port} ${wrapperSourceOf(datagram)}`;
    const known = this.#waiting.get(key);
    const context = known === undefined ? captureContext() : undefined;
    if (context?.all.full === true) {
      // Nobody can be asked to wait: UDP has no back-pressure.
      ports.events.datagramDropped({ receptor: receptor.name, remoteAddress });
      return;
    }
    const capture = known ?? this.#captureOf(context ?? captureContext(), remoteAddress, from.port);
    capture.receive(datagram);
    capture.endDatagram();
    if (capture.buffered === 0) this.#waiting.delete(key);
    else if (known === undefined) this.#keep(key, capture);
  }

  #captureOf(context: CaptureContext, remoteAddress: string, remotePort: number): Capture {
    const { receptor, ports, pace, createFramer } = this.#context;
    const sender = { transport: 'udp', remoteAddress, remotePort } as const;
    const refused: CaptureContext['refused'] = (letter, accepted) => {
      if (mayTell(pace, letter.frame.bytes.length)) {
        context.refused(letter, accepted);
        return;
      }
      ports.events.datagramDropped({ receptor: receptor.name, remoteAddress });
      accepted();
    };
    const from = { ...sender, localPort: this.#localPort };
    return new Capture(
      { ...context, refused },
      createFramer(),
      from,
      this.#replyTo({ remoteAddress, remotePort }),
    );
  }

  #replyTo({ remoteAddress, remotePort }: Omit<Answerable, 'reply'>): Reply {
    return (octets, told) => {
      const socket = this.#socket;
      if (socket === undefined) {
        told('connection-gone');
        return;
      }
      const host = socketAddress(remoteAddress, socket.address().family);
      socket.send(octets, remotePort, host, (error) => {
        told(error === null ? 'sent' : 'failed');
      });
    };
  }

  #keep(key: string, capture: Capture): void {
    this.#waiting.set(key, capture);
    if (this.#waiting.size <= MOST_REASSEMBLIES) return;
    for (const [oldest, given] of this.#waiting) {
      given.end();
      this.#waiting.delete(oldest);
      return;
    }
  }
}

/** Source address in a wrapper's header, where the datagram begins with one. */
function wrapperSourceOf(datagram: Uint8Array): string {
  const framed = datagram.length >= WRAPPER_SOURCE_END && datagram[0] === 0 && datagram[1] === 1;
  return framed ? datagram.slice(WRAPPER_SOURCE, WRAPPER_SOURCE_END).join('.') : '';
}

/** With `Any` that of both IPv6 and IPv4 where the machine has both. */
async function bindOnFirst(
  { name, address, port }: IngestReceptor,
  reusePort: boolean,
): Promise<Socket> {
  const hosts = address.toLowerCase() === 'any' ? ['::', '0.0.0.0'] : [address];
  for (const [index, host] of hosts.entries()) {
    try {
      return await bind(host, port, reusePort);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (NO_IPV6.has(code) && index + 1 < hosts.length) continue;
      const reason = code === 'EADDRINUSE' ? 'another process listens there' : message;
      throw new IngestError(
        'ingest.listen',
        `Receptor ${name} cannot listen on ${host} port ${port} (UDP): ${reason}.`,
        { cause: error },
      );
    }
  }
  throw new RangeError('no host to listen on');
}

function bind(host: string, port: number, reusePort: boolean): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createSocket({ type: isIP(host) === 6 ? 'udp6' : 'udp4', reusePort });
    const failed = (error: Error): void => {
      socket.close();
      reject(error);
    };
    socket.once('error', failed).bind(port, host, () => {
      socket.off('error', failed);
      resolve(socket);
    });
  });
}
