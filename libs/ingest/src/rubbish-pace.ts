import type { IngestClock } from './ports.js';

/** Octets that give no frame are read at this pace, all connections together. */
const OCTETS_PER_MS = 4096;
/** What a connection may bring of them before it is slowed: a bad line, a meter that is set up wrongly. */
const FREE_OCTETS = 64 * 1024;
/** A refusal costs as much as so many octets, however short it is. */
const REFUSAL_OCTETS = 1024;

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

  constructor(pace: RubbishPace) {
    this.#pace = pace;
  }

  /**
   * Notes what came of a piece.
   *
   * @returns milliseconds to wait before the next one is read: 0 as long as it is mostly frames
   */
  note(frameOctets: number, rubbish: number, refusals: number): number {
    const cost = rubbish + refusals * REFUSAL_OCTETS;
    this.#octets = Math.max(0, this.#octets - frameOctets) + cost;
    if (cost === 0 || this.#octets <= FREE_OCTETS) return 0;
    // What is paid for in time need not be made up for.
    this.#octets = FREE_OCTETS;
    return this.#pace.take(cost);
  }
}

/** What a datagram costs that gives nothing but a refusal. */
export function costOfDatagram(octets: number): number {
  return octets + REFUSAL_OCTETS;
}
