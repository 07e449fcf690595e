import { execFile } from 'node:child_process';
import { chownSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { OwnProcess } from './own-process.js';
import { freePorts } from './ports.js';
import { hasNoTool, type Service, type ServiceAddress } from './service.js';
import { until } from './waiting.js';

const run = promisify(execFile);

/** A PostgreSQL of our own from installed binaries. Started by root it runs as user `postgres`: it refuses root. */
export class Postgres implements Service {
  readonly kind = 'postgres';
  readonly #binaries: string;
  readonly #folder: string;
  #prepared: { readonly port: number; readonly as?: { uid: number; gid: number } } | undefined;
  #server: OwnProcess | undefined;

  /**
   * @param binaries the folder of `postgres` and `initdb`
   * @param folder for its data; it must not exist, and user `postgres` must be able to enter the folders above
   */
  constructor(binaries: string, folder: string) {
    this.#binaries = binaries;
    this.#folder = folder;
  }

  async start(): Promise<ServiceAddress> {
    const { port, as } = (this.#prepared ??= await this.#prepare());
    const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
    if (this.#server?.running) return { url };
    const folder = this.#folder;
    const server = new OwnProcess({
      program: join(this.#binaries, 'postgres'),
      parameters: ['-D', join(folder, 'data'), '-p', String(port), '-h', '127.0.0.1', '-k', folder],
      folder,
      log: join(folder, 'output.log'),
      ...(as === undefined ? {} : { as }),
    });
    this.#server = server;
    await until(() => {
      server.mustRun();
      return answers(url);
    }, 'PostgreSQL did not start');
    return { url };
  }

  async stop(): Promise<void> {
    await this.#server?.stop('SIGINT'); // "fast": sessions are ended, then a checkpoint is written
  }

  async kill(): Promise<void> {
    const server = this.#server;
    if (server?.processId === undefined || !server.running) return;
    const children = await childrenOf(server.processId);
    await server.kill();
    for (const child of children) sendKill(child);
    // A server that starts while one of them still holds the shared memory refuses to.
    await until(() => !children.some(isAlive), 'processes of PostgreSQL did not end');
  }

  control(): Promise<string> {
    return hasNoTool(this.kind);
  }

  async destroy(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  async #prepare(): Promise<{ port: number; as?: { uid: number; gid: number } }> {
    const [port = 0] = await freePorts(1);
    const folder = this.#folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const as = process.getuid?.() === 0 ? await userPostgres() : undefined;
    if (as !== undefined) chownSync(folder, as.uid, as.gid);
    const settings = ['--username=postgres', '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8'];
    // Without fsync while the cluster is made, and only then: nothing is in it yet.
    await run(
      join(this.#binaries, 'initdb'),
      ['--pgdata', join(folder, 'data'), '--no-sync', ...settings],
      { cwd: folder, ...as },
    );
    return as === undefined ? { port } : { port, as };
  }
}

async function userPostgres(): Promise<{ uid: number; gid: number }> {
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (which) => Number((await run('id', [which, 'postgres'])).stdout)),
  );
  if (uid === undefined || gid === undefined) throw new Error('no user postgres');
  return { uid, gid };
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false; // not yet
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function childrenOf(parent: number): Promise<number[]> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=']);
  return stdout
    .split('\n')
    .map((line) => line.trim().split(/\s+/u).map(Number))
    .flatMap(([child, of]) => (of === parent && child !== undefined ? [child] : []));
}

function sendKill(processId: number): void {
  try {
    process.kill(processId, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}
