import {
  RERUN_HEADER,
  historicQueue,
  type Bus,
  type BusMessage,
  type WaitingFrames,
} from '@dlms-telemetry/bus';
import { StageSpans, traceHeaders } from '@dlms-telemetry/observe';
import type { BacklogCause, BacklogDeparture, BacklogRepository } from '@dlms-telemetry/store';
import type { ReplayPace } from './backlog-desk.js';
import type { BacklogEvents } from './events.js';
import { chooseLeaving, departureOf, type Leaving } from './replay-selection.js';

/** Time as the replay sees it. */
export interface ReplayClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once after `ms`. The returned function takes it back. */
  setTimer(ms: number, callback: () => void): () => void;
}

/** A receptor whose backlog is replayed; the names are those of its options. */
export interface ReplayReceptor extends ReplayPace {
  readonly name: string;
  /** Historic frames that may wait to be decoded. */
  readonly backgroundProcessBoundedCapacity: number;
}

/** The right to replay, where several processes could. */
export interface ReplayLease {
  /** Takes or prolongs it; resolves with whether it is held. */
  hold(receptor: string): Promise<boolean>;
}

/** What a replay works with. */
export interface ReplayPorts {
  readonly bus: Pick<Bus, 'publish'>;
  readonly backlog: Pick<BacklogRepository, 'oldest' | 'remove' | 'waiting' | 'runs'>;
  /** Historic frames that wait to be settled. */
  readonly waiting: Pick<WaitingFrames, 'accepted' | 'waiting'>;
  readonly clock: ReplayClock;
  readonly events: Pick<BacklogEvents, 'framesReplayed' | 'replayFailed'>;
  /** Left out: no other process replays. */
  readonly lease?: ReplayLease;
}

const spans = new StageSpans('historic');

/** Envelopes in work at once. */
const ENVELOPES_AT_ONCE = 16;
/** So often it is looked whether the historic queue has room again. */
const LOOK_FOR_ROOM_MS = 20;
/** So often it is looked whether the process that replays has gone. */
const ASK_FOR_LEASE_MS = 1_000;
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 5_000;
/** A timer takes no longer time (32 bits, signed). */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Brings the backlog of one receptor back: what is there by overload in runs, so many frames an interval; what is
 * there because the broker was away, or to be run again, at once. Each oldest first, and never more than the historic
 * queue's capacity waits. Rows are removed after the confirm: a crash between gives a repeat, never a loss.
 */
export class ReceptorReplay {
  readonly #ports: ReplayPorts;
  #receptor: ReplayReceptor;
  readonly #has: Record<BacklogCause, boolean> = { overload: false, broker: false, rerun: false };
  /** Rises with each hint, so that an empty page read before one is not believed after it. */
  #hints = 0;
  /** Frames that the present run may still take. */
  #due = 0;
  /** What the next envelope needs in the historic queue. */
  #roomNeeded = 1;
  #ranAt = 0;
  /** The last run of which frames have left, milliseconds since 1970. */
  #lastOwnRunAt: number;
  /** Whether this process had the lease when it last asked. */
  #isHolder = false;
  #nextRunAt: number;
  #cancelRun: (() => void) | undefined;
  #endPause: (() => void) | undefined;
  #working: Promise<void> | undefined;
  #stopped = false;

  /** @param ranAt when its last run was, milliseconds since 1970, for the schedule to go on over a restart */
  constructor(ports: ReplayPorts, receptor: ReplayReceptor, ranAt?: number) {
    this.#ports = ports;
    this.#receptor = receptor;
    const now = ports.clock.now();
    this.#lastOwnRunAt = ranAt ?? -Infinity;
    const { handleHistoricRecordInterval: interval } = receptor;
    this.#nextRunAt = Math.max(now, Math.min(ranAt ?? now, now) + interval);
  }

  /** There is a backlog of this cause. */
  found(cause: BacklogCause): void {
    this.#hints++;
    this.#has[cause] = true;
    if (cause === 'overload') this.#schedule();
    else this.#wake();
  }

  /** Goes on at another pace: the run after the last one comes when the new interval has passed since. */
  update(receptor: ReplayReceptor): void {
    const former = this.#receptor.handleHistoricRecordInterval;
    const interval = receptor.handleHistoricRecordInterval;
    this.#receptor = receptor;
    if (interval === former) return;
    this.#nextRunAt = Math.max(this.#ports.clock.now(), this.#nextRunAt - former + interval);
    if (this.#cancelRun === undefined) return;
    this.#cancelRun();
    this.#cancelRun = undefined;
    this.#schedule();
  }

  /** Sends nothing more, and resolves when what was sent has left the store. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelRun?.();
    this.#endPause?.();
    await this.#working;
  }

  /** Runs stand at whole intervals; those that would have found nothing are left out. */
  #schedule(): void {
    if (this.#cancelRun !== undefined || this.#stopped) return;
    const now = this.#ports.clock.now();
    const { handleHistoricRecordInterval: interval } = this.#receptor;
    if (this.#nextRunAt < now)
      this.#nextRunAt += Math.ceil((now - this.#nextRunAt) / interval) * interval;
    // The clock may have been set back.
    this.#nextRunAt = Math.min(this.#nextRunAt, now + interval);
    const wait = Math.min(this.#nextRunAt - now, LONGEST_TIMER_MS);
    this.#cancelRun = this.#ports.clock.setTimer(wait, () => {
      this.#cancelRun = undefined;
      if (!this.#has.overload) return;
      const at = this.#ports.clock.now();
      if (at >= this.#nextRunAt) this.#run(at, interval);
      this.#schedule();
    });
  }

  #run(at: number, interval: number): void {
    this.#due = this.#receptor.historicRecordBatchingSize;
    this.#ranAt = at;
    this.#nextRunAt += interval;
    this.#wake();
  }

  #wake(): void {
    if (this.#working === undefined && this.#nextCause() !== undefined)
      this.#working = this.#work();
  }

  async #work(): Promise<void> {
    let retryMs = FIRST_RETRY_MS;
    for (let cause = this.#nextCause(); cause !== undefined; cause = this.#nextCause()) {
      try {
        const pauseMs = await this.#replay(cause);
        if (pauseMs > 0) await this.#pause(pauseMs);
        retryMs = FIRST_RETRY_MS;
      } catch (error) {
        this.#ports.events.replayFailed({ receptor: this.#receptor.name, error });
        await this.#pause(retryMs);
        retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS);
      }
    }
    this.#working = undefined;
  }

