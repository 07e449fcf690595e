import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** URLs of the services that a pipeline runs on. */
export interface ServiceUrls {
  readonly AMQP_URL: string;
  readonly DATABASE_URL: string;
  readonly REDIS_URL: string;
}

/** Services that run, and how they end. */
export interface RunningServices {
  readonly urls: ServiceUrls;
  /** Whether they were started for this, and hold nothing yet. */
  readonly own: boolean;
  stop(): Promise<void>;
}

const NAMES = ['AMQP_URL', 'DATABASE_URL', 'REDIS_URL'] as const;
const SERVICES = fileURLToPath(new URL('../../services/dist/main.js', import.meta.url));

/**
 * The services that the environment names, or private ones.
 *
 * @throws when only some of them are named, or private ones cannot be had
 */
export async function servicesOf(
  env: Readonly<Record<string, string | undefined>>,
): Promise<RunningServices> {
  const given = NAMES.flatMap((name) => (env[name] ? [[name, env[name]] as const] : []));
  if (given.length === NAMES.length)
    return { urls: urlsOf(given), own: false, stop: () => Promise.resolve() };
  if (given.length > 0)
    throw new Error(`either all of ${NAMES.join(', ')} are set, or none: then private ones start`);
  return await startPrivate();
}

async function startPrivate(): Promise<RunningServices> {
  // A group of its own: Ctrl-C on a terminal must not end them before those that work on them.
  const child = spawn(process.execPath, [SERVICES], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  };
  return { urls: urlsOf(await linesOf(child)), own: true, stop };
}

async function linesOf(child: ChildProcess): Promise<readonly (readonly [string, string])[]> {
  const found: (readonly [string, string])[] = [];
  if (child.stdout === null) throw new Error('the services have no output');
  for await (const line of createInterface({ input: child.stdout })) {
    const at = line.indexOf('=');
    const name = line.slice(0, at);
    if ((NAMES as readonly string[]).includes(name)) found.push([name, line.slice(at + 1)]);
    if (found.length === NAMES.length) return found;
  }
  throw new Error('the private services could not be started');
}

function urlsOf(found: readonly (readonly [string, string])[]): ServiceUrls {
  return Object.fromEntries(found) as unknown as ServiceUrls;
}
