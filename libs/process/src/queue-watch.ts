import { TELEMETRY_UNROUTED } from '@dlms-telemetry/bus';
import type { BusEvents } from './events.js';

/** What the watch works with. */
export interface QueueWatchPorts {
  /** Messages of a queue that were handed to nobody. */
  readonly depth: (queue: string) => Promise<{ readonly messages: number }>;
  readonly clock: {
    now(): number;
    /** Calls back once after `ms`. The returned function takes it back. */
    setTimer(ms: number, callback: () => void): () => void;
  };
  readonly events: Pick<BusEvents, 'queueMeasured' | 'readingsUnrouted' | 'queuesNotMeasured'>;
}

const EVERY_MS = 15_000;
const TOLD_EVERY_MS = 3_600_000;

/** Measures queues again and again, and warns of readings that nobody takes. */
export class QueueWatch {
  readonly #ports: QueueWatchPorts;
  #queues: readonly string[];
  #cancel: (() => void) | undefined;
  #measuring: Promise<void> | undefined;
  #unroutedToldAt = -Infinity;
  #stopped = false;

  /** @param queues names of those that are measured */
  constructor(ports: QueueWatchPorts, queues: readonly string[]) {
    this.#ports = ports;
    this.#queues = queues;
  }

  /** Measures these from the next time on. */
  watch(queues: readonly string[]): void {
    this.#queues = queues;
  }

  /** Measures now and then every 15 seconds. */
  start(): void {
    this.#measuring = this.#measure();
  }

  /** Resolves when what is being measured now is told. */
  get measured(): Promise<void> {
    return this.#measuring ?? Promise.resolve();
  }

  /** Resolves when nothing is being measured. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel?.();
    await this.#measuring;
  }

  async #measure(): Promise<void> {
    const { depth, clock, events } = this.#ports;
    try {
      for (const queue of this.#queues) {
        if (this.#stopped) return;
        const { messages } = await depth(queue);
        events.queueMeasured({ queue, messages });
        if (queue === TELEMETRY_UNROUTED && messages > 0) this.#tell(messages);
      }
    } catch (error) {
      events.queuesNotMeasured({ error });
    }
    if (this.#stopped) return;
    this.#cancel = clock.setTimer(EVERY_MS, () => {
      this.start();
    });
  }

  #tell(messages: number): void {
    const { clock, events } = this.#ports;
    if (clock.now() - this.#unroutedToldAt < TOLD_EVERY_MS) return;
    this.#unroutedToldAt = clock.now();
    events.readingsUnrouted({ messages });
  }
}
