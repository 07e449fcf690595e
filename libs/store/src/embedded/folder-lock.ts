import { randomUUID } from 'node:crypto';
import {
  linkSync,
  mkdirSync,
  readFileSync,
  rmSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { StoreError } from '../errors.js';

/** Who holds a lock. A process number is used again after a restart, so its start counts as well. */
interface Holder {
  readonly pid: number;
  /** When the process started, in the kernel's own words; empty where that cannot be told. */
  readonly started: string;
  readonly token: string;
}

const ATTEMPTS = 50;
const PAUSE_MS = 100;
/** Taking a dead holder's lock over lasts milliseconds; one this old was left by a crash. */
const TAKEOVER_MS = 5_000;

/** Keeps a second process away from a data folder; a lock whose holder has died is taken over. */
export class FolderLock {
  readonly #path: string;
  readonly #token: string;

  private constructor(path: string, token: string) {
    this.#path = path;
    this.#token = token;
  }

  /** @throws {StoreError} `store.locked` when a living process holds the folder */
  static async take(folder: string): Promise<FolderLock> {
    const path = join(folder, 'lock');
    const mine: Holder = {
      pid: process.pid,
      started: startOf(process.pid),
      token: randomUUID(),
    };
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (linkNew(path, mine)) return new FolderLock(path, mine.token);
      const holder = readHolder(path);
      if (holder !== undefined && isAlive(holder)) throw locked(folder, holder.pid);
      if (!removeDead(path)) await sleep(PAUSE_MS);
    }
    throw locked(folder, readHolder(path)?.pid);
  }

  /** Gives the folder free. */
  release(): void {
    if (readHolder(this.#path)?.token === this.#token) rmSync(this.#path, { force: true });
  }
}

/** The lock appears with its content in one step, or not at all. */
function linkNew(path: string, holder: Holder): boolean {
  const draft = `${path}.${holder.token}`;
  writeFileSync(draft, JSON.stringify(holder));
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/**
 * Removes the lock if its holder is dead. Only one process at a time may judge and remove, or a slow one would remove
 * the fresh lock of a quick one. False: another one is about it.
 */
function removeDead(path: string): boolean {
  const takeover = `${path}.takeover`;
  try {
    mkdirSync(takeover);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    removeOld(takeover);
    return false;
  }
  try {
    const holder = readHolder(path);
    if (holder === undefined || !isAlive(holder)) rmSync(path, { force: true });
    return true;
  } finally {
    rmdirSync(takeover);
  }
}

function removeOld(takeover: string): void {
  try {
    if (Date.now() - statSync(takeover).mtimeMs > TAKEOVER_MS) rmdirSync(takeover);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

/** Who holds the lock; undefined when nobody does or when the file says nothing sensible. */
function readHolder(path: string): Holder | undefined {
  try {
    const { pid, started, token } = JSON.parse(readFileSync(path, 'utf8')) as Partial<Holder>;
    if (typeof pid !== 'number' || typeof started !== 'string' || typeof token !== 'string')
      return undefined;
    return { pid, started, token };
  } catch (error) {
    if (error instanceof SyntaxError || codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function isAlive({ pid, started }: Holder): boolean {
  // The same number as ours with another start: we run in a fresh container, where numbers begin anew.
  if (started !== '' && startOf(pid) !== started) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** Boot and start tick of a process, where the kernel tells them (Linux); empty otherwise. */
function startOf(pid: number): string {
  if (process.platform !== 'linux') return '';
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the name in brackets and may hold anything; start time is field 22.
    const start = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return `${boot} ${start ?? ''}`;
  } catch {
    return '';
  }
}

function locked(folder: string, pid: number | undefined): StoreError {
  const by = pid === undefined ? 'another process' : `process ${pid}`;
  return new StoreError('store.locked', `the data folder ${folder} is in use by ${by}`);
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
