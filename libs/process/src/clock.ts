/** Time as it is. */
export const clock = {
  /** Milliseconds since 1970. */
  now: (): number => Date.now(),
  /** Calls back once after `ms`. The returned function takes it back. */
  setTimer: (ms: number, callback: () => void): (() => void) => {
    const timer = setTimeout(callback, ms);
    return () => {
      clearTimeout(timer);
    };
  },
};
