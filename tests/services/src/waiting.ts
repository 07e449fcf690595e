import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ServiceError } from './service.js';

const POLL_MS = 25;

/**
 * Asks again and again until the answer is yes.
 *
 * @param what completes the sentence "... did not ... in time"
 */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string,
  limitMs = 60_000,
): Promise<void> {
  const end = performance.now() + limitMs;
  while (!(await condition())) {
    if (performance.now() > end) throw new ServiceError(`${what} within ${limitMs / 1000} s`);
    await sleep(POLL_MS);
  }
}

/** Whether something accepts connections on a port of 127.0.0.1. */
export async function accepts(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}
