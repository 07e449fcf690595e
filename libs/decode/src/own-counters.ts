/** Where blocks of invocation counters come from: what one caller was given no other ever is. */
export interface CounterBlocks {
  /**
   * On disk when it resolves.
   *
   * @param scope the key they are used under
   * @returns the first of `size` counters; null when so many are not left
   */
  reserve(scope: string, size: number): Promise<number | null>;
}

interface Block {
  next: number;
  readonly end: number;
}

/** Counters taken at once: a commit for so many answers, and so many are skipped when the process ends. */
const BLOCK_SIZE = 1_000;
/** Keys whose block is held; of the one that was taken first the rest is skipped. */
const MOST_BLOCKS = 100_000;

/** Invocation counters of our own, each given out once: a process that dies skips the rest of its blocks. */
export class OwnCounters {
  readonly #store: CounterBlocks;
  readonly #blocks = new Map<string, Block>();
  readonly #reserving = new Map<string, Promise<boolean>>();

  constructor(store: CounterBlocks) {
    this.#store = store;
  }

  /**
   * The next counter under a key.
   *
   * @returns undefined when there are no more
   * @throws what `reserve` throws
   */
  async next(scope: string): Promise<number | undefined> {
    for (;;) {
      const block = this.#blocks.get(scope);
      if (block !== undefined && block.next < block.end) return block.next++;
      if (!(await this.#reserve(scope))) return undefined;
    }
  }

  /** One at a time for each key, whoever waits for it. */
  #reserve(scope: string): Promise<boolean> {
    const known = this.#reserving.get(scope);
    if (known !== undefined) return known;
    const reserving = this.#take(scope).finally(() => this.#reserving.delete(scope));
    this.#reserving.set(scope, reserving);
    return reserving;
  }

  async #take(scope: string): Promise<boolean> {
    const next = await this.#store.reserve(scope, BLOCK_SIZE);
    if (next === null) return false;
    this.#blocks.delete(scope);
    this.#blocks.set(scope, { next, end: next + BLOCK_SIZE });
    const [oldest] = this.#blocks.keys();
    if (this.#blocks.size > MOST_BLOCKS && oldest !== undefined) this.#blocks.delete(oldest);
    return true;
  }
}
