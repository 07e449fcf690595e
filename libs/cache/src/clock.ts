/** Time as this library sees it. */
export interface CacheClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once after `ms`. The returned function takes it back. */
  setTimer(ms: number, callback: () => void): () => void;
}
