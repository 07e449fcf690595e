import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { SimulateError } from './errors.js';
import type { Connect, MeterSocket } from './ports.js';

/** Waits of the TCP adapter, in milliseconds. */
export interface TcpConnectOptions {
  /** For the connection to stand; 10,000 by default. */
  readonly connectTimeoutMs?: number;
  /** For the other side to take what was written, and to close after us; 30,000 by default. */
  readonly writeTimeoutMs?: number;
}

/** TCP connections by node:net. Every wait ends: with the connection, or with `simulate.connection`. */
export function tcpConnect(options: TcpConnectOptions = {}): Connect {
  const { connectTimeoutMs = 10_000, writeTimeoutMs = 30_000 } = options;
  return (host, port) =>
    new Promise((resolve, reject) => {
      const socket = connect({ host, port, noDelay: true });
      const timer = setTimeout(() => {
        socket.destroy();
        reject(failed(`no answer from ${host}:${port} within ${connectTimeoutMs} ms`));
      }, connectTimeoutMs);
      socket.once('error', (cause) => {
        clearTimeout(timer);
        reject(failed(`cannot connect to ${host}:${port}`, cause));
      });
      socket.once('connect', () => {
        clearTimeout(timer);
        socket.removeAllListeners('error');
        resolve(new TcpMeterSocket(socket, writeTimeoutMs));
      });
    });
}

class TcpMeterSocket implements MeterSocket {
  readonly #socket: Socket;
  readonly #timeoutMs: number;

  constructor(socket: Socket, timeoutMs: number) {
    this.#socket = socket;
    this.#timeoutMs = timeoutMs;
    // 'close' always follows, and writes report the loss; without a listener it would end the process.
    socket.on('error', () => undefined);
    socket.resume();
  }

  get closed(): boolean {
    return !this.#socket.writable;
  }

  write(octets: Uint8Array): Promise<void> {
    return this.#ending('the receptor takes nothing more', (done) => {
      this.#socket.write(octets, (error) => {
        done(error ? failed('the connection was lost', error) : undefined);
      });
    });
  }

  end(): Promise<void> {
    if (this.#socket.closed) return Promise.resolve();
    return this.#ending('the receptor does not close', (done) => {
      this.#socket.once('close', () => {
        done();
      });
      this.#socket.end();
    });
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** Runs `begin` until it reports done; breaks the connection off when that takes too long. */
  #ending(late: string, begin: (done: (error?: Error) => void) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#socket.destroy();
        reject(failed(late));
      }, this.#timeoutMs);
      begin((error) => {
        clearTimeout(timer);
        if (error) reject(error);
        else resolve();
      });
    });
  }
}

function failed(message: string, cause?: unknown): SimulateError {
  return new SimulateError('simulate.connection', message, cause);
}
