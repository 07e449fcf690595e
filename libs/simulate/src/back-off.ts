/** First and longest wait before another attempt, in milliseconds. */
export interface BackOffOptions {
  readonly firstMs: number;
  readonly longestMs: number;
}

/** Waits that double with each failure, each cut by a random part, so that a fleet does not come back all at once. */
export class BackOff {
  readonly #options: BackOffOptions;
  readonly #random: () => number;
  #failures = 0;

  /** @param random a number from 0 up to, not including, 1 */
  constructor(options: BackOffOptions, random: () => number) {
    this.#options = options;
    this.#random = random;
  }

  /** Milliseconds to wait after one more failure: between half of the doubled wait and all of it. */
  next(): number {
    const { firstMs, longestMs } = this.#options;
    const whole = Math.min(longestMs, firstMs * 2 ** this.#failures);
    this.#failures = Math.min(this.#failures + 1, 30);
    return whole * (0.5 + this.#random() / 2);
  }

  /** It went well: the next failure waits the first time again. */
  reset(): void {
    this.#failures = 0;
  }
}
