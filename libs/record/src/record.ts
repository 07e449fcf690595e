import { GroupConsumer, READINGS_POISON, READINGS_RECORD, type Bus } from '@dlms-telemetry/bus';
import type { Delivery } from '@dlms-telemetry/bus';
import { timeOfUuid } from '@dlms-telemetry/frame';
import { readReadingBatch } from '@dlms-telemetry/reading';
import { StoreError, type ReadingRow, type ReadingsRepository } from '@dlms-telemetry/store';
import type { RecordEvents } from './events.js';

/** What the stage works with. */
export interface RecordPorts {
  readonly bus: Bus;
  readonly readings: Pick<ReadingsRepository, 'upsert'>;
  readonly events: RecordEvents;
}

/** Batches in work at once. */
const PREFETCH = 32;
/** A transaction takes no further batch once it has so many readings. */
const READINGS_IN_TRANSACTION = 5_000;

/** Writes batches of readings to the store. A repeat replaces what is there, so it changes nothing. */
export class Record {
  readonly #consumer: GroupConsumer<ReadingRow[]>;

  constructor({ bus, readings, events }: RecordPorts) {
    this.#consumer = new GroupConsumer(
      {
        bus,
        read: rowsOf,
        weigh: (rows) => rows.length,
        write: async (batches) => {
          const rows = batches.flat();
          await readings.upsert(rows);
          events.readingsStored({ readings: rows.length });
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

function rowsOf({ body }: Delivery): ReadingRow[] {
  const frames = readReadingBatch(new TextDecoder().decode(body));
  return frames.flatMap(({ frameId, receptor, groupName, serialSource, readings }) => {
    const of = {
      frameReceivedAt: timeOfUuid(frameId),
      frameId,
      receptor,
      groupName,
      serialSource,
    };
    return readings.map((routed) => ({ ...of, ...routed }));
  });
}
