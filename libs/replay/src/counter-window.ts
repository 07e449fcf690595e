import {
  createReplayWindow,
  judgeCounter,
  REPLAY_WINDOW_SIZE,
  type ReplayWindow,
} from '@dlms-telemetry/dlms';
import type { Keeping, NewestCounters, SeenCounter, WindowVerdict } from './ports.js';

/** The window of a scope, and what is known beside it. */
export class CounterWindow {
  /** When the latest of the accepted frames was received. */
  #receivedAt: number;
  #window: ReplayWindow;
  #keepings: Keeping[] = [];

  constructor(known: NewestCounters | undefined) {
    this.#receivedAt = known?.receivedAt ?? -Infinity;
    this.#window = known === undefined ? createReplayWindow() : windowOf(known);
  }

  /** The largest counter accepted; null before the first. */
  get newest(): number | null {
    return this.#window.newest;
  }

  /** Whether all that has moved it is in the store. */
  get isStored(): boolean {
    this.#keepings = this.#keepings.filter(({ isOver }) => !isOver);
    return this.#keepings.length === 0;
  }

  /** It stays in memory until that is over. */
  keepFor(keeping: Keeping): void {
    if (this.#keepings.at(-1) !== keeping) this.#keepings.push(keeping);
  }

  /** Judges a counter, and moves on where it is accepted. */
  judge({ counter, frameId, receivedAt }: SeenCounter): WindowVerdict {
    const { outcome, window } = judgeCounter(this.#window, counter, frameId);
    if (outcome === 'accepted') {
      this.#window = window;
      if (receivedAt > this.#receivedAt) this.#receivedAt = receivedAt;
    }
    // Only what was captured before may be that late, and what is delivered again.
    const isLate = outcome === 'too-old' && receivedAt <= this.#receivedAt;
    return { outcome: isLate ? 'late' : outcome, newest: window.newest };
  }
}

function windowOf({ seen }: NewestCounters): ReplayWindow {
  const newest = seen.reduce((largest, { counter }) => Math.max(largest, counter), 0);
  const frames = new Array<string | null>(REPLAY_WINDOW_SIZE).fill(null);
  for (const { counter, frameId } of seen)
    if (newest - counter < REPLAY_WINDOW_SIZE) frames[counter % REPLAY_WINDOW_SIZE] = frameId;
  return { newest, frames };
}
