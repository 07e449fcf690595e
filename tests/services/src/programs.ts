import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * RabbitMQ's own script. Debian puts a wrapper on PATH that insists on another user; the script it wraps does not.
 */
export function findRabbitMqServer(): string | undefined {
  const folders = [
    ...inside('/usr/lib/rabbitmq/lib', /^rabbitmq_server-/u).map((folder) => join(folder, 'sbin')),
    '/opt/homebrew/opt/rabbitmq/sbin',
    '/usr/local/opt/rabbitmq/sbin',
    ...searchPath(),
  ];
  const script = firstProgram(folders, 'rabbitmq-server');
  return script !== undefined && findEpmd() !== undefined ? script : undefined;
}

/** Erlang's port mapper, without which no RabbitMQ starts. */
export function findEpmd(): string | undefined {
  return firstProgram([...searchPath(), '/opt/homebrew/bin', '/usr/local/bin'], 'epmd');
}

/** The folder that holds `postgres` and `initdb`: the newest version that is installed. */
export function findPostgresFolder(): string | undefined {
  const debian = inside('/usr/lib/postgresql', /^\d+$/u)
    .sort((a, b) => Number(b.split('/').at(-1)) - Number(a.split('/').at(-1)))
    .map((folder) => join(folder, 'bin'));
  const folders = [...debian, ...searchPath()];
  return folders.find(
    (folder) => isProgram(join(folder, 'postgres')) && isProgram(join(folder, 'initdb')),
  );
}

export function findRedisServer(): string | undefined {
  return firstProgram(searchPath(), 'redis-server');
}

/** The folders of PATH, and those of system programs that an ordinary user's PATH lacks. */
function searchPath(): readonly string[] {
  return [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/bin'].filter(Boolean);
}

function inside(folder: string, name: RegExp): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((entry) => name.test(entry))
    .map((entry) => join(folder, entry));
}

function firstProgram(folders: readonly string[], name: string): string | undefined {
  return folders.map((folder) => join(folder, name)).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
