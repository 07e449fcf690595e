import { setTimeout as sleep } from 'node:timers/promises';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/** How `untilAccepted` waits and whom it tells. */
export interface RetryOptions {
  /** Ends the attempts. */
  readonly signal: AbortSignal;
  /** Told of each failure before the pause. */
  readonly failed: (error: unknown) => void;
  /** Waits; only tests need another one. */
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Tries until it succeeds, with growing pauses: for what must not be dropped because a broker or a disk is away.
 *
 * @throws the signal's reason once it is aborted
 */
export async function untilAccepted<T>(
  attempt: () => Promise<T>,
  { signal, failed, pause = wait }: RetryOptions,
): Promise<T> {
  for (let ms = FIRST_PAUSE_MS; ; ms = Math.min(ms * 2, LONGEST_PAUSE_MS)) {
    signal.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      failed(error);
    }
    await pause(ms, signal);
  }
}

async function wait(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal });
}
