import type { Socket } from 'node:net';
import { Server, type TLSSocket } from 'node:tls';
import type { Certificates, Identity } from './certificates.js';

const HANDSHAKE_TIMEOUT_MS = 10_000;
const CLOSED = 'the sender has closed';
const HANDSHAKE = 0x16;
const TLS_MAJOR = 0x03;
const CLIENT_HELLO = 0x01;
/** Record header, then type and length of the handshake message. */
const HELLO_START = 9;

/** Whether a connection that begins so can be TLS. Two octets tell; undefined when there is one. */
export function isTlsStart(octets: Uint8Array): boolean | undefined {
  if (octets[0] !== HANDSHAKE) return false;
  return octets.length < 2 ? undefined : octets[1] === TLS_MAJOR;
}

/** Whether octets begin with a ClientHello (RFC 8446, 4.1.2), and so with no frame of a meter. */
export function isTlsHello(octets: Uint8Array): boolean {
  if (octets.length < HELLO_START || isTlsStart(octets) !== true) return false;
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  const record = view.getUint16(3);
  return (
    view.getUint8(5) === CLIENT_HELLO &&
    view.getUint8(6) === 0 &&
    view.getUint16(7) + (HELLO_START - 5) === record
  );
}

/** How a handshake ended. */
export type Handshake =
  | { readonly kind: 'secure'; readonly socket: TLSSocket }
  | { readonly kind: 'failed'; readonly error: unknown };

/** Makes accepted connections secure; the certificate is the newest one. */
export class TlsGate {
  readonly #certificates: Certificates;
  readonly #askForCertificate: boolean;
  readonly #waiting = new Map<string, (handshake: Handshake) => void>();
  /** Listens to nothing: it is handed connections, and checks the certificates of meters. */
  #server: { readonly identity: Identity; readonly server: Server } | undefined;

  /** @param askForCertificate whether a meter must show a certificate of an accepted issuer */
  constructor(certificates: Certificates, askForCertificate: boolean) {
    this.#certificates = certificates;
    this.#askForCertificate = askForCertificate;
  }

  /** Leads a paused connection through its handshake. */
  async pass(socket: Socket): Promise<Handshake> {
    let identity;
    try {
      identity = await this.#certificates.current();
    } catch (error) {
      return { kind: 'failed', error };
    }
    if (socket.destroyed) return { kind: 'failed', error: new Error(CLOSED) };
    const server = this.#serverOf(identity);
    const peer = peerOf(socket);
    return new Promise((resolve) => {
      this.#waiting.set(peer, (handshake) => {
        this.#waiting.delete(peer);
        resolve(handshake);
      });
      socket.once('close', () => {
        this.#waiting.get(peer)?.({ kind: 'failed', error: new Error(CLOSED) });
      });
      server.emit('connection', socket);
    });
  }

  #serverOf(identity: Identity): Server {
    if (this.#server?.identity === identity) return this.#server.server;
    const server = new Server({
      ...identity,
      requestCert: this.#askForCertificate,
      rejectUnauthorized: this.#askForCertificate,
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    });
    server
      .on('secureConnection', (socket) => {
        socket.pause();
        this.#waiting.get(peerOf(socket))?.({ kind: 'secure', socket });
      })
      .on('tlsClientError', (error, socket) => {
        this.#waiting.get(peerOf(socket))?.({ kind: 'failed', error });
        socket.destroy();
      });
    this.#server = { identity, server };
    return server;
  }
}

/** Two connections of one port never have the same peer. */
function peerOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress ?? ''} ${remotePort ?? 0}`;
}
