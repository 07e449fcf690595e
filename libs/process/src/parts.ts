/** Anything that is stopped. */
export interface Stoppable {
  /** @param signal ends the wait; what is unsettled then is left to others */
  stop(signal: AbortSignal): Promise<unknown>;
}

/** What of a process has been started: stopped the other way round. */
export class Parts {
  readonly #parts: Stoppable[] = [];

  /** Adds what has been started. @returns it */
  add<T extends Stoppable>(part: T): T {
    this.#parts.push(part);
    return part;
  }

  /** Adds what is closed in another way. @returns it */
  closing<T>(part: T, close: (part: T) => Promise<unknown>): T {
    this.#parts.push({ stop: () => close(part) });
    return part;
  }

  /** Stops all, the last one first; one that fails does not keep the others. */
  async stop(signal: AbortSignal): Promise<void> {
    const errors: unknown[] = [];
    for (const part of this.#parts.splice(0).toReversed())
      await part.stop(signal).catch((error: unknown) => errors.push(error));
    if (errors.length > 0) throw errors[0];
  }
}
