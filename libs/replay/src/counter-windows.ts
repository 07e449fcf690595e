import {
  createReplayWindow,
  judgeCounter,
  REPLAY_WINDOW_SIZE,
  type ReplayVerdict,
  type ReplayWindow,
} from '@dlms-telemetry/dlms';
import type { CounterStore, NewestCounters } from './ports.js';

/** The window of a scope, and what is known beside it. */
export class CounterWindow {
  /** When the latest of the accepted frames was received. */
  receivedAt: number;
  /** Number of the write that makes the last change durable. */
  write = 0;
  /** Judgements that are not finished: they keep the window in memory. */
  inWork = 0;
  #window: ReplayWindow;

  constructor(known: NewestCounters | undefined) {
    this.receivedAt = known?.receivedAt ?? -Infinity;
    this.#window = known === undefined ? createReplayWindow() : windowOf(known);
  }

  /** The largest counter accepted; null before the first. */
  get newest(): number | null {
    return this.#window.newest;
  }

  /** Judges a counter, and moves on where it is accepted. */
  judge(counter: number, frameId: string, receivedAt: number): ReplayVerdict['outcome'] {
    const { outcome, window } = judgeCounter(this.#window, counter, frameId);
    if (outcome === 'accepted') {
      this.#window = window;
      if (receivedAt > this.receivedAt) this.receivedAt = receivedAt;
    }
    return outcome;
  }
}

function windowOf({ seen }: NewestCounters): ReplayWindow {
  const newest = seen.reduce((largest, { counter }) => Math.max(largest, counter), 0);
  const frames = new Array<string | null>(REPLAY_WINDOW_SIZE).fill(null);
  for (const { counter, frameId } of seen)
    if (newest - counter < REPLAY_WINDOW_SIZE) frames[counter % REPLAY_WINDOW_SIZE] = frameId;
  return { newest, frames };
}

/** Windows in memory, the least recently used first; the store has those that have left. */
export class CounterWindows {
  readonly #store: Pick<CounterStore, 'newest'>;
  readonly #windows = new Map<string, CounterWindow>();
  readonly #coming = new Map<string, Promise<void>>();
  readonly #read: (windows: number) => void;

  /** @param read told how many windows came from the store */
  constructor(store: Pick<CounterStore, 'newest'>, read: (windows: number) => void) {
    this.#store = store;
    this.#read = read;
  }

  get size(): number {
    return this.#windows.size;
  }

  /** A window that is in memory; the most recently used from now on. */
  find(scope: string): CounterWindow | undefined {
    const window = this.#windows.get(scope);
    if (window === undefined) return undefined;
    this.#windows.delete(scope);
    this.#windows.set(scope, window);
    return window;
  }

  /** Resolves when the windows have been in memory; one may have left again. Rejects when the store does. */
  async bring(scopes: ReadonlySet<string>): Promise<void> {
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

  /** Lets the least recently used go until `most` are left, but none that the store does not have yet. */
  trim(most: number, isWritten: (write: number) => boolean): void {
    let over = this.#windows.size - most;
    for (const [scope, { write, inWork }] of this.#windows) {
      if (over <= 0) break;
      if (inWork > 0 || !isWritten(write)) continue;
      this.#windows.delete(scope);
      over--;
    }
  }
}
