import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import {
  controlPath,
  mostOctetsOf,
  type Answers,
  type Command,
  type ControlFailure,
  type Requests,
} from '@dlms-telemetry/control';
import { CommandError, RefusedRequest } from './errors.js';

/** Nothing listens there: a process that died, or none at all. On Windows a pipe without one does not exist. */
const NOBODY: ReadonlySet<unknown> = new Set(['ENOENT', 'ECONNREFUSED', 'ENOTSOCK']);

/** A connection to the process that runs on a data folder; undefined when none does. */
export async function connectToRunning(folder: string): Promise<Socket | undefined> {
  const socket = connect(controlPath(folder));
  return new Promise((resolve, reject) => {
    socket.once('connect', () => {
      resolve(socket);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (NOBODY.has(error.code)) resolve(undefined);
      else
        reject(
          new CommandError(
            `${folder}: the running process cannot be reached (${String(error.code)})`,
          ),
        );
    });
  });
}

/**
 * Asks a running process and gives its answers as they come, `done` the last.
 *
 * @throws {RefusedRequest} when it refuses
 * @throws {CommandError} when the request is too long, or it goes away before the end
 */
export async function* ask<C extends Command>(
  socket: Socket,
  request: Requests[C] & { readonly command: C },
): AsyncGenerator<Answers[C]> {
  // The command goes first: by it the other side knows how long the line may be.
  const line = Buffer.from(`${JSON.stringify({ ...{ command: request.command }, ...request })}\n`);
  socket.on('error', () => undefined);
  try {
    const most = mostOctetsOf(line.subarray(0, 64).toString());
    if (line.length > most)
      throw new CommandError(
        `${line.length} octets in one request, ${most} may be: send it in parts`,
      );
    socket.write(line);
    for await (const text of createInterface({ input: socket })) {
      const answer = JSON.parse(text) as Answers[C] | { readonly error: ControlFailure };
      if ('error' in answer) throw new RefusedRequest(answer.error);
      yield answer;
      if ('done' in answer) return;
    }
  } finally {
    socket.destroy();
  }
  throw new CommandError('the running process went away before it had answered');
}
