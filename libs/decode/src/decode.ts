import { setImmediate as turn } from 'node:timers/promises';
import {
  FRAMES_DEAD,
  FRAMES_POISON,
  FRAMES_RESOLVED,
  READINGS_RECORD,
  RERUN_HEADER,
  liveQueue,
  untilAccepted,
  type Bus,
  type BusMessage,
  type Consumer,
  type Delivery,
  type WaitingFrames,
} from '@dlms-telemetry/bus';
import {
  decodeFrames,
  encodeFrames,
  encodeRefusedFrames,
  type Frame,
  type RefusedFrame,
} from '@dlms-telemetry/frame';
import { ReadingsJson, type FrameReadings, type Reading } from '@dlms-telemetry/reading';
import type { DecodeEvents } from './events.js';
import { internalFault } from './errors.js';
import type { Interpret, Interpretation } from './interpretation.js';

/** What the stage works with. */
export interface DecodePorts {
  readonly bus: Bus;
  readonly interpret: Interpret;
  readonly events: DecodeEvents;
  /** Told of settled frames of the live queues. */
  readonly waiting?: Pick<WaitingFrames, 'settled'>;
}

/** What the stage is set to. */
export interface DecodeOptions {
  /** Names of the receptors whose frames are decoded. */
  readonly receptors: readonly string[];
  /** Envelopes of one receptor in work at once. Default 16. */
  readonly prefetch?: number;
  /** Whether readings go to the recorder too. Default true. */
  readonly record?: boolean;
}

const PREFETCH = 16;
/** A batch for the recorder holds the readings of whole frames, and no further frame once it has this many. */
const READINGS_IN_BATCH = 1_000;

/** What came of an envelope. */
interface Outcome {
  readonly readings: FrameReadings[];
  readonly refused: RefusedFrame[];
  /** Dead letters that gave readings this time. */
  readonly cured: Frame[];
}

/**
 * Takes accepted frames and hands out readings, or the reason why there are none. An envelope is acked only when all
 * of its frames are settled: readings published and confirmed, or a dead letter confirmed.
 */
export class Decode {
  readonly #ports: DecodePorts;
  readonly #options: DecodeOptions;
  readonly #json = new ReadingsJson();
  readonly #stopping = new AbortController();
  #consumers: Consumer[] = [];
  readonly #waiting: Delivery[] = [];
  #decoding = false;

  constructor(ports: DecodePorts, options: DecodeOptions) {
    this.#ports = ports;
    this.#options = options;
  }

