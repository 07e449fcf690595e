/** A frame whose tag has proven its invocation counter. */
export interface JudgedFrame {
  /** UUID, the same at each delivery. */
  readonly frameId: string;
  readonly receptor: string;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
  /** Whether it waited in the backlog. */
  readonly historic: boolean;
  /** Whether it is a dead letter that is run again. */
  readonly rerun: boolean;
  /** Whose counter, under which key: 32 hexadecimal digits. */
  readonly scope: string;
  readonly counter: number;
}

/** `repeated`: another frame brought that counter before, or it is too old to tell. */
export type ReplayOutcome = 'accepted' | 'repeated';

/** Tells frames that come for the first time, or once more under their id, from repeats by somebody else. */
export interface ReplayGuard {
  /**
   * Judges frames in the order given.
   *
   * @returns an outcome for each. Rejects when what was seen cannot be looked up or kept: nothing is refused for that,
   * and the same frames may be judged again
   */
  judge(frames: readonly JudgedFrame[]): Promise<readonly ReplayOutcome[]>;
  /** The largest counter accepted of a scope; null where it is not at hand. For the sentence of a refusal. */
  newestOf?(scope: string): number | null;
}
