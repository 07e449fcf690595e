import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { controlPath, type ControlAnswer, type ControlRequest } from '@dlms-telemetry/backlog';
import { CommandError } from './errors.js';

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
 * Asks a running process and gives its answers as they come.
 *
 * @throws {CommandError} when it refuses or goes away before the end
 */
export async function* ask(socket: Socket, request: ControlRequest): AsyncGenerator<ControlAnswer> {
  socket.on('error', () => undefined);
  socket.write(`${JSON.stringify(request)}\n`);
  try {
    for await (const line of createInterface({ input: socket })) {
      const answer = JSON.parse(line) as ControlAnswer;
      if ('error' in answer)
        throw new CommandError(`${answer.error.message} (${answer.error.code})`);
      yield answer;
      if ('done' in answer) return;
    }
  } finally {
    socket.destroy();
  }
  throw new CommandError('the running process went away before it had answered');
}
