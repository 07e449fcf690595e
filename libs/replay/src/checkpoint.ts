import type { CounterStore, SeenCounter } from './ports.js';

/** Counters of one statement: it must not hold up what else the store does. */
const MOST_AT_ONCE = 5_000;

/**
 * Accepted counters on their way into the store. Writes are numbered: what was added before a write began is durable
 * once a write of that number, or a later one, has succeeded.
 */
export class Checkpoint {
  readonly #store: Pick<CounterStore, 'add'>;
  #pending: SeenCounter[] = [];
  #nextWrite = 1;
  #lastWritten = 0;
  #running: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  constructor(store: Pick<CounterStore, 'add'>) {
    this.#store = store;
  }

  /** Whether something was added that no write has made durable. */
  get hasUnwritten(): boolean {
    return this.#pending.length > 0 || this.#lastWritten < this.#nextWrite - 1;
  }

  /** Counters that no write has begun with. */
  get pending(): number {
    return this.#pending.length;
  }

  /** @returns the number of the write that it goes with */
  add(counter: SeenCounter): number {
    this.#pending.push(counter);
    return this.#nextWrite;
  }

  /** Whether a write of that number, or a later one, has succeeded. */
  isWritten(write: number): boolean {
    return write <= this.#lastWritten;
  }

  /** Resolves when all that was added before is durable. What could not be written stays for the next time. */
  flush(): Promise<void> {
    // Whoever asks while a write is under way waits for the next one, and all of them for the same.
    this.#next ??= this.#running.then(ignored, ignored).then(() => {
      this.#next = undefined;
      this.#running = this.#write();
      return this.#running;
    });
    return this.#next;
  }

  async #write(): Promise<void> {
    const counters = this.#pending;
    const number = this.#nextWrite++;
    this.#pending = [];
    let written = 0;
    try {
      while (written < counters.length) {
        await this.#store.add(counters.slice(written, written + MOST_AT_ONCE));
        written += MOST_AT_ONCE;
      }
    } catch (error) {
      this.#pending = [...counters.slice(written), ...this.#pending];
      throw error;
    }
    this.#lastWritten = number;
  }
}

function ignored(): void {
  // Each caller of flush has its own promise, which tells it.
}
