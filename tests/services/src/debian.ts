import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { ServiceKind } from './service.js';

const PACKAGES: Readonly<Record<ServiceKind, string>> = {
  rabbitmq: 'rabbitmq-server',
  postgres: 'postgresql',
  redis: 'redis-server',
};

/** Whether packages may be installed: by root, on Debian and what descends from it. */
export function mayInstall(): boolean {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version');
}

/** The command that installs what is missing on Debian. */
export function installCommand(kinds: readonly ServiceKind[]): string {
  return `apt-get install -y ${kinds.map((kind) => PACKAGES[kind]).join(' ')}`;
}

/** Installs Debian's packages; their output goes to stderr when it fails. */
export async function installPackages(kinds: readonly ServiceKind[]): Promise<void> {
  process.stderr.write(`Installing (once): ${kinds.map((kind) => PACKAGES[kind]).join(' ')} ...\n`);
  await aptGet('update', '-qq');
  await aptGet(
    'install',
    '-y',
    '-qq',
    '--no-install-recommends',
    ...kinds.map((kind) => PACKAGES[kind]),
  );
}

async function aptGet(...parameters: string[]): Promise<void> {
  // In runlevel 1 packages do not start the services they bring: ports and data of this machine stay as they are.
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const child = spawn('apt-get', parameters, {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const gather = (octets: Buffer): void => {
    output += octets.toString();
  };
  child.stdout.on('data', gather);
  child.stderr.on('data', gather);
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (status === 0) return;
  process.stderr.write(output);
  throw new Error(`apt-get ${parameters[0] ?? ''} ended with ${status ?? 'a signal'}`);
}
