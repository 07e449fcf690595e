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

/** What the stage works with. */
export interface RecordPorts {
  readonly bus: Bus;
  readonly readings: Pick<ReadingsRepository, 'upsert'>;
  readonly events: RecordEvents;
  /** Milliseconds on a clock that only rises; left out: the process's. */
  readonly now?: () => number;
}

const spans = new StageSpans('recorder');

/** Batches in work at once. */
const PREFETCH = 32;
/** A transaction takes no further batch once it has so many readings. */
const READINGS_IN_TRANSACTION = 5_000;
const DOUBLE_OCTETS = 8;

/** Writes batches of readings to the store. A repeat replaces what is there, so it changes nothing. */
export class Record {
  readonly #consumer: GroupConsumer<ReadingRun[]>;

  constructor({ bus, readings, events, now = () => performance.now() }: RecordPorts) {
    this.#consumer = new GroupConsumer(
      {
        bus,
        read: runsOf,
        weigh: readingsIn,
        write: async (batches, deliveries) => {
          const runs = batches.flat();
          const begun = now();
          await spans.withinEach('store readings', deliveries, () => readings.upsert(runs));
          const seconds = (now() - begun) / 1000;
          events.readingsStored({ readings: readingsIn(runs), seconds });
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
    await this.#consumer.start();
  }

  /**
   * Takes no further batches and resolves when those in work are stored.
   *
   * @param signal ends the attempts; what is not stored then stays in its queue and comes again
   */
  async stop(signal?: AbortSignal): Promise<void> {
    await this.#consumer.stop(signal);
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

function readingsIn(runs: readonly ReadingRun[]): number {
  return runs.reduce((sum, { values }) => sum + values.length / DOUBLE_OCTETS, 0);
}
