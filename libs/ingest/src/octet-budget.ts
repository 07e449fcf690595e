/** Octets that were read and are not yet accepted: over a limit, sockets are not read. */
export class OctetBudget {
  readonly #limit: number;
  readonly #waiting = new Set<() => void>();
  #used = 0;

  /** @param limit octets above which `full` holds */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Octets in flight now. */
  get used(): number {
    return this.#used;
  }

  get full(): boolean {
    return this.#used > this.#limit;
  }

  take(octets: number): void {
    this.#used += octets;
  }

  /** Gives octets back; those who wait are called once there is room again. */
  release(octets: number): void {
    this.#used -= octets;
    if (this.full || this.#waiting.size === 0) return;
    const callbacks = [...this.#waiting];
    this.#waiting.clear();
    for (const callback of callbacks) callback();
  }

  /** Calls back once when there is room. */
  onRoom(callback: () => void): void {
    this.#waiting.add(callback);
  }

  /** Takes back what `onRoom` was given. */
  forget(callback: () => void): void {
    this.#waiting.delete(callback);
  }
}
