/** An invocation counter that was accepted, and the frame that brought it. */
export interface SeenCounter {
  /** Whose counter it is, under which key: 32 hexadecimal digits. */
  readonly scope: string;
  /** 0 to FFFFFFFF. */
  readonly counter: number;
  /** UUID. */
  readonly frameId: string;
  /** When the frame was received, in milliseconds since 1970. */
  readonly receivedAt: number;
}

/** The largest counters that are known of a scope. */
export interface NewestCounters {
  readonly scope: string;
  /** In no order. */
  readonly seen: readonly { readonly counter: number; readonly frameId: string }[];
  /** When the latest of these frames was received, in milliseconds since 1970. */
  readonly receivedAt: number;
}

/** Keeps the counters that were accepted. Every method rejects when it cannot be done, and may be called again. */
export interface CounterStore {
  /** Adds counters; one that is there already keeps its frame. Durable when it resolves. */
  add(counters: readonly SeenCounter[]): Promise<void>;
  /** As `add`, in one step with the look-up of the frame that has each counter now. */
  claim(counters: readonly SeenCounter[]): Promise<readonly string[]>;
  /** The largest `size` counters of each scope; of one that is not known nothing. */
  newest(scopes: readonly string[], size: number): Promise<readonly NewestCounters[]>;
  /** Removes what was received before a time but for the largest `keep` of each scope. Gives the number removed. */
  prune(before: Date, keep: number): Promise<number>;
}

/** What the window of a scope says of a counter. */
export interface WindowVerdict {
  /**
   * - `accepted`: not seen yet; the window has moved on
   * - `same-frame`: seen, with this very frame
   * - `repeated`: seen, with another frame
   * - `too-old`: below the window, and received after the latest accepted frame
   * - `late`: below the window, and received no later: the store tells
   */
  readonly outcome: 'accepted' | 'same-frame' | 'repeated' | 'too-old' | 'late';
  /** The largest counter accepted; null before the first. */
  readonly newest: number | null;
  /** The store is to decide, whatever the window says. */
  readonly isForStore?: boolean;
}

/** What is still to come of the counters that are judged together. */
export interface Keeping {
  /** Whether what was accepted is in the store. */
  readonly isOver: boolean;
  /** Resolves when the store has what was accepted before. Rejects when it cannot take it. */
  writeOut(): Promise<void>;
}

/** The last counters of each scope. */
export interface ReplayWindows {
  /**
   * Judges counters in the order given, and takes those that are accepted.
   *
   * @param keeping so long a window must not forget
   * @returns a verdict for each. Rejects when what was seen cannot be looked up; the same may be judged again
   */
  judge(counters: readonly SeenCounter[], keeping: Keeping): Promise<readonly WindowVerdict[]>;
  /** The largest counter accepted of a scope, for a refusal's sentence; null where it is not at hand. */
  newestOf(scope: string): number | null;
}

/** What windows that several processes share say of a counter: `unknown` where there is none of its scope. */
export interface SharedVerdict {
  readonly outcome: WindowVerdict['outcome'] | 'unknown';
  readonly newest: number | null;
}

/** Windows that several processes share. Every method rejects when they are away, and may have been done then. */
export interface SharedCounterWindows {
  /** Judges counters in the order given, each in one step with the taking. */
  judge(counters: readonly SeenCounter[]): Promise<readonly SharedVerdict[]>;
  /** Makes windows of what is known, and adds it to those that are there; of a scope without counters an empty one. */
  add(known: readonly NewestCounters[]): Promise<void>;
}

/** Time as the guard sees it. */
export interface ReplayClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once after `ms`. The returned function takes it back. */
  setTimer(ms: number, callback: () => void): () => void;
}
