import { type Bus, FRAMES_OVERFLOW, type WaitingFrames, liveQueue } from '@dlms-telemetry/bus';
import type { Frame } from '@dlms-telemetry/frame';
import { traced } from '@dlms-telemetry/observe';
import type { IngestEvents } from './events.js';
import type { BacklogWriter, IngestClock } from './ports.js';

/** Where something was accepted: in a queue, or in the table of the backlog. */
export type Acceptance = 'live' | 'overflow' | 'backlog' | 'dead';

/** The way of one envelope, decided before it is filled. */
export interface Passage<T> {
  /** The queue it is for. */
  readonly queue: string;
  /** So many items it takes. */
  readonly count: number;
  /** Hands it over. Rejects when nobody has taken it: it is then tried again. */
  send(items: readonly T[], body: Uint8Array): Promise<Acceptance>;
  /** It was accepted or given up: called once. */
  end(): void;
}

/** Where a publisher's envelopes go. */
export interface Destination<T> {
  readonly name: string;
  /** The way of the next envelope, for which `wanted` items wait: it takes at least one. */
  next(wanted: number): Passage<T>;
}

/** One queue, whatever happens. */
export class QueueDestination<T> implements Destination<T> {
  readonly name: string;
  readonly #bus: Pick<Bus, 'publish'>;

  constructor(queue: string, bus: Pick<Bus, 'publish'>) {
    this.name = queue;
    this.#bus = bus;
  }

  next(count: number): Passage<T> {
    return {
      ...{ queue: this.name, count },
      send: async (_, body) => {
        await this.#bus.publish(this.name, { body, count, ...traced() });
        return 'dead';
      },
      end: () => undefined,
    };
  }
}

/** A receptor's capacity. */
export interface LiveCapacity {
  readonly receptor: string;
  /** So many frames may wait: `ProcessBoundedCapacity` x `MaxBoundedPacketMultiplier`. */
  readonly limit: number;
}

/** What the way of accepted frames needs. */
export interface LivePorts {
  readonly bus: Pick<Bus, 'publish'>;
  readonly backlog: BacklogWriter;
  readonly waiting: Pick<WaitingFrames, 'accepted' | 'waiting'>;
  readonly clock: Pick<IngestClock, 'now'>;
  readonly events: Pick<
    IngestEvents,
    'framesOverflowed' | 'overflowing' | 'framesStored' | 'storingFrames'
  >;
}

/** An envelope goes to the live queue only if it can take this part of the limit, or all that waits. */
const LEAST_PART_OF_LIMIT = 0.1;
/** What goes on is told once in a while. */
const TOLD_EVERY_MS = 60_000;

/**
 * The way of accepted frames: to the receptor's live queue while no more than its capacity waits there, otherwise to
 * the overflow; what the bus does not take goes to the table of the backlog under the same ids.
 */
export class LiveDestination implements Destination<Frame> {
  readonly name: string;
  readonly #ports: LivePorts;
  #capacity: LiveCapacity;
  /** Frames on their way to the live queue and not confirmed. */
  #outstanding = 0;
  #overflowToldAt = -Infinity;
  #storingToldAt = -Infinity;

  constructor(ports: LivePorts, capacity: LiveCapacity) {
    this.#ports = ports;
    this.#capacity = capacity;
    this.name = liveQueue(capacity.receptor);
  }

  /** So many frames may wait from now on. */
  resize(limit: number): void {
    this.#capacity = { ...this.#capacity, limit };
  }

  /**
   * Where little room is left, all goes to the overflow rather than envelope after envelope with the few frames that
   * fit: so nine tenths of the limit or more wait under overload, in envelopes worth their cost.
   */
  next(wanted: number): Passage<Frame> {
    const { receptor, limit } = this.#capacity;
    const room = limit - this.#ports.waiting.waiting(receptor) - this.#outstanding;
    const least = Math.min(wanted, Math.ceil(limit * LEAST_PART_OF_LIMIT));
    return room < least ? this.#toOverflow(wanted) : this.#toLive(Math.min(wanted, room));
  }

  #toLive(count: number): Passage<Frame> {
    const { bus, waiting } = this.#ports;
    this.#outstanding += count;
    return {
      ...{ queue: this.name, count },
      send: async (frames, body) => {
        try {
          await bus.publish(this.name, { body, count, ...traced() });
        } catch (error) {
          await this.#store(frames, body, 'broker', error);
          return 'backlog';
        }
        waiting.accepted(this.#capacity.receptor, count);
        return 'live';
      },
      end: () => {
        this.#outstanding -= count;
      },
    };
  }

  #toOverflow(count: number): Passage<Frame> {
    const { bus, events, clock } = this.#ports;
    const { receptor, limit } = this.#capacity;
    if (clock.now() - this.#overflowToldAt >= TOLD_EVERY_MS) {
      this.#overflowToldAt = clock.now();
      events.overflowing({ receptor, limit });
    }
    return {
      ...{ queue: FRAMES_OVERFLOW, count },
      send: async (frames, body) => {
        try {
          await bus.publish(FRAMES_OVERFLOW, { body, count, ...traced() });
        } catch (error) {
          await this.#store(frames, body, 'overload', error);
          return 'backlog';
        }
        events.framesOverflowed({ receptor, frames: count });
        return 'overflow';
      },
      end: () => undefined,
    };
  }

  /** The bus may have them all the same: what comes twice keeps its ids. */
  async #store(
    frames: readonly Frame[],
    envelope: Uint8Array,
    cause: 'broker' | 'overload',
    error: unknown,
  ): Promise<void> {
    const { backlog, clock, events } = this.#ports;
    const { receptor } = this.#capacity;
    const [first] = frames;
    if (first === undefined) return;
    const receivedAt = frames.reduce(
      (oldest, frame) => Math.min(oldest, frame.receivedAt),
      Infinity,
    );
    const count = frames.length;
    await backlog.add([{ firstFrameId: first.id, receptor, cause, count, receivedAt, envelope }]);
    events.framesStored({ receptor, cause, frames: count });
    if (clock.now() - this.#storingToldAt < TOLD_EVERY_MS) return;
    this.#storingToldAt = clock.now();
    events.storingFrames({ receptor, error });
  }
}
