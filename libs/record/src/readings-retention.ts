import type { ReadingsRepository } from '@dlms-telemetry/store';
import type { RecordEvents } from './events.js';
import { DAY_MS, firstKept } from './kept-days.js';

/** What retention works with. */
export interface ReadingsRetentionPorts {
  readonly readings: Pick<ReadingsRepository, 'removeDaysBefore'>;
  readonly clock: RecordClock;
  readonly events: Pick<RecordEvents, 'daysRemoved' | 'retentionFailed'>;
}

/** Time as the stage needs it. */
export interface RecordClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once after `ms`. The returned function takes it back. */
  setTimer(ms: number, callback: () => void): () => void;
}

/**
 * Removes whole days of readings whose time is over: at the start, then once a day. A day later than their readings
 * are refused, so that another recorder whose clock is behind never writes to a day that is gone.
 */
export class ReadingsRetention {
  readonly #ports: ReadingsRetentionPorts;
  readonly #days: number;
  #cancelTimer: (() => void) | undefined;
  #running: Promise<void> = Promise.resolve();
  #stopped = false;

  /** @param days how many whole days before today are kept */
  constructor(ports: ReadingsRetentionPorts, days: number) {
    this.#ports = ports;
    this.#days = days;
  }

  /** Begins at once; does not wait for it. */
  start(): void {
    this.#running = this.#run().finally(() => {
      if (this.#stopped) return;
      this.#cancelTimer = this.#ports.clock.setTimer(DAY_MS, () => {
        this.start();
      });
    });
  }

  /** Resolves when what is in work has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelTimer?.();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { readings, clock, events } = this.#ports;
    try {
      const removed = await readings.removeDaysBefore(firstKept(clock.now(), this.#days + 1));
      const last = removed.at(-1);
      if (last !== undefined) events.daysRemoved({ days: removed.length, last });
    } catch (error) {
      events.retentionFailed({ error });
    }
  }
}