  #nextCause(): BacklogCause | undefined {
    if (this.#stopped) return undefined;
    if (this.#has.broker) return 'broker';
    if (this.#has.overload && this.#due > 0) return 'overload';
    // However many are run again, a run that is due does not wait for them.
    return this.#has.rerun ? 'rerun' : undefined;
  }

  /** @returns after how many milliseconds it is worth going on */
  async #replay(cause: BacklogCause): Promise<number> {
    const { backlog, waiting, lease } = this.#ports;
    const { name, backgroundProcessBoundedCapacity: capacity } = this.#receptor;
    const room = capacity - waiting.waiting(name);
    if (room < this.#roomNeeded) return LOOK_FOR_ROOM_MS;
    if (lease !== undefined && !(await this.#holds(lease))) return ASK_FOR_LEASE_MS;
    if (cause === 'overload' && this.#due === 0) return 0;
    const budget = cause === 'overload' ? this.#due : Number.POSITIVE_INFINITY;
    const hints = this.#hints;
    const rows = await backlog.oldest(name, cause, {
      envelopes: ENVELOPES_AT_ONCE,
      frames: Math.min(room, budget),
    });
    const [first] = rows;
    if (first === undefined) {
      if (hints === this.#hints) this.#has[cause] = false;
      return 0;
    }
    const chosen = chooseLeaving(rows, { budget, capacity, room });
    this.#roomNeeded = chosen.length > 0 ? 1 : Math.min(first.count - first.gone, budget, capacity);
    if (chosen.length === 0) return LOOK_FOR_ROOM_MS;
    await this.#send(cause, chosen);
    return 0;
  }

  /** Whoever takes over goes on with the schedule of the process that has gone. */
  async #holds(lease: ReplayLease): Promise<boolean> {
    const { name, handleHistoricRecordInterval: interval } = this.#receptor;
    const isHeld = await lease.hold(name);
    if (isHeld && !this.#isHolder) {
      const ranAt = (await this.#ports.backlog.runs()).get(name);
      if (ranAt !== undefined && ranAt > this.#lastOwnRunAt) this.#follow(ranAt + interval);
    }
    this.#isHolder = isHeld;
    return isHeld;
  }

  /** The last run was another's: the next one comes an interval after it. */
  #follow(nextRunAt: number): void {
    if (nextRunAt <= this.#ports.clock.now()) return;
    this.#due = 0;
    this.#nextRunAt = nextRunAt;
    this.#cancelRun?.();
    this.#cancelRun = undefined;
    this.#schedule();
  }

  /** @throws what the bus refused the rest with, after what it took has left the store */
  async #send(cause: BacklogCause, chosen: readonly Leaving[]): Promise<void> {
    const { bus, waiting, events } = this.#ports;
    const { name } = this.#receptor;
    const refusals: unknown[] = [];
    const confirmed = new Set<Leaving>();
    await Promise.all(
      chosen.map(async (leaving) => {
        const { body, frames: count } = leaving;
        try {
          await spans.within(
            'replay frames',
            { parent: {}, attributes: { 'dlms.receptor': name, 'dlms.frames': count } },
            () => bus.publish(historicQueue(name), { body, count, headers: headersOf(cause) }),
          );
        } catch (error) {
          refusals.push(error);
          return;
        }
        waiting.accepted(name, count);
        confirmed.add(leaving);
      }),
    );
    const frames = [...confirmed].reduce((sum, leaving) => sum + leaving.frames, 0);
    if (frames > 0) {
      if (cause === 'overload') {
        this.#due -= frames;
        this.#lastOwnRunAt = this.#ranAt;
      }
      events.framesReplayed({ receptor: name, cause, frames });
      const departure = departureOf(chosen, (leaving) => confirmed.has(leaving));
      await this.#remove(
        cause === 'overload'
          ? { ...departure, run: { receptor: name, at: this.#ranAt } }
          : departure,
      );
    }
    if (refusals.length > 0) throw refusals[0];
  }

  /** Nothing else is read before it has succeeded: the same rows would be sent again. */
  async #remove(departure: BacklogDeparture): Promise<void> {
    for (let ms = FIRST_RETRY_MS; ; ms = Math.min(ms * 2, LONGEST_RETRY_MS)) {
      try {
        await this.#ports.backlog.remove(departure);
        return;
      } catch (error) {
        this.#ports.events.replayFailed({ receptor: this.#receptor.name, error });
      }
      await this.#pause(ms);
      // The rows come again after the next start, under the same ids.
      if (this.#stopped) return;
    }
  }

  #pause(ms: number): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        this.#endPause = undefined;
        cancel();
        resolve();
      };
      const cancel = this.#ports.clock.setTimer(ms, end);
      this.#endPause = end;
    });
  }
}

/** Whoever decodes frames that are run again judges their counters as those of dead letters, and tells of readings. */
function headersOf(cause: BacklogCause): NonNullable<BusMessage['headers']> {
  return { ...traceHeaders(), ...(cause === 'rerun' && { [RERUN_HEADER]: 1 }) };
}
