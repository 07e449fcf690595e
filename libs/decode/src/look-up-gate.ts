import type { DecodeEvents } from './events.js';

/** What a gate works with. */
export interface LookUpGatePorts {
  /** When it was last known that the users are up to date, in milliseconds since 1970. */
  readonly checkedAt: () => number;
  readonly clock: {
    /** Milliseconds since 1970. */
    now(): number;
    /** @returns what takes the timer back */
    setTimer(ms: number, callback: () => void): () => void;
  };
  readonly decode: {
    pause(): void;
    resume(): Promise<void>;
  };
  readonly events: Pick<DecodeEvents, 'lookUpLost' | 'lookUpBack' | 'lookUpFailed'>;
}

/** Users are looked at each second; a few looks may fail. */
const LONGEST_MS = 5_000;
const LOOK_MS = 500;

/**
 * Lets no frame be judged by users that may have changed: while they cannot be looked up, nothing is taken from the
 * queues, and more than their capacity goes to the overflow as usual. The registry's absence is never a refusal.
 */
export class LookUpGate {
  readonly #ports: LookUpGatePorts;
  #closed = false;
  #cancelTimer: (() => void) | undefined;

  constructor(ports: LookUpGatePorts) {
    this.#ports = ports;
  }

  /** Whether frames are taken. */
  get open(): boolean {
    return !this.#closed;
  }

  /** Begins to look. */
  start(): void {
    this.#cancelTimer = this.#ports.clock.setTimer(LOOK_MS, () => {
      this.#look();
      this.start();
    });
  }

  stop(): Promise<void> {
    this.#cancelTimer?.();
    return Promise.resolve();
  }

  #look(): void {
    const { checkedAt, clock, decode, events } = this.#ports;
    const isAway = clock.now() - checkedAt() > LONGEST_MS;
    if (isAway === this.#closed) return;
    this.#closed = isAway;
    if (isAway) {
      events.lookUpLost({ seconds: LONGEST_MS / 1_000 });
      decode.pause();
    } else {
      events.lookUpBack({});
      decode.resume().catch((error: unknown) => {
        events.lookUpFailed({ error });
      });
    }
  }
}
