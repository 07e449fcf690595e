import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { makeMeters, pusherOf, type Meter } from '../decode/fleet.js';

/** What the pushing meters are. */
export interface LoadOptions {
  /** Meters, each with its own keys. */
  readonly meters: number;
  /** Forms of notification. */
  readonly shapes: number;
  /** Kept connections; each carries the pushes of several meters. */
  readonly connections: number;
}

/**
 * Meters that push over kept connections. All frames are made before the clock starts; no invocation counter comes
 * twice. Meters take turns, and each frame is written by itself, as meters do.
 */
export class Load {
  readonly meters: readonly Meter[];
  readonly #options: LoadOptions;
  readonly #pushers: readonly ((push: number) => Uint8Array)[];
  #frames: Uint8Array[] = [];
  #pushes = 0;
  #next = 0;
  #sockets: Socket[] = [];

  constructor(options: LoadOptions) {
    this.#options = options;
    this.meters = makeMeters(options.meters);
    this.#pushers = this.meters.map((meter, index) => pusherOf(meter, index, options));
  }

  /** Frames made and not yet sent. */
  get prepared(): number {
    return this.#frames.length - this.#next;
  }

  /** Makes frames until so many are prepared. */
  prepare(frames: number): void {
    this.#frames.splice(0, this.#next);
    this.#next = 0;
    while (this.prepared < frames) {
      for (const push of this.#pushers) this.#frames.push(push(this.#pushes));
      this.#pushes++;
    }
  }

  /** Prepares the same frames again, for who does not look into them. */
  rewind(): void {
    this.#next = 0;
  }

  /** Octets of one frame. */
  get frameOctets(): number {
    return this.#frames[0]?.length ?? 0;
  }

  /** The next prepared frames, for who wants them without a connection. */
  take(frames: number): Uint8Array[] {
    this.#next += frames;
    return this.#frames.slice(this.#next - frames, this.#next);
  }

  /** Opens the connections. */
  async connect(port: number): Promise<void> {
    this.#sockets = Array.from({ length: this.#options.connections }, () =>
      connect({ host: '127.0.0.1', port, noDelay: true }),
    );
    await Promise.all(this.#sockets.map((socket) => once(socket, 'connect')));
    // What a broken connection has lost is missing at the end, and fails the run.
    for (const socket of this.#sockets) socket.on('error', () => undefined);
  }

  /**
   * Sends some of the prepared frames; fewer where the connections take no more at once.
   *
   * @param sending told of each frame just before, with the meter it is of
   * @returns how many were sent
   */
  send(frames: number, sending?: (meter: number) => void): number {
    const { length } = this.#sockets;
    for (let sent = 0; sent < frames; sent++) {
      const frame = this.#frames[this.#next];
      const socket = this.#sockets[this.#next % length];
      if (frame === undefined || socket === undefined || socket.writableNeedDrain) return sent;
      sending?.(this.#next % this.meters.length);
      this.#next++;
      socket.write(frame);
    }
    return frames;
  }

  /** Closes the connections. */
  async close(): Promise<void> {
    await Promise.all(
      this.#sockets.map(async (socket) => {
        socket.end();
        socket.resume();
        if (!socket.closed) await once(socket, 'close');
      }),
    );
    this.#sockets = [];
  }
}
