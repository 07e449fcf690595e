import { FRAMES_OVERFLOW, FRAMES_POISON, GroupConsumer, type Bus } from '@dlms-telemetry/bus';
import { decodeFrames } from '@dlms-telemetry/frame';
import { StageSpans } from '@dlms-telemetry/observe';
import { StoreError, type BacklogRepository, type BacklogRow } from '@dlms-telemetry/store';
import type { BacklogEvents } from './events.js';

/** What the storing of overflow works with. */
export interface OverflowPorts {
  readonly bus: Bus;
  readonly backlog: Pick<BacklogRepository, 'add'>;
  readonly events: Pick<
    BacklogEvents,
    'framesOfOverloadStored' | 'overflowWritten' | 'overflowWriteFailed' | 'overflowSetAside'
  >;
  /** Told that a receptor has a backlog of overload now. */
  readonly stored?: (receptor: string) => void;
  /** Milliseconds on a clock that only rises; left out: the process's. */
  readonly now?: () => number;
}

/** Envelopes in work at once. */
const PREFETCH = 32;
/** A transaction takes no further envelope once it has so many octets. */
const OCTETS_IN_TRANSACTION = 2 * 1024 * 1024;

const spans = new StageSpans('historic');

/** Stores what comes while a receptor's capacity waits: envelope by envelope, until the replay takes it. */
export class Overflow {
  readonly #ports: OverflowPorts;
  readonly #consumer: GroupConsumer<BacklogRow>;

  constructor(ports: OverflowPorts) {
    this.#ports = ports;
    const { bus, events } = ports;
    this.#consumer = new GroupConsumer(
      {
        bus,
        read: ({ body }) => rowOf(body),
        weigh: ({ envelope }) => envelope.length,
        write: (rows, deliveries) =>
          spans.withinEach('store overflow', deliveries, () => this.#store(rows)),
        isRefusal: (error) => error instanceof StoreError && error.code === 'store.data',
        writeFailed: (error) => {
          events.overflowWriteFailed({ error });
        },
        setAside: (error) => {
          events.overflowSetAside({ error });
        },
      },
      {
        ...{ queue: FRAMES_OVERFLOW, poisonQueue: FRAMES_POISON, prefetch: PREFETCH },
        groupWeight: OCTETS_IN_TRANSACTION,
      },
    );
  }

  /** Starts with what an earlier run has left. */
  async start(): Promise<void> {
    await this.#consumer.start();
  }

  /**
   * Takes no further envelopes and resolves when those in work are stored.
   *
   * @param signal ends the attempts; what is not stored then stays in its queue and comes again
   */
  async stop(signal?: AbortSignal): Promise<void> {
    await this.#consumer.stop(signal);
  }

  async #store(rows: readonly BacklogRow[]): Promise<void> {
    const { backlog, events, stored, now = () => performance.now() } = this.#ports;
    const begun = now();
    await backlog.add(rows);
    events.overflowWritten({ seconds: (now() - begun) / 1000 });
    for (const { receptor, count } of rows)
      events.framesOfOverloadStored({ receptor, frames: count });
    for (const receptor of new Set(rows.map(({ receptor: name }) => name))) stored?.(receptor);
  }
}

/** @throws EnvelopeError */
function rowOf(envelope: Uint8Array): BacklogRow {
  const [first, ...others] = decodeFrames(envelope);
  if (first === undefined) throw new RangeError('an envelope holds a frame');
  return {
    ...{ firstFrameId: first.id, receptor: first.receptor, cause: 'overload', envelope },
    count: 1 + others.length,
    receivedAt: others.reduce((oldest, f) => Math.min(oldest, f.receivedAt), first.receivedAt),
  };
}
