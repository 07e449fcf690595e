import { Cell, RESTING } from './protocol.js';

/** A frame in work. */
export interface InWork {
  /** Number of its batch. */
  readonly batch: number;
  readonly frame: number;
}

/** Sees from outside which frame a thread has in work, and for how long. */
export class Watch {
  readonly #cells: Int32Array;
  #turn: number | undefined;
  #forMs = 0;
  #lookedAt = 0;

  constructor(state: SharedArrayBuffer) {
    this.#cells = new Int32Array(state);
    this.#cells[Cell.Frame] = RESTING;
  }

  /** The frame in work now, though it may wait for a look-up. */
  inWork(): InWork | undefined {
    const frame = Atomics.load(this.#cells, Cell.Frame);
    if (frame === RESTING) return undefined;
    return { batch: Atomics.load(this.#cells, Cell.Batch), frame };
  }

  /**
   * The frame in work, with the milliseconds for which it was seen there. Of the time between two looks no more counts
   * than twice what was meant to pass: a process or a machine that stood still condemns nobody.
   *
   * @param now milliseconds
   * @param everyMs how often this is called
   */
  look(now: number, everyMs: number): (InWork & { readonly forMs: number }) | undefined {
    const turn = Atomics.load(this.#cells, Cell.Turn);
    const isWaiting = Atomics.load(this.#cells, Cell.Waits) !== 0;
    const inWork = isWaiting ? undefined : this.inWork();
    const passed = Math.min(now - this.#lookedAt, 2 * everyMs);
    this.#lookedAt = now;
    if (inWork === undefined || turn !== this.#turn) {
      this.#turn = inWork === undefined ? undefined : turn;
      this.#forMs = 0;
      return undefined;
    }
    this.#forMs += Math.max(0, passed);
    return { ...inWork, forMs: this.#forMs };
  }
}
