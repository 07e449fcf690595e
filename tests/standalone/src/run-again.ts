import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const RETRY_MS = 10;

/**
 * Asks the process on a data folder to run all dead letters again. Resolves when it has the request, without its
 * answer; the socket is there a moment after the ports.
 */
export async function askToRunAgain(data: string): Promise<void> {
  for (;;) {
    const socket = connect(join(data, 'control.sock'));
    try {
      await once(socket, 'connect');
    } catch {
      await sleep(RETRY_MS);
      continue;
    }
    socket.on('error', () => undefined);
    socket.write('{"command":"dead.rerun","selection":{}}\n');
    return;
  }
}
