import { createServer, type IncomingMessage, type Server } from 'node:http';
import { join } from 'node:path';
import { SHARED, type Keeper, type ServiceCommand } from './keeper.js';
import type { ServiceKind } from './service.js';
import { SERVICE_KINDS } from './ways.js';

const COMMANDS: readonly ServiceCommand[] = ['start', 'stop', 'kill', 'control'];

/**
 * Lets other processes command a keeper: `POST /rabbitmq/shared/start`, parameters of `control` as a JSON array. Answers
 * 200 with the result as JSON, 500 with a sentence.
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
    readParameters(request)
      .then((parameters) => keeper.command(kind, instance, command, parameters))
      .then(
        (result) => response.end(JSON.stringify(result)),
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

async function readParameters(request: IncomingMessage): Promise<readonly string[]> {
  let text = '';
  for await (const part of request) text += String(part);
  const parameters: unknown = text === '' ? [] : JSON.parse(text);
  return Array.isArray(parameters) ? parameters.map(String) : [];
}

function isKind(name: string | undefined): name is ServiceKind {
  return SERVICE_KINDS.some((kind) => kind === name);
}

function isCommand(name: string | undefined): name is ServiceCommand {
  return COMMANDS.some((command) => command === name);
}
