import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { once } from 'node:events';
import { writeHostPort } from './address.js';
import type { HostPort } from './address.js';
import { CommandError, reasonOf } from './errors.js';

/** Where from, and how long a silent other side is waited for. */
export interface SendOptions {
  /** Source address; the system's choice without. */
  readonly bind?: string | undefined;
  /** Milliseconds for the connection, for each frame to be taken, and for the other side to close. */
  readonly timeoutMs: number;
}

/** What became of the frames. */
export interface Sent {
  readonly frames: number;
  readonly octets: number;
  /** Octets that the other side sent. */
  readonly answered: number;
  /** False when it had taken everything and still kept its side open. */
  readonly closed: boolean;
}

/**
 * Sends frames in order over one TCP connection, then ends it and waits for the other side to have read up to there.
 *
 * @throws CommandError when there is no connection, or it is lost before everything is sent
 */
export async function sendFrames(
  frames: readonly Uint8Array[],
  to: HostPort,
  options: SendOptions,
): Promise<Sent> {
  const socket = await open(to, options);
  let answered = 0;
  let failure: unknown;
  socket.on('data', (chunk: Buffer) => (answered += chunk.length));
  socket.on('error', (error) => (failure = error));
  let octets = 0;
  try {
    for (const [index, frame] of frames.entries()) {
      await write(socket, frame, options.timeoutMs).catch((error: unknown) => {
        const reason = reasonOf(failure ?? error);
        throw new CommandError(`frame ${index + 1} of ${frames.length} was not taken: ${reason}`);
      });
      octets += frame.length;
    }
    const closed = await end(socket, options.timeoutMs);
    if (failure !== undefined)
      throw new CommandError(`after all ${frames.length} frames: ${reasonOf(failure)}`);
    return { frames: frames.length, octets, answered, closed };
  } finally {
    socket.destroy();
  }
}

async function open(to: HostPort, { bind, timeoutMs }: SendOptions): Promise<Socket> {
  const local = bind === undefined ? {} : { localAddress: bind };
  const socket = connect({ host: to.host, port: to.port, noDelay: true, ...local });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(timeoutMs) });
    return socket;
  } catch (error) {
    socket.destroy();
    const reason = isTimeout(error) ? `no answer within ${timeoutMs} ms` : reasonOf(error);
    throw new CommandError(`no connection to ${writeHostPort(to)}: ${reason}`);
  }
}

/** Resolves when the system has taken the octets over, which it does as fast as the other side reads. */
function write(socket: Socket, octets: Uint8Array, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new CommandError(`nothing was read for ${timeoutMs} ms`));
    }, timeoutMs);
    socket.write(octets, (error) => {
      clearTimeout(timer);
      if (error) reject(error);
      else resolve();
    });
  });
}

/** Ends our side. Resolves with true when the other side closed too, which it does once it has read to the end. */
function end(socket: Socket, timeoutMs: number): Promise<boolean> {
  if (socket.closed) return Promise.resolve(true);
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      resolve(false);
    }, timeoutMs);
    socket.once('close', () => {
      clearTimeout(timer);
      resolve(true);
    });
    socket.end();
  });
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
