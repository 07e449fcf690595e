import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SimulateError } from './errors.js';
import type { CounterStore } from './ports.js';

interface Waiting {
  readonly first: number;
  readonly resolve: (first: number) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Invocation counters in one JSON file, `{ "<system title>": <first counter not reserved> }`. Reservations that come
 * while the file is being written share the next write.
 */
export class CounterFile implements CounterStore {
  readonly #path: string;
  #counters: Promise<Map<string, number>> | undefined;
  #waiting: Waiting[] = [];
  #writing = false;

  /** @param path the file; made, with its folder, at the first reservation */
  constructor(path: string) {
    this.#path = path;
  }

  /** @throws SimulateError `simulate.counters` (rejects) when the file cannot be read or written, or holds anything else */
  async reserve(title: string, count: number): Promise<number> {
    const counters = await (this.#counters ??= this.#readAgainAfterFailure());
    const first = counters.get(title) ?? 0;
    counters.set(title, first + count);
    const written = new Promise<number>((resolve, reject) => {
      this.#waiting.push({ first, resolve, reject });
    });
    if (!this.#writing) await this.#writeAll(counters);
    return written;
  }

  /** Writes until nobody waits. Never rejects: who waits is told. */
  async #writeAll(counters: ReadonlyMap<string, number>): Promise<void> {
    this.#writing = true;
    while (this.#waiting.length > 0) {
      const waiting = this.#waiting;
      this.#waiting = [];
      try {
        await this.#write(counters);
        for (const { first, resolve } of waiting) resolve(first);
      } catch (cause) {
        const error = new SimulateError('simulate.counters', `cannot write ${this.#path}`, cause);
        for (const { reject } of waiting) reject(error);
      }
    }
    this.#writing = false;
  }

  #readAgainAfterFailure(): Promise<Map<string, number>> {
    return this.#read().catch((error: unknown) => {
      this.#counters = undefined;
      throw error;
    });
  }

  async #read(): Promise<Map<string, number>> {
    try {
      const parsed: unknown = JSON.parse(await readFile(this.#path, 'utf8'));
      return readCounters(parsed);
    } catch (cause) {
      if (isMissing(cause)) return new Map();
      // Starting again from 0 would repeat counters under the same keys: better not to start.
      throw new SimulateError(
        'simulate.counters',
        `cannot read counters from ${this.#path}`,
        cause,
      );
    }
  }

  /** Old or new content, never a half: written beside, flushed, then moved into place. */
  async #write(counters: ReadonlyMap<string, number>): Promise<void> {
    const folder = dirname(this.#path);
    await mkdir(folder, { recursive: true });
    const beside = `${this.#path}.new`;
    const file = await open(beside, 'w');
    try {
      await file.writeFile(JSON.stringify(Object.fromEntries(counters)));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, this.#path);
    await flushFolder(folder);
  }
}

/** The new name itself must outlive a power cut. Windows has no handle of a folder to flush, and needs none. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function readCounters(parsed: unknown): Map<string, number> {
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new TypeError('not an object');
  const counters = new Map<string, number>();
  for (const [title, next] of Object.entries(parsed)) {
    if (!Number.isSafeInteger(next) || next < 0) throw new TypeError(`no counter at ${title}`);
    counters.set(title, next as number);
  }
  return counters;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
