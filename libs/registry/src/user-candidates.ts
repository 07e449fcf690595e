import type { KeyState } from '@dlms-telemetry/store';
import type { Candidate } from './candidate.js';

/** The keys of a user at one time. */
export interface KeySet {
  readonly state: KeyState;
  /** Frames received from here on are not tried with it, in milliseconds since 1970; infinite but for previous keys. */
  readonly until: number;
  /** Makes the candidate when it is needed first: most users of a large registry send seldom. */
  readonly make: () => Candidate;
}

/** A user as candidates, one for each set of its keys. */
export class UserCandidates {
  /** In use, then next, then previous ones, the longest out of use first. */
  #sets: readonly KeySet[];
  #made = new Map<KeySet, Candidate>();
  /** For frames that were received after the last change of keys. */
  #newest: readonly Candidate[] | undefined;
  #lastChange: number;

  constructor(sets: readonly KeySet[]) {
    this.#sets = sets;
    this.#lastChange = lastChangeOf(sets);
  }

  /** The candidates for a frame, the likeliest first. @param receivedAt milliseconds since 1970 */
  at(receivedAt: number): readonly Candidate[] {
    if (receivedAt >= this.#lastChange) return (this.#newest ??= this.#all(receivedAt));
    return this.#all(receivedAt);
  }

  /** Puts the next keys into use, until the process ends. Other candidates than the next are left alone. */
  promote(candidate: Candidate, at: number): void {
    const [active, next, ...previous] = this.#sets;
    if (active === undefined || next?.state !== 'next' || this.#made.get(next) !== candidate)
      return;
    const promoted: KeySet = { ...next, state: 'active' };
    this.#made.set(promoted, { ...candidate, keyState: 'active' });
    this.#sets = [promoted, ...previous, { ...active, state: 'previous', until: at }];
    this.#lastChange = lastChangeOf(this.#sets);
    this.#newest = undefined;
  }

  #all(receivedAt: number): readonly Candidate[] {
    return this.#sets.filter(({ until }) => receivedAt < until).map((set) => this.#candidate(set));
  }

  #candidate(set: KeySet): Candidate {
    const known = this.#made.get(set);
    if (known !== undefined) return known;
    const candidate = set.make();
    this.#made.set(set, candidate);
    return candidate;
  }
}

function lastChangeOf(sets: readonly KeySet[]): number {
  return Math.max(
    -Infinity,
    ...sets.map(({ until }) => until).filter((until) => until !== Infinity),
  );
}