  /** Starts with what an earlier run has left. */
  async start(): Promise<void> {
    const { receptors, prefetch = PREFETCH } = this.#options;
    this.#consumers = await Promise.all(
      receptors.map((receptor) =>
        this.#ports.bus.consume(liveQueue(receptor), { prefetch }, (delivery) => {
          const { count = 1 } = delivery;
          const ack = (): void => {
            delivery.ack();
            this.#ports.waiting?.settled(receptor, count);
          };
          this.#waiting.push({ ...delivery, ack });
          if (!this.#decoding) void this.#decodeWaiting();
        }),
      ),
    );
  }

  /**
   * Takes no further envelopes and resolves when those in work are settled.
   *
   * @param signal ends attempts to publish; what is unsettled then stays in its queue and comes again
   */
  async stop(signal?: AbortSignal): Promise<void> {
    const giveUp = (): void => {
      this.#stopping.abort();
    };
    if (signal?.aborted) giveUp();
    signal?.addEventListener('abort', giveUp, { once: true });
    await Promise.all(this.#consumers.map((consumer) => consumer.stop()));
    signal?.removeEventListener('abort', giveUp);
  }

  /** One envelope after the other, with a turn for the sockets between; they are settled side by side. */
  async #decodeWaiting(): Promise<void> {
    this.#decoding = true;
    for (;;) {
      const delivery = this.#waiting.shift();
      if (delivery === undefined) break;
      void this.#settle(delivery, await this.#decode(delivery));
      await turn();
    }
    this.#decoding = false;
  }

  async #decode(delivery: Delivery): Promise<Outcome | undefined> {
    let frames: Frame[];
    try {
      frames = decodeFrames(delivery.body);
    } catch (error) {
      this.#ports.events.envelopeSetAside({ queue: delivery.queue, error });
      return undefined;
    }
    const outcome: Outcome = { readings: [], refused: [], cured: [] };
    const isRerun = delivery.headers?.[RERUN_HEADER] !== undefined;
    for (const frame of frames) {
      const { events } = this.#ports;
      const interpretation = await this.#interpret(frame);
      if (interpretation.type === 'readings') {
        outcome.readings.push(interpretation.readings);
        if (isRerun) outcome.cured.push(frame);
        events.frameDecoded({
          receptor: frame.receptor,
          readings: interpretation.readings.readings.length,
        });
        for (const leniency of interpretation.readings.leniencies)
          events.leniencyUsed({ receptor: frame.receptor, leniency });
      } else {
        const { refusal, systemTitle } = interpretation;
        outcome.refused.push(
          systemTitle === undefined ? { frame, refusal } : { frame, refusal, systemTitle },
        );
        events.frameRefused({ receptor: frame.receptor, code: refusal.code, frameId: frame.id });
      }
    }
    return outcome;
  }

  async #interpret(frame: Frame): Promise<Interpretation> {
    try {
      return await this.#ports.interpret(frame);
    } catch (error) {
      this.#ports.events.interpretFailed({ frameId: frame.id, receptor: frame.receptor, error });
      return { type: 'refused', refusal: internalFault() };
    }
  }

  async #settle(delivery: Delivery, outcome: Outcome | undefined): Promise<void> {
    try {
      if (outcome === undefined) await this.#publish(FRAMES_POISON, delivery);
      else await this.#publishOutcome(outcome);
    } catch {
      // Only the end of all attempts gets here; the envelope stays in its queue and comes again.
      delivery.release();
      return;
    }
    delivery.ack();
  }

  async #publishOutcome({ readings, refused, cured }: Outcome): Promise<void> {
    const bodies = new Map<Reading, Uint8Array>();
    const confirms: Promise<void>[] = [];
    for (const frame of readings)
      for (const { routingKey, reading } of frame.readings) {
        const body = this.#json.reading(reading);
        bodies.set(reading, body);
        confirms.push(this.#publishReading(routingKey, readingMessage(frame, body)));
      }
    if (this.#options.record !== false)
      for (const batch of inBatches(readings)) {
        const body = this.#json.batch(batch, (reading) => bodies.get(reading));
        confirms.push(this.#publish(READINGS_RECORD, { body, count: batch.length }));
      }
    if (refused.length > 0)
      confirms.push(
        this.#publish(FRAMES_DEAD, { body: encodeRefusedFrames(refused), count: refused.length }),
      );
    await Promise.all(confirms);
    // Not before: a dead letter must not end while its readings can still be lost.
    if (cured.length > 0)
      await this.#publish(FRAMES_RESOLVED, { body: encodeFrames(cured), count: cured.length });
    for (const frame of readings)
      this.#ports.events.readingsPublished({
        receptor: frame.receptor,
        readings: frame.readings.length,
      });
  }

  #publish(queue: string, message: BusMessage): Promise<void> {
    return this.#accepted(queue, () => this.#ports.bus.publish(queue, message));
  }

  #publishReading(routingKey: string, message: BusMessage): Promise<void> {
    return this.#accepted('telemetry', () => this.#ports.bus.publishReading(routingKey, message));
  }

  #accepted(queue: string, attempt: () => Promise<void>): Promise<void> {
    return untilAccepted(attempt, {
      signal: this.#stopping.signal,
      failed: (error) => {
        this.#ports.events.publishFailed({ queue, error });
      },
    });
  }
}

function readingMessage(frame: FrameReadings, body: Uint8Array): BusMessage {
  return {
    body,
    headers: {
      'frame-id': frame.frameId,
      receptor: frame.receptor,
      'group-name': frame.groupName,
      'serial-source': frame.serialSource,
    },
  };
}

function* inBatches(frames: readonly FrameReadings[]): Generator<FrameReadings[]> {
  let batch: FrameReadings[] = [];
  let readings = 0;
  for (const frame of frames) {
    batch.push(frame);
    readings += frame.readings.length;
    if (readings < READINGS_IN_BATCH) continue;
    yield batch;
    batch = [];
    readings = 0;
  }
  if (batch.length > 0) yield batch;
}
