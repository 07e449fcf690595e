import type { Socket } from 'node:net';
import type { IngestClock } from './ports.js';

/** How reading the start of a connection ended. */
export type Start<T> =
  | { readonly kind: 'found'; readonly found: T; readonly octets: Uint8Array }
  /** The sender closed first, or was too slow; `octets` is what came. */
  | { readonly kind: 'closed' | 'late'; readonly octets: Uint8Array };

/** What reading a start needs to know. */
export interface StartOptions<T> {
  readonly clock: IngestClock;
  readonly timeoutMs: number;
  /** What all octets so far are; undefined asks for more. Must settle by itself: it bounds what is kept. */
  readonly judge: (octets: Uint8Array) => T | undefined;
}

/** Reads from a new connection until it is known what its first octets are, and leaves it paused behind them. */
export function readStart<T>(socket: Socket, options: StartOptions<T>): Promise<Start<T>> {
  const { clock, timeoutMs, judge } = options;
  return new Promise((resolve) => {
    let octets: Uint8Array = new Uint8Array(0);
    const finish = (start: Start<T>): void => {
      cancel();
      socket.pause();
      socket.off('data', take).off('end', closed).off('close', closed);
      resolve(start);
    };
    const take = (chunk: Uint8Array): void => {
      octets = octets.length === 0 ? chunk : Buffer.concat([octets, chunk]);
      const found = judge(octets);
      if (found !== undefined) finish({ kind: 'found', found, octets });
    };
    const closed = (): void => {
      finish({ kind: 'closed', octets });
    };
    const cancel = clock.setTimer(timeoutMs, () => {
      finish({ kind: 'late', octets });
    });
    socket.on('data', take).on('end', closed).on('close', closed).resume();
  });
}
