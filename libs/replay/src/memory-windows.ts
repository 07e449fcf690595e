import { REPLAY_WINDOW_SIZE } from '@dlms-telemetry/dlms';
import { CounterWindow } from './counter-window.js';
import type { CounterStore, Keeping, ReplayWindows, SeenCounter, WindowVerdict } from './ports.js';

/**
 * The windows of a process that judges alone: in memory, the least recently used first; the store has those that have
 * left.
 */
export class MemoryWindows implements ReplayWindows {
  readonly #store: Pick<CounterStore, 'newest'>;
  readonly #most: number;
  readonly #windows = new Map<string, CounterWindow>();
  readonly #coming = new Map<string, Promise<void>>();
  readonly #read: (windows: number) => void;

  /**
   * @param most windows in memory
   * @param read told how many windows came from the store
   */
  constructor(store: Pick<CounterStore, 'newest'>, most: number, read: (windows: number) => void) {
    this.#store = store;
    this.#most = most;
    this.#read = read;
  }

  newestOf(scope: string): number | null {
    return this.#find(scope)?.newest ?? null;
  }

  async judge(
    counters: readonly SeenCounter[],
    keeping: Keeping,
  ): Promise<readonly WindowVerdict[]> {
    const windows = await this.#allOf(new Set(counters.map(({ scope }) => scope)));
    for (const window of windows.values()) window.keepFor(keeping);
    const verdicts: WindowVerdict[] = [];
    for (const counter of counters) {
      const window = windows.get(counter.scope);
      if (window !== undefined) verdicts.push(window.judge(counter));
    }
    this.#trim();
    return verdicts;
  }

  /** A window that is in memory; the most recently used from now on. */
  #find(scope: string): CounterWindow | undefined {
    const window = this.#windows.get(scope);
    if (window === undefined) return undefined;
    this.#windows.delete(scope);
    this.#windows.set(scope, window);
    return window;
  }

  /** All windows, in memory at one time. */
  async #allOf(scopes: ReadonlySet<string>): Promise<ReadonlyMap<string, CounterWindow>> {
    for (;;) {
      const windows = new Map<string, CounterWindow>();
      for (const scope of scopes) {
        const window = this.#find(scope);
        if (window !== undefined) windows.set(scope, window);
      }
      if (windows.size === scopes.size) return windows;
      await this.#bring(scopes);
    }
  }

  /** Resolves when the windows have been in memory; one may have left again. Rejects when the store does. */
  async #bring(scopes: ReadonlySet<string>): Promise<void> {
    const waits = new Set<Promise<void>>();
    const missing: string[] = [];
    for (const scope of scopes) {
      if (this.#windows.has(scope)) continue;
      const coming = this.#coming.get(scope);
      if (coming === undefined) missing.push(scope);
      else waits.add(coming);
    }
    if (missing.length > 0) waits.add(this.#bringMissing(missing));
    await Promise.all(waits);
  }

  #bringMissing(scopes: readonly string[]): Promise<void> {
    const coming = this.#store
      .newest(scopes, REPLAY_WINDOW_SIZE)
      .then((found) => {
        const known = new Map(found.map((each) => [each.scope, each]));
        for (const scope of scopes) this.#windows.set(scope, new CounterWindow(known.get(scope)));
        this.#read(found.length);
      })
      .finally(() => {
        for (const scope of scopes) this.#coming.delete(scope);
      });
    for (const scope of scopes) this.#coming.set(scope, coming);
    return coming;
  }

  /** Lets the least recently used go, but none that the store does not have yet. */
  #trim(): void {
    let over = this.#windows.size - this.#most;
    for (const [scope, window] of this.#windows) {
      if (over <= 0) break;
      if (!window.isStored) continue;
      this.#windows.delete(scope);
      over--;
    }
  }
}
