import {
  FRAMES_DEAD,
  FRAMES_POISON,
  FRAMES_RESOLVED,
  READINGS_RECORD,
  untilAccepted,
  type Bus,
  type BusMessage,
} from '@dlms-telemetry/bus';
import {
  encodeFrames,
  encodeRefusedFrames,
  type Frame,
  type RefusedFrame,
} from '@dlms-telemetry/frame';
import { StageSpans, traceHeaders, traced } from '@dlms-telemetry/observe';
import { readingRunBatchOf } from '@dlms-telemetry/reading';
import type { DecodeEvents } from './events.js';
import {
  inBatches,
  readingMessages,
  type Outputs,
  type ReadFrame,
  type RoutedMessage,
} from './outputs.js';
import { publicationSteps, type Publication } from './publication-order.js';

/** What a publisher works with. */
export interface PublisherPorts {
  readonly bus: Bus;
  readonly events: Pick<DecodeEvents, 'publishFailed'>;
  /** Shown each reading once it is published, whatever the receptor's output is; what it returns is waited for. */
  readonly shown?: (routingKey: string, message: BusMessage) => void | Promise<void>;
}

/** What came of an envelope in the end. */
export interface Settlement {
  readonly receptor: string;
  readonly outputs: Outputs;
  readonly read: readonly ReadFrame[];
  readonly refused: readonly RefusedFrame[];
  /** Dead letters that gave readings this time. */
  readonly cured: readonly Frame[];
}

const spans = new StageSpans('decoder');

/** Publishes what came of envelopes, trying until it is accepted. */
export class Publisher {
  readonly #ports: PublisherPorts;
  readonly #record: boolean;
  readonly #signal: AbortSignal;

  /**
   * @param record whether readings go to the recorder too
   * @param signal ends the attempts
   */
  constructor(ports: PublisherPorts, record: boolean, signal: AbortSignal) {
    this.#ports = ports;
    this.#record = record;
    this.#signal = signal;
  }

  /** Resolves when all of it is confirmed; rejects only when attempts are ended. */
  async publish(settlement: Settlement): Promise<void> {
    await spans.within('publish readings', {}, () => this.#publishAll(settlement));
    await this.#show(settlement.read, settlement.receptor);
  }

  /** Keeps what is no envelope of frames. */
  async setAside({ body, headers = {}, count = 1 }: BusMessage): Promise<void> {
    await this.#publish(FRAMES_POISON, { body, headers, count });
  }

  async #publishAll({ outputs, read, refused, cured }: Settlement): Promise<void> {
    const publications: Readonly<Record<Publication, () => Promise<unknown>>> = {
      telemetry: () => this.#publishRouted([...outputs.messages(read, traceHeaders())]),
      record: () => Promise.all([...inBatches(read)].map((batch) => this.#recordBatch(batch))),
      dead: () => this.#publishFrames(FRAMES_DEAD, encodeRefusedFrames(refused), refused.length),
      resolved: () => this.#publishFrames(FRAMES_RESOLVED, encodeFrames(cured), cured.length),
    };
    const counts = { read: read.length, refused: refused.length, cured: cured.length };
    for (const step of publicationSteps({ ...counts, record: this.#record }))
      await Promise.all(step.map((publication) => publications[publication]()));
  }

  async #recordBatch(batch: readonly ReadFrame[]): Promise<void> {
    const body = readingRunBatchOf(batch.map(({ entry }) => entry));
    await this.#publishFrames(READINGS_RECORD, body, batch.length);
  }

  async #publishFrames(queue: string, body: Uint8Array, count: number): Promise<void> {
    await this.#publish(queue, { body, count, ...traced() });
  }

  async #show(read: readonly ReadFrame[], receptor: string): Promise<void> {
    const { shown } = this.#ports;
    if (shown === undefined) return;
    for (const frame of read)
      for (const { routingKey, message } of readingMessages(frame, receptor)) {
        const wait = shown(routingKey, message);
        if (wait !== undefined) await wait;
      }
  }

  #publish(queue: string, message: BusMessage): Promise<void> {
    return this.#accepted(queue, () => this.#ports.bus.publish(queue, message));
  }

  /** They are many: what is needed to try again is made only for those that failed. */
  async #publishRouted(messages: readonly RoutedMessage[]): Promise<void> {
    const { bus, events } = this.#ports;
    const attempts = messages.map(({ routingKey, message }) =>
      bus.publishReading(routingKey, message),
    );
    try {
      await Promise.all(attempts);
    } catch {
      const outcomes = await Promise.allSettled(attempts);
      const again = messages.map(async ({ routingKey, message }, index) => {
        const outcome = outcomes[index];
        if (outcome?.status !== 'rejected') return;
        events.publishFailed({ queue: 'telemetry', error: outcome.reason as unknown });
        await this.#accepted('telemetry', () => bus.publishReading(routingKey, message));
      });
      await Promise.all(again);
    }
  }

  #accepted(queue: string, attempt: () => Promise<void>): Promise<void> {
    return untilAccepted(attempt, {
      signal: this.#signal,
      failed: (error) => {
        this.#ports.events.publishFailed({ queue, error });
      },
    });
  }
}
