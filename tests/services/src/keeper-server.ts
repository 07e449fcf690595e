import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { SHARED, type Keeper, type ServiceCommand } from './keeper.js';
import type { ServiceKind } from './service.js';
import { SERVICE_KINDS } from './ways.js';

const COMMANDS: readonly ServiceCommand[] = ['start', 'stop', 'kill'];

/**
 * Lets other processes command a keeper: `POST /rabbitmq/shared/start`. Answers 200 with the address as JSON, 500 with
 * a sentence.
 *
 * @returns the server and the path of its socket (of its named pipe on Windows)
 */
export async function serveKeeper(keeper: Keeper): Promise<{ server: Server; socket: string }> {
  const socket =
    process.platform === 'win32'
      ? String.raw`\\.\pipe\dlms-services-${process.pid}`
      : join(keeper.folder, 'keeper.sock');
  const server = createServer((request, response) => {
    const [, kind, instance = SHARED, command] = (request.url ?? '').split('/');
    if (!isKind(kind) || !isCommand(command)) {
      response.writeHead(404).end('no such service or command');
      return;
    }
    keeper.command(kind, instance, command).then(
      (address) => response.end(JSON.stringify(address ?? {})),
      (error: unknown) => {
        response.writeHead(500).end(error instanceof Error ? error.message : String(error));
      },
    );
  });
  server.requestTimeout = 0; // starting takes what it takes; the keeper has its own limits
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(socket, resolve);
  });
  return { server, socket };
}

function isKind(name: string | undefined): name is ServiceKind {
  return SERVICE_KINDS.some((kind) => kind === name);
}

function isCommand(name: string | undefined): name is ServiceCommand {
  return COMMANDS.some((command) => command === name);
}
