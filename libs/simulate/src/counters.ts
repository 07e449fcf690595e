import type { CounterStore } from './ports.js';

/** Largest invocation counter: 32 bits (Green Book 9.2.3.3.7.3). After it the meter needs a new key. */
export const LAST_COUNTER = 0xffff_ffff;

/**
 * Hands out invocation counters, each one once. They are reserved in blocks, and a block is in the store before the
 * first of it is used: after a crash the rest of a block is skipped, never repeated.
 */
export class Counters {
  readonly #store: CounterStore;
  readonly #title: string;
  readonly #block: number;
  #next = 0;
  #end = 0;

  /** @param title whose counters, system title in hex @param block how many to reserve at once */
  constructor(store: CounterStore, title: string, block: number) {
    this.#store = store;
    this.#title = title;
    this.#block = block;
  }

  /** The next counter, or undefined when all are used up. Not to be called again before it has resolved. */
  async next(): Promise<number | undefined> {
    if (this.#next === this.#end) {
      const first = await this.#store.reserve(this.#title, this.#block);
      this.#next = first;
      this.#end = first + this.#block;
    }
    if (this.#next > LAST_COUNTER) return undefined;
    return this.#next++;
  }
}
