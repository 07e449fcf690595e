import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { OwnProcess } from './own-process.js';
import { freePorts } from './ports.js';
import { hasNoTool, type Service, type ServiceAddress } from './service.js';
import { accepts, until } from './waiting.js';

/** A Redis of our own from the installed binary. It keeps nothing on disk: after a crash it is empty. */
export class Redis implements Service {
  readonly kind = 'redis';
  readonly #program: string;
  readonly #folder: string;
  #port: number | undefined;
  #server: OwnProcess | undefined;

  constructor(program: string, folder: string) {
    this.#program = program;
    this.#folder = folder;
  }

  async start(): Promise<ServiceAddress> {
    const port = (this.#port ??= (await freePorts(1))[0] ?? 0);
    const url = `redis://127.0.0.1:${port}`;
    if (this.#server?.running) return { url };
    const folder = this.#folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const server = new OwnProcess({
      program: this.#program,
      parameters: [
        ...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder],
        ...['--save', '', '--appendonly', 'no', '--daemonize', 'no'],
      ],
      folder,
      log: join(folder, 'output.log'),
    });
    this.#server = server;
    await until(() => {
      server.mustRun();
      return accepts(port);
    }, 'Redis did not start');
    return { url };
  }

  async stop(): Promise<void> {
    await this.#server?.stop('SIGTERM');
  }

  async kill(): Promise<void> {
    await this.#server?.kill();
  }

  control(): Promise<string> {
    return hasNoTool(this.kind);
  }

  async destroy(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
