const FIRST_CAPACITY = 64;
/** A buffer that grew beyond this is let go when it is empty. */
const KEPT_CAPACITY = 4096;
const EMPTY = new Uint8Array(0);

/** Octets gathered piece by piece. Grows by doubling; who appends keeps the bound. */
export class OctetBuffer {
  #octets: Uint8Array = EMPTY;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Copies `piece` behind what is there. */
  append(piece: Uint8Array): void {
    const length = this.#length + piece.length;
    if (length > this.#octets.length) {
      const larger = new Uint8Array(Math.max(length, this.#octets.length * 2, FIRST_CAPACITY));
      larger.set(this.view());
      this.#octets = larger;
    }
    this.#octets.set(piece, this.#length);
    this.#length = length;
  }

  /** What is there, until the next change. */
  view(): Uint8Array {
    return this.#octets.subarray(0, this.#length);
  }

  /** Drops the first `count` octets; lets a large buffer go when little is left. */
  drop(count: number): void {
    const left = this.#octets.subarray(count, this.#length);
    if (left.length === 0) {
      this.#octets = this.#octets.length > KEPT_CAPACITY ? EMPTY : this.#octets;
    } else {
      this.#octets.copyWithin(0, count, this.#length);
    }
    this.#length = left.length;
  }

  /** A copy of exactly what was gathered. */
  copy(): Uint8Array {
    return this.#octets.slice(0, this.#length);
  }
}
