import type { DeadLettersRepository, Dispensable, RemovedDeadLetters } from '@dlms-telemetry/store';
import type { BacklogEvents } from './events.js';

/** How long and how many dead letters are kept. */
export interface DeadLetterRetentionOptions {
  /** Days after receipt. Default 90. */
  readonly days?: number;
  /** Octets of all envelopes on disk. Default 1 GiB. */
  readonly octets?: number;
}

/** What retention works with. */
export interface DeadLetterRetentionPorts {
  readonly deadLetters: Pick<
    DeadLettersRepository,
    'removeReceivedBefore' | 'removeOldest' | 'octetsOnDisk' | 'octetsOfNext' | 'clean'
  >;
  readonly clock: {
    /** Milliseconds since 1970. */
    now(): number;
    /** Calls back once after `ms`. The returned function takes it back. */
    setTimer(ms: number, callback: () => void): () => void;
  };
  readonly events: Pick<
    BacklogEvents,
    'deadLettersRemoved' | 'deadLettersOverLimit' | 'retentionFailed'
  >;
}

const DAYS = 90;
const OCTETS = 1024 ** 3;
const DAY_MS = 86_400_000;
/** Rows in a statement: the store does other work in between. */
const BATCH = 1_000;
/** A tenth of the limit may be stored before it is looked again. */
const LOOKS_IN_LIMIT = 10;
/** In this order they go when there are too many octets. */
const ORDER: readonly Dispensable[] = ['link', 'source', 'unknown-meter'];

/**
 * Removes dead letters whose time is over, those that came to their end too, and the oldest when they are too large
 * together: first octets from anybody, never a known meter's. At the start, then once a day, and
 * sooner when much is stored.
 */
export class DeadLetterRetention {
  readonly #ports: DeadLetterRetentionPorts;
  readonly #days: number;
  readonly #octets: number;
  #cancelTimer: (() => void) | undefined;
  #running: Promise<void> | undefined;
  #added = 0;
  #stopped = false;

  constructor(ports: DeadLetterRetentionPorts, options: DeadLetterRetentionOptions = {}) {
    this.#ports = ports;
    this.#days = options.days ?? DAYS;
    this.#octets = options.octets ?? OCTETS;
  }

  /** Begins at once; does not wait for it. */
  start(): void {
    if (this.#running !== undefined || this.#stopped) return;
    this.#cancelTimer?.();
    this.#added = 0;
    this.#running = this.#run().finally(() => {
      this.#running = undefined;
      if (this.#stopped) return;
      this.#cancelTimer = this.#ports.clock.setTimer(DAY_MS, () => {
        this.start();
      });
    });
  }

  /** Told of envelopes that were stored. */
  added(octets: number): void {
    this.#added += octets;
    if (this.#added > this.#octets / LOOKS_IN_LIMIT) this.start();
  }

  /** Resolves when the statement in work has ended; what is left is removed another time. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelTimer?.();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { deadLetters, events } = this.#ports;
    try {
      const removed = (await this.#removeOld()) + (await this.#makeRoom());
      if (removed > 0) await deadLetters.clean();
    } catch (error) {
      events.retentionFailed({ error });
    }
  }

  async #removeOld(): Promise<number> {
    const { deadLetters, clock, events } = this.#ports;
    const oldest = clock.now() - this.#days * DAY_MS;
    const { letters } = await this.#removeWhile(
      () => deadLetters.removeReceivedBefore(oldest, BATCH),
      () => true,
    );
    if (letters > 0) events.deadLettersRemoved({ letters, cause: 'retention' });
    return letters;
  }

  async #makeRoom(): Promise<number> {
    const { deadLetters, events } = this.#ports;
    let over = (await this.#measure()) - this.#octets;
    let letters = 0;
    for (const which of ORDER) {
      const before = over;
      const removed = await this.#removeWhile(
        () => deadLetters.removeOldest(which, BATCH),
        (octets) => octets < before,
      );
      over = before - removed.octets;
      letters += removed.letters;
    }
    if (letters > 0) events.deadLettersRemoved({ letters, cause: 'size' });
    if (over > 0) events.deadLettersOverLimit({ octets: over + this.#octets, limit: this.#octets });
    return letters;
  }

  /** The table on disk is never smaller than what it holds, so that mostly nothing is to be counted. */
  async #measure(): Promise<number> {
    const { deadLetters } = this.#ports;
    const onDisk = await deadLetters.octetsOnDisk();
    if (onDisk <= this.#octets) return onDisk;
    let octets = 0;
    let after: string | undefined;
    while (!this.#stopped) {
      const next = await deadLetters.octetsOfNext(BATCH, after);
      if (next === undefined) break;
      octets += next.octets;
      after = next.last;
    }
    return octets;
  }

  async #removeWhile(
    remove: () => Promise<RemovedDeadLetters>,
    isMore: (octets: number) => boolean,
  ): Promise<RemovedDeadLetters> {
    let letters = 0;
    let octets = 0;
    while (!this.#stopped && isMore(octets)) {
      const removed = await remove();
      letters += removed.letters;
      octets += removed.octets;
      if (removed.letters < BATCH) break;
    }
    return { letters, octets };
  }
}
