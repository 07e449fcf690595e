/**
 * How many accepted frames of each receptor wait to be settled, those in work too. Whoever publishes counts them in
 * after the confirm, whoever acks counts them out.
 */
export interface WaitingFrames {
  /** So many frames were confirmed. */
  accepted(receptor: string, frames: number): void;
  /** So many frames were settled. */
  settled(receptor: string, frames: number): void;
  /** Frames confirmed and not settled: never below 0. */
  waiting(receptor: string): number;
}

/** Counts within one process, begun with what an earlier run has left. */
export class InMemoryWaitingFrames implements WaitingFrames {
  readonly #frames: Map<string, number>;

  /** @param left frames that each receptor's stored queue still holds */
  constructor(left: Iterable<readonly [receptor: string, frames: number]> = []) {
    this.#frames = new Map(left);
  }

  accepted(receptor: string, frames: number): void {
    this.#add(receptor, frames);
  }

  settled(receptor: string, frames: number): void {
    this.#add(receptor, -frames);
  }

  waiting(receptor: string): number {
    return Math.max(0, this.#frames.get(receptor) ?? 0);
  }

  /** May pass through a number below 0: a frame can be settled before its publisher hears of the confirm. */
  #add(receptor: string, frames: number): void {
    this.#frames.set(receptor, (this.#frames.get(receptor) ?? 0) + frames);
  }
}
