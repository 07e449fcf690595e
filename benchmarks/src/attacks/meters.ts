import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** OBIS codes of the two registers that each frame pushes. */
const REGISTERS = [
  [1, 0, 1, 8, 0, 255],
  [1, 0, 2, 8, 0, 255],
] as const;

/** Well-behaved meters, each at an address of its own, that push one frame after the other on kept connections. */
export class Meters {
  readonly #sockets: Socket[] = [];
  readonly #sentAt = new Map<number, number>();
  #latencies: number[] = [];
  #timer: NodeJS.Timeout | undefined;
  #number = 0;

  /** @param count how many @param framesPerSecond of all together */
  async start(port: number, count: number, framesPerSecond: number): Promise<void> {
    for (let n = 1; n <= count; n++) {
      const socket = connect({ host: '127.0.0.1', port, localAddress: `127.0.1.${n}` });
      await once(socket, 'connect');
      socket.on('error', () => undefined);
      this.#sockets.push(socket);
    }
    this.#timer = setInterval(() => {
      const socket = this.#sockets[this.#number % count];
      this.#number += 1;
      this.#sentAt.set(this.#number, performance.now());
      socket?.write(pushFrame(this.#number));
    }, 1_000 / framesPerSecond);
  }

  /** A reading has come out. */
  came(number: number): void {
    const sentAt = this.#sentAt.get(number);
    if (sentAt === undefined || !this.#sentAt.delete(number)) return;
    this.#latencies.push(performance.now() - sentAt);
  }

  /** Frames without a reading yet. */
  get waiting(): number {
    return this.#sentAt.size;
  }

  /** Milliseconds from push to reading since the last call. */
  takeLatencies(): number[] {
    const latencies = this.#latencies;
    this.#latencies = [];
    return latencies;
  }

  /** Sends no more. */
  pause(): void {
    clearInterval(this.#timer);
  }

  stop(): void {
    this.pause();
    for (const socket of this.#sockets) socket.destroy();
  }
}

/** A self-describing data-notification in the wrapper whose registers hold `number`. */
export function pushFrame(number: number): Buffer {
  const registers = REGISTERS.map((obis) => [
    ...[0x02, 0x03, 0x09, 0x06, ...obis],
    ...[0x06, number >>> 24, (number >>> 16) & 0xff, (number >>> 8) & 0xff, number & 0xff],
    ...[0x02, 0x02, 0x0f, 0x00, 0x16, 0x1e],
  ]);
  const apdu = [0x0f, 0, 0, 0, 1, 0, 0x01, registers.length, ...registers.flat()];
  return Buffer.from([0, 1, 0, 1, 0, 1, apdu.length >> 8, apdu.length & 0xff, ...apdu]);
}
