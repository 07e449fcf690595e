import { chmod, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import {
  carryOut,
  controlPath,
  failureOf,
  readRequest,
  type Answers,
  type Command,
  type ControlAnswer,
  type ControlDesks,
  type ControlRequest,
} from '@dlms-telemetry/control';
import type { EventsOf } from '@dlms-telemetry/observe';
import type { standaloneEvents } from './events.js';
import { readRequestLine } from './request-line.js';

/** What the control socket works with. */
export interface ControlPorts {
  readonly desks: ControlDesks;
  readonly events: Pick<
    EventsOf<typeof standaloneEvents>,
    'controlUnavailable' | 'deadLettersRunAgain' | 'deadLettersDiscarded' | 'usersImported'
  >;
}

type Done = Extract<Answers[Command], { readonly done: unknown }>['done'];

/** Longest wait for a request, and for a reader that has stopped reading. */
const IDLE_MS = 10_000;
const CONNECTIONS = 16;
/** Read and write for the owner of the process only. */
const OWNER_ONLY = 0o600;
const NOT_THE_OWNER = 0o177;

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
      const line = await readRequestLine(socket, IDLE_MS);
      if (line === undefined) return;
      const gone = new AbortController();
      socket.once('close', () => {
        gone.abort();
      });
      for await (const answer of this.#answers(line, gone.signal)) await write(socket, answer);
      socket.end();
    } catch {
      // The other side has gone, or sends what is no request; there is nobody to tell.
      socket.destroy();
    }
  }

  async *#answers(line: string, gone: AbortSignal): AsyncGenerator<ControlAnswer> {
    const { request, problem } = readRequest(line);
    if (request === undefined) {
      yield { error: { code: 'control.request', message: problem } };
      return;
    }
    try {
      const { signal: stopping } = this.#stopping;
      // Only who waits need not wait any more when nobody is there to be told.
      const signal = request.command === 'loopback' ? AbortSignal.any([stopping, gone]) : stopping;
      for await (const answer of carryOut(request, this.#ports.desks, signal)) {
        if ('done' in answer) this.#report(request, answer.done);
        yield answer;
      }
    } catch (error) {
      yield { error: failureOf(error) };
    }
  }

  #report(request: ControlRequest, done: Done): void {
    const { events } = this.#ports;
    if (request.command === 'users.import' && 'added' in done) {
      const { added, updated, unchanged } = done;
      events.usersImported({ device: request.device, added, updated, unchanged });
    }
    if (!('withoutReceptor' in done)) return;
    if (request.command === 'dead.rerun') events.deadLettersRunAgain(done);
    if (request.command === 'dead.discard') events.deadLettersDiscarded({ frames: done.frames });
  }
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
