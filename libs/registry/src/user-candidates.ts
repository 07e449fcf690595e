import type { KeyState } from '@dlms-telemetry/store';
import type { Candidate } from './candidate.js';

/** The keys of a user at one time. */
export interface KeySet {
  readonly state: KeyState;
  /** Frames received from here on are not tried with it, in milliseconds since 1970; infinite but for previous keys. */
  readonly until: number;
  readonly make: () => Candidate;
}

/** A set of keys, and the candidate that was made of it. */
interface Held extends KeySet {
  candidate?: Candidate;
}

/**
 * A user as candidates, one for each set of its keys. They are made when the user sends for the first time: of a large
 * registry most are silent at any time.
 */
export class UserCandidates {
  readonly #setsOf: () => readonly KeySet[];
  /** In use, then next, then previous ones, the longest out of use first. */
  #sets: readonly Held[] | undefined;
  /** For frames that were received after the last change of keys. */
  #newest: readonly Candidate[] | undefined;
  #lastChange = Infinity;

  constructor(setsOf: () => readonly KeySet[]) {
    this.#setsOf = setsOf;
  }

  /** The candidates for a frame, the likeliest first. @param receivedAt milliseconds since 1970 */
  at(receivedAt: number): readonly Candidate[] {
    const sets = this.#sets ?? this.#take(this.#setsOf().map((set) => ({ ...set })));
    if (receivedAt < this.#lastChange) return validAt(sets, receivedAt);
    return (this.#newest ??= validAt(sets, receivedAt));
  }

  /** Puts the next keys into use, until the process ends. Other candidates than the next are left alone. */
  promote(candidate: Candidate, at: number): void {
    const [active, next, ...previous] = this.#sets ?? [];
    if (active === undefined || next?.state !== 'next' || next.candidate !== candidate) return;
    this.#take([
      { ...next, state: 'active', candidate: { ...candidate, keyState: 'active' } },
      ...previous,
      { ...active, state: 'previous', until: at },
    ]);
  }

  #take(sets: readonly Held[]): readonly Held[] {
    const changes = sets.flatMap(({ until }) => (until === Infinity ? [] : until));
    this.#lastChange = Math.max(-Infinity, ...changes);
    this.#newest = undefined;
    this.#sets = sets;
    return sets;
  }
}

function validAt(sets: readonly Held[], receivedAt: number): readonly Candidate[] {
  return sets
    .filter(({ until }) => receivedAt < until)
    .map((set) => (set.candidate ??= set.make()));
}
