import type { CounterStore, NewestCounters, ReplayClock, SeenCounter } from './ports.js';

/** A store in memory, which can be made to fail. */
export class TestCounterStore implements CounterStore {
  /** Whether it turns everything down. */
  isAway = false;
  /** Calls that it has answered. */
  calls = 0;
  readonly #counters = new Map<string, Map<number, SeenCounter>>();

  get size(): number {
    return [...this.#counters.values()].reduce((sum, { size }) => sum + size, 0);
  }

  async add(counters: readonly SeenCounter[]): Promise<void> {
    await this.claim(counters);
  }

  async claim(counters: readonly SeenCounter[]): Promise<string[]> {
    await this.#answer();
    return counters.map((seen) => {
      const of = this.#counters.get(seen.scope) ?? new Map<number, SeenCounter>();
      this.#counters.set(seen.scope, of);
      const holder = of.get(seen.counter) ?? seen;
      of.set(seen.counter, holder);
      return holder.frameId;
    });
  }

  async newest(scopes: readonly string[], size: number): Promise<NewestCounters[]> {
    await this.#answer();
    return scopes.flatMap((scope) => {
      const of = [...(this.#counters.get(scope)?.values() ?? [])];
      const seen = of.toSorted((a, b) => b.counter - a.counter).slice(0, size);
      const receivedAt = Math.max(...seen.map((each) => each.receivedAt));
      return seen.length === 0 ? [] : [{ scope, seen, receivedAt }];
    });
  }

  async prune(before: Date, keep: number): Promise<number> {
    await this.#answer();
    let removed = 0;
    for (const of of this.#counters.values()) {
      const newest = Math.max(...of.keys());
      for (const [counter, { receivedAt }] of of)
        if (receivedAt < before.getTime() && counter <= newest - keep) {
          of.delete(counter);
          removed++;
        }
    }
    return removed;
  }

  async #answer(): Promise<void> {
    await Promise.resolve();
    if (this.isAway) throw new Error('the store is away');
    this.calls++;
  }
}

/** A clock whose timers go off when the test says so. */
export class TestClock implements ReplayClock {
  time = Date.UTC(2026, 0, 1);
  readonly #timers = new Map<() => void, number>();

  now(): number {
    return this.time;
  }

  setTimer(ms: number, callback: () => void): () => void {
    this.#timers.set(callback, this.time + ms);
    return () => this.#timers.delete(callback);
  }

  /** Goes on and lets everything that follows happen. */
  async pass(ms: number): Promise<void> {
    this.time += ms;
    for (const [callback, at] of [...this.#timers])
      if (at <= this.time) {
        this.#timers.delete(callback);
        callback();
      }
    await new Promise((resolve) => setImmediate(resolve));
  }
}
