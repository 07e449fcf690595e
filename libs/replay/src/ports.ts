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

/** Time as the guard sees it. */
export interface ReplayClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once after `ms`. The returned function takes it back. */
  setTimer(ms: number, callback: () => void): () => void;
}
