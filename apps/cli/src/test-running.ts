import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { controlPath } from '@dlms-telemetry/control';

/** A process that seems to run on a folder: notes requests, and answers each with these lines. */
export async function runOn(folder: string, answers: readonly object[]) {
  const requests: unknown[] = [];
  const server = createServer((socket) => {
    createInterface({ input: socket }).once('line', (line) => {
      requests.push(JSON.parse(line));
      socket.end(answers.map((answer) => `${JSON.stringify(answer)}\n`).join(''));
    });
  });
  server.listen(controlPath(folder));
  await once(server, 'listening');
  return { requests, stop: () => server.close() };
}
