import type { IngestClock } from './ports.js';

/** Octets that give no frame are looked at with this pace, all connections together. */
const OCTETS_PER_MS = 4096;
/** What a connection may bring of them before it is slowed: a bad line, a meter that is set up wrongly. 16 refusals. */
const FREE_OCTETS = 64 * 1024;
/** A refusal costs as much as so many octets, however short it is. */
const REFUSAL_OCTETS = 4096;
/** So much may be taken ahead before even new connections wait. */
const MOST_AHEAD_MS = 1000;
/** What is looked at in one go grows as long as nothing is refused, from here, and from less when much is refused. */
const FIRST_SLICE = 1024;
const SMALLEST_SLICE = 64;
const LARGEST_SLICE = 64 * 1024;

/**
 * Shares out how fast rubbish is read: who sends nothing else waits, so that it takes neither the processor nor the
 * dead letters from the meters. Memory is not needed for it: octets wait at the sender.
 */
export class RubbishPace {
  readonly #clock: IngestClock;
  /** When all that was taken is done. */
  #busyUntil = 0;

  constructor(clock: IngestClock) {
    this.#clock = clock;
  }

  /** Takes rubbish. @returns milliseconds after which more may come */
  take(octets: number): number {
    const now = this.#clock.now();
    this.#busyUntil = Math.max(this.#busyUntil, now) + octets / OCTETS_PER_MS;
    return this.#busyUntil - now;
  }

  /** Milliseconds after which all that was taken is done. */
  get wait(): number {
    return Math.max(0, this.#busyUntil - this.#clock.now());
  }
}

/** What one connection has brought of rubbish; frames make up for it. */
export class RubbishAccount {
  readonly #pace: RubbishPace;
  #octets = 0;
  #slice: number;

  constructor(pace: RubbishPace) {
    this.#pace = pace;
    this.#slice = this.#firstSlice();
  }

  /** Octets to look at in one go. */
  get slice(): number {
    return this.#slice;
  }

  /**
   * Notes what came of a slice.
   *
   * @returns milliseconds to wait before the next one is looked at: 0 as long as it is mostly frames
   */
  note(frameOctets: number, rubbish: number, refusals: number): number {
    this.#slice = refusals > 0 ? this.#firstSlice() : Math.min(this.#slice * 2, LARGEST_SLICE);
    this.#octets = Math.max(0, this.#octets - frameOctets);
    const cost = rubbish + refusals * REFUSAL_OCTETS;
    if (cost === 0) return 0;
    this.#octets += cost;
    const wait = this.#pace.take(cost);
    if (this.#octets <= FREE_OCTETS && wait <= MOST_AHEAD_MS) return 0;
    // What is paid for in time need not be made up for.
    this.#octets = FREE_OCTETS;
    return wait;
  }

  #firstSlice(): number {
    return this.#pace.wait > MOST_AHEAD_MS ? SMALLEST_SLICE : FIRST_SLICE;
  }
}

/** Notes a datagram that gives nothing but a refusal. @returns whether it may be told: nobody can be asked to wait */
export function mayTell(pace: RubbishPace, octets: number): boolean {
  return pace.wait <= MOST_AHEAD_MS && pace.take(octets + REFUSAL_OCTETS) >= 0;
}
