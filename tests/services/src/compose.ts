import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePorts } from './ports.js';
import { hasNoTool, type Service, type ServiceAddress, type ServiceKind } from './service.js';

const run = promisify(execFile);
const COMPOSE_FILE = fileURLToPath(new URL('../compose.yaml', import.meta.url));

/** A service of our own in a container, by docker compose; a compose project of its own for each. */
export class ComposedService implements Service {
  readonly kind: ServiceKind;
  readonly #project: string;
  #ports: readonly number[] | undefined;

  constructor(kind: ServiceKind, project: string) {
    this.kind = kind;
    this.#project = project;
  }

  async start(): Promise<ServiceAddress> {
    // Chosen here and not by Docker, so that a service that was ended comes back on the same ones.
    this.#ports ??= await freePorts(2);
    await this.#compose('up', '--detach', '--wait', '--quiet-pull', this.kind);
    const [port = 0, management = 0] = this.#ports;
    switch (this.kind) {
      case 'rabbitmq':
        return {
          url: `amqp://guest:guest@127.0.0.1:${port}`,
          managementUrl: `http://guest:guest@127.0.0.1:${management}`,
        };
      case 'postgres':
        return { url: `postgres://postgres@127.0.0.1:${port}/postgres` };
      case 'redis':
        return { url: `redis://127.0.0.1:${port}` };
    }
  }

  async stop(): Promise<void> {
    await this.#compose('stop', this.kind);
  }

  async kill(): Promise<void> {
    await this.#compose('kill', this.kind);
  }

  control(parameters: readonly string[]): Promise<string> {
    if (this.kind !== 'rabbitmq') return hasNoTool(this.kind);
    return this.#compose('exec', '-T', this.kind, 'rabbitmqctl', '--quiet', ...parameters);
  }

  async destroy(): Promise<void> {
    if (this.#ports !== undefined) await this.#compose('down', '--volumes', '--timeout', '0');
  }

  async #compose(...parameters: string[]): Promise<string> {
    const [port = 0, management = 0] = this.#ports ?? [];
    const { stdout } = await run(
      'docker',
      ['compose', '-p', this.#project, '-f', COMPOSE_FILE, ...parameters],
      {
        env: {
          ...process.env,
          SERVICE_PORT: String(port),
          MANAGEMENT_PORT: String(management),
        },
      },
    );
    return stdout;
  }
}

/** Whether a Docker engine answers and knows compose. */
export async function dockerAnswers(): Promise<boolean> {
  try {
    await run('docker', ['compose', 'version'], { timeout: 5_000 });
    await run('docker', ['info'], { timeout: 5_000 });
    return true;
  } catch {
    return false; // no Docker here, or no engine, or an old one
  }
}
