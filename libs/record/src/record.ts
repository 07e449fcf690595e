import { GroupConsumer, READINGS_POISON, READINGS_RECORD, type Bus } from '@dlms-telemetry/bus';
import type { Delivery } from '@dlms-telemetry/bus';
import { StageSpans } from '@dlms-telemetry/observe';
import {
  ReadingRunWriter,
  isReadingRunBatch,
  readReadingBatch,
  readReadingRunBatch,
  readingRunBatchOf,
  type ReadingRun,
} from '@dlms-telemetry/reading';
import { StoreError, type ReadingsRepository } from '@dlms-telemetry/store';
import type { RecordEvents } from './events.js';
import { judgeDays, readingsIn } from './kept-days.js';
import { ReadingsRetention, type RecordClock } from './readings-retention.js';

/** What the stage works with. */
export interface RecordPorts {
  readonly bus: Bus;
  readonly readings: Pick<ReadingsRepository, 'upsert' | 'removeDaysBefore'>;
  readonly clock: RecordClock;
  readonly events: RecordEvents;
  /** Milliseconds on a clock that only rises; left out: the process's. */
  readonly now?: () => number;
}

const spans = new StageSpans('recorder');

/** What an operator sets. */
export interface RecordOptions {
  /** How many days of readings are kept: `RETENTION_DAYS`. Default 1,095. */
  readonly retentionDays?: number;
}

const RETENTION_DAYS = 1_095;
/** Batches in work at once. */
const PREFETCH = 32;
/** A transaction takes no further batch once it has so many readings. */
const READINGS_IN_TRANSACTION = 5_000;

/**
 * Writes batches of readings to the store. A repeat replaces what is there, so it changes nothing. Days whose time is
 * over leave; what came on such a day, or is yet to come, is counted and not stored.
 */
export class Record {
  readonly #consumer: GroupConsumer<ReadingRun[]>;
  readonly #retention: ReadingsRetention;

  constructor(
    { bus, readings, clock, events, now = () => performance.now() }: RecordPorts,
    options: RecordOptions = {},
  ) {
    const days = options.retentionDays ?? RETENTION_DAYS;
    this.#retention = new ReadingsRetention({ readings, clock, events }, days);
    this.#consumer = new GroupConsumer(
      {
        bus,
        read: runsOf,
        weigh: readingsIn,
        write: async (batches, deliveries) => {
          const { kept, tooOld, inFuture } = judgeDays(batches.flat(), clock.now(), days);
          const begun = now();
          await spans.withinEach('store readings', deliveries, () => readings.upsert(kept));
          const seconds = (now() - begun) / 1000;
          events.readingsStored({ readings: readingsIn(kept), seconds });
          if (tooOld > 0) events.readingsTooOld({ readings: tooOld });
          if (inFuture > 0) events.readingsInFuture({ readings: inFuture });
        },
        isRefusal: (error) => error instanceof StoreError && error.code === 'store.data',
        writeFailed: (error) => {
          events.writeFailed({ error });
        },
        setAside: (error) => {
          events.batchSetAside({ error });
        },
      },
      {
        queue: READINGS_RECORD,
        poisonQueue: READINGS_POISON,
        prefetch: PREFETCH,
        groupWeight: READINGS_IN_TRANSACTION,
      },
    );
  }

  /** Starts with what an earlier run has left. */
  async start(): Promise<void> {
    this.#retention.start();
    await this.#consumer.start();
  }

  /**
   * Takes no further batches and resolves when those in work are stored.
   *
   * @param signal ends the attempts; what is not stored then stays in its queue and comes again
   */
  async stop(signal?: AbortSignal): Promise<void> {
    await this.#consumer.stop(signal);
    await this.#retention.stop();
  }
}

function runsOf({ body }: Delivery): ReadingRun[] {
  return readReadingRunBatch(isReadingRunBatch(body) ? body : fromJson(body));
}

/** A batch as versions before wrote it: one may be left in the queue. */
function fromJson(body: Uint8Array): Uint8Array {
  const writer = new ReadingRunWriter();
  const frames = readReadingBatch(new TextDecoder().decode(body));
  return readingRunBatchOf(frames.map((frame) => writer.entry(frame)));
}
