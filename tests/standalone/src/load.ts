import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { brokenFrame, pushFrame } from './push-frames.js';

const FRAMES_A_BURST = 20;
const BURST_MS = 10;
/** One frame in so many gives no reading. */
export const BROKEN_EVERY = 7;

/** Connections of meters that push as long as somebody takes it: frames numbered throughout, some of them broken. */
export class Load {
  /** The number of the next frame: goes on over restarts, so that each frame is sent once. */
  #next = 1;
  #sockets: Socket[] = [];
  #running: Promise<unknown> = Promise.resolve();

  /** Frames sent up to now, accepted or not. */
  get sent(): number {
    return this.#next - 1;
  }

  /** Begins to push over some connections. */
  start(port: number, connections: number): void {
    this.#sockets = Array.from({ length: connections }, () => {
      const socket = connect({ host: '127.0.0.1', port });
      socket.on('error', () => undefined);
      return socket;
    });
    this.#running = Promise.all(this.#sockets.map((socket) => this.#push(socket)));
  }

  /** Ends the connections; what was sent may still be on its way. */
  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await this.#running;
  }

  async #push(socket: Socket): Promise<void> {
    while (!socket.destroyed) {
      const frames: Buffer[] = [];
      for (let i = 0; i < FRAMES_A_BURST; i++) {
        const number = this.#next++;
        frames.push(number % BROKEN_EVERY === 0 ? brokenFrame(number) : pushFrame(number));
      }
      socket.write(Buffer.concat(frames));
      await sleep(BURST_MS);
    }
  }
}
