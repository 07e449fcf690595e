import { type Bus, FRAMES_OVERFLOW, type WaitingFrames, liveQueue } from '@dlms-telemetry/bus';
import type { Frame } from '@dlms-telemetry/frame';
import { traced } from '@dlms-telemetry/observe';
import type { IngestEvents } from './events.js';
import type { BacklogWriter, IngestClock } from './ports.js';
import { afterBus, wayOf, type Acceptance, type Way } from './way.js';

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

  next(wanted: number): Passage<Frame> {
    const { receptor, limit } = this.#capacity;
    const waiting = this.#ports.waiting.waiting(receptor);
    const { queue, count } = wayOf({ limit, waiting, outstanding: this.#outstanding }, wanted);
    return queue === 'live' ? this.#toLive(count) : this.#toOverflow(count);
  }

  #toLive(count: number): Passage<Frame> {
    const { waiting } = this.#ports;
    this.#outstanding += count;
    return {
      ...{ queue: this.name, count },
      send: async (frames, body) => {
        const where = await this.#hand('live', frames, body);
        if (where === 'live') waiting.accepted(this.#capacity.receptor, count);
        return where;
      },
      end: () => {
        this.#outstanding -= count;
      },
    };
  }

  #toOverflow(count: number): Passage<Frame> {
    const { events, clock } = this.#ports;
    const { receptor, limit } = this.#capacity;
    if (clock.now() - this.#overflowToldAt >= TOLD_EVERY_MS) {
      this.#overflowToldAt = clock.now();
      events.overflowing({ receptor, limit });
    }
    return {
      ...{ queue: FRAMES_OVERFLOW, count },
      send: async (frames, body) => {
        const where = await this.#hand('overflow', frames, body);
        if (where === 'overflow') events.framesOverflowed({ receptor, frames: count });
        return where;
      },
      end: () => undefined,
    };
  }

  async #hand(
    queue: Way['queue'],
    frames: readonly Frame[],
    body: Uint8Array,
  ): Promise<Acceptance> {
    const name = queue === 'live' ? this.name : FRAMES_OVERFLOW;
    let failure: { readonly error: unknown } | undefined;
    try {
      await this.#ports.bus.publish(name, { body, count: frames.length, ...traced() });
    } catch (error) {
      failure = { error };
    }
    const after = afterBus(queue, failure === undefined);
    if ('accepted' in after) return after.accepted;
    await this.#store(frames, body, after.store, failure?.error);
    return 'backlog';
  }

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
