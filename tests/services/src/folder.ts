import { chmodSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';

const NAME = /^dlms-services-(?<keeper>\d+)-/u;

/** A new temporary folder for services; what a keeper that was killed has left is cleared away first. */
export function makeFolder(): string {
  clearLeftovers();
  const folder = mkdtempSync(join(tmpdir(), `dlms-services-${process.pid}-`));
  chmodSync(folder, 0o755); // user postgres passes through it
  return folder;
}

/** Ends processes and removes folders whose keeper lives no more. */
function clearLeftovers(): void {
  for (const name of readdirSync(tmpdir())) {
    const keeper = NAME.exec(name)?.groups?.keeper;
    if (keeper === undefined || isAlive(Number(keeper))) continue;
    const folder = join(tmpdir(), name);
    try {
      for (const processId of processesIn(folder)) process.kill(processId, 'SIGKILL');
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    } catch {
      // Somebody else's: not ours to end.
    }
  }
}

/** The processes whose working folder is in a folder; none where the system does not tell (it is Linux that does). */
function processesIn(folder: string): number[] {
  let names: string[];
  try {
    names = readdirSync('/proc');
  } catch {
    return [];
  }
  return names
    .filter((name) => /^\d+$/u.test(name) && workingFolder(name).startsWith(folder + sep))
    .map(Number);
}

function workingFolder(processId: string): string {
  try {
    return `${readlinkSync(`/proc/${processId}/cwd`)}${sep}`;
  } catch {
    return ''; // it has ended, or is not ours
  }
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
