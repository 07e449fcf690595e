import { chmod, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import {
  controlPath,
  type ControlAnswer,
  type ControlRequest,
  type DeadLetterDesk,
} from '@dlms-telemetry/backlog';
import type { EventsOf } from '@dlms-telemetry/observe';
import { z } from 'zod';
import type { standaloneEvents } from './events.js';

/** What the control socket works with. */
export interface ControlPorts {
  readonly deadLetters: Pick<DeadLetterDesk, 'list' | 'rerun' | 'discard'>;
  readonly events: Pick<
    EventsOf<typeof standaloneEvents>,
    'controlUnavailable' | 'deadLettersRunAgain' | 'deadLettersDiscarded'
  >;
}

const REQUEST_OCTETS = 16_384;
/** Longest wait for a request, and for a reader that has stopped reading. */
const IDLE_MS = 10_000;
const CONNECTIONS = 16;
/** Read and write for the owner of the process only. */
const OWNER_ONLY = 0o600;
const NOT_THE_OWNER = 0o177;

const text = z.string().max(512).optional();
const request = z.strictObject({
  command: z.enum(['dead.list', 'dead.rerun', 'dead.discard']),
  selection: z.strictObject({
    code: text,
    receptor: text,
    systemTitle: text,
    frameId: z.uuid().optional(),
    resolved: z.boolean().optional(),
  }),
  limit: z.int().positive().optional(),
});

/** Serves the `dlms` command while the process runs: a request a connection, JSON lines both ways. */
export class Control {
  readonly #ports: ControlPorts;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #serving = new Set<Promise<void>>();
  readonly #stopping = new AbortController();

  constructor(ports: ControlPorts) {
    this.#ports = ports;
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => this.#sockets.delete(socket));
      const serving = this.#serve(socket).finally(() => this.#serving.delete(serving));
      this.#serving.add(serving);
    });
    this.#server.maxConnections = CONNECTIONS;
  }

  /** Listens. Where the system allows no socket there, that is reported, and all else goes on without it. */
  async start(folder: string): Promise<void> {
    const path = controlPath(folder);
    try {
      // The folder is locked: what lies there was left by a process that died.
      if (process.platform !== 'win32') await rm(path, { force: true });
      await this.#listen(path);
      if (process.platform !== 'win32') await chmod(path, OWNER_ONLY);
    } catch (error) {
      this.#ports.events.controlUnavailable({ error });
    }
  }

  /** Takes no further requests and resolves when those in work have ended, before their time if need be. */
  async stop(): Promise<void> {
    if (this.#server.listening) this.#server.close();
    this.#stopping.abort();
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(this.#serving);
  }

  async #listen(path: string): Promise<void> {
    // The socket appears within the call: at no moment may others connect.
    const mask = process.umask(NOT_THE_OWNER);
    try {
      this.#server.listen(path);
    } finally {
      process.umask(mask);
    }
    await once(this.#server, 'listening');
  }

  async #serve(socket: Socket): Promise<void> {
    try {
      const line = await readLine(socket);
      if (line === undefined) return;
      for await (const answer of this.#answers(line)) await write(socket, answer);
      socket.end();
    } catch {
      // The other side has gone, or sends what is no request; there is nobody to tell.
      socket.destroy();
    }
  }

  async *#answers(line: string): AsyncGenerator<ControlAnswer> {
    try {
      const parsed = request.safeParse(JSON.parse(line));
      if (parsed.success) yield* this.#carryOut(parsed.data);
      else yield refusal('control.request', z.prettifyError(parsed.error));
    } catch (error) {
      if (error instanceof SyntaxError) yield refusal('control.request', 'the line is no JSON');
      else yield refusal(codeOf(error), error instanceof Error ? error.message : String(error));
    }
  }

  async *#carryOut({ command, selection, limit }: ControlRequest): AsyncGenerator<ControlAnswer> {
    const { deadLetters, events } = this.#ports;
    let done = { frames: 0, withoutReceptor: 0 };
    if (command === 'dead.list')
      for await (const letter of deadLetters.list(selection, limit)) {
        done.frames++;
        yield { letter };
      }
    else if (command === 'dead.rerun') {
      done = await deadLetters.rerun(selection, this.#stopping.signal);
      events.deadLettersRunAgain(done);
    } else {
      done.frames = await deadLetters.discard(selection, this.#stopping.signal);
      events.deadLettersDiscarded({ frames: done.frames });
    }
    yield { done };
  }
}

/** The first line of a connection; undefined when it ends before. */
async function readLine(socket: Socket): Promise<string | undefined> {
  socket.setTimeout(IDLE_MS, () => socket.destroy());
  socket.setEncoding('utf8');
  let line = '';
  // Not `for await`: leaving it would destroy the socket.
  const ended = Promise.withResolvers<string | undefined>();
  socket.on('data', (chunk: string) => {
    line += chunk;
    const end = line.indexOf('\n');
    if (end >= 0) ended.resolve(line.slice(0, end));
    else if (line.length > REQUEST_OCTETS) socket.destroy();
    if (end >= 0) socket.removeAllListeners('data').resume();
  });
  socket.once('close', () => {
    ended.resolve(undefined);
  });
  const read = await ended.promise;
  socket.setTimeout(0);
  return read;
}

async function write(socket: Socket, answer: ControlAnswer): Promise<void> {
  if (socket.destroyed) throw new Error('the connection has ended');
  if (socket.write(`${JSON.stringify(answer)}\n`)) return;
  socket.setTimeout(IDLE_MS);
  const gone = new AbortController();
  const close = once(socket, 'close', { signal: gone.signal });
  try {
    await Promise.race([once(socket, 'drain', { signal: gone.signal }), close]);
  } finally {
    gone.abort();
    socket.setTimeout(0);
    await close.catch(() => undefined);
  }
}

function refusal(code: string, message: string): ControlAnswer {
  return { error: { code, message } };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'control.failed';
}
