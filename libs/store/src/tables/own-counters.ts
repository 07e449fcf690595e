/** Up to where the invocation counters of our own answers are given out. */
export interface OwnCountersTable {
  /** The key they are used under. */
  readonly scope: string;
  /** The first that nobody has. */
  readonly next: number;
}
