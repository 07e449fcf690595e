/** The mark of a frame that may have ended a worker. */
export interface SuspectMark {
  /** UUID. */
  readonly frameId: string;
  /** Workers, threads or processes, that died while it was in work. */
  readonly attempts: number;
  /** Code with which it is refused when it comes again; null while that is open. */
  readonly decided: string | null;
}

/** Where marks are kept: a place that outlives the process. Each call is safe there when it resolves. */
export interface SuspectMarks {
  /** Marks of these frames, where there are any. */
  find(frameIds: readonly string[]): Promise<readonly SuspectMark[]>;
  /** One more worker has died while this frame was in work. */
  attempt(frameId: string): Promise<void>;
  /** The frame is refused with this code when it comes again. */
  decide(frameId: string, code: string): Promise<void>;
  /** They did no harm, or their dead letters are stored. */
  clear(frameIds: readonly string[]): Promise<void>;
}
