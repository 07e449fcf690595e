import { REPLAY_WINDOW_SIZE } from '@dlms-telemetry/dlms';
import { Checkpoint } from './checkpoint.js';
import type { ReplayEvents } from './events.js';
import { MemoryWindows } from './memory-windows.js';
import { outcomeOf } from './outcome.js';
import type {
  CounterStore,
  Keeping,
  ReplayClock,
  ReplayWindows,
  SharedCounterWindows,
  WindowVerdict,
} from './ports.js';
import { SharedWindows } from './shared-windows.js';

/** A frame whose tag has proven its invocation counter. */
export interface JudgedFrame {
  /** UUID, the same at each delivery. */
  readonly frameId: string;
  readonly receptor: string;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
  /** Whether it waited in the backlog. */
  readonly historic: boolean;
  /** Whether it is a dead letter that is run again. */
  readonly rerun: boolean;
  /** Whose counter, under which key: 32 hexadecimal digits. */
  readonly scope: string;
  readonly counter: number;
}

/** `repeated`: another frame brought that counter before, or it is too old to tell. */
export type ReplayOutcome = 'accepted' | 'repeated';

/** `ReplayProtection` of a receptor. */
export type ReplayProtection = 'Off' | 'Window' | 'Strict';

/** What the guard works with. */
export interface ReplayGuardPorts {
  readonly store: CounterStore;
  /** Windows that other processes judge by too. Left out: this process judges alone, by windows in its memory. */
  readonly shared?: SharedCounterWindows;
  readonly clock: ReplayClock;
  readonly events: ReplayEvents;
}

/** What the guard is set to. */
export interface ReplayGuardOptions {
  /** By receptor; `Window` for one that is not named. */
  readonly receptors: ReadonlyMap<string, ReplayProtection>;
  /** Milliseconds that an accepted counter may wait for its write. Default 1,000. */
  readonly checkpointMs?: number;
  /** Windows in memory of a process that judges alone, up to 4 KiB each. Default 20,000. */
  readonly windowsInMemory?: number;
  /** Accepted counters that wait for the store; then judging waits too. Default 100,000. */
  readonly mostPending?: number;
  /** Days for which accepted counters are kept: as long as backlog and dead letters are. Default 90. */
  readonly keepDays?: number;
}

const CHECKPOINT_MS = 1_000;
const WINDOWS_IN_MEMORY = 20_000;
const MOST_PENDING = 100_000;
const KEEP_DAYS = 90;
const DAY_MS = 86_400_000;

/** A frame that the store decides on, at its place among those judged together. */
interface ForStore {
  readonly place: number;
  readonly frame: JudgedFrame;
}

/**
 * Accepts each invocation counter of a sender once. New ones are judged by a window of the last 64, in memory or shared
 * with other processes; what it accepts is stored every second. What is below the window may be a frame that waited: if it was not received after the latest
 * accepted one, the store decides, which has every counter. So it does for all frames from the backlog, for dead letters
 * that are run again, and under `Strict`, before they are accepted.
 */
export class WindowReplayGuard {
  readonly #ports: ReplayGuardPorts;
  readonly #options: ReplayGuardOptions;
  readonly #windows: ReplayWindows;
  readonly #checkpoint: Checkpoint;
  #protections: ReadonlyMap<string, ReplayProtection>;
  #cancelCheckpoint: (() => void) | undefined;
  #cancelRemoval: (() => void) | undefined;
  #removal: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(ports: ReplayGuardPorts, options: ReplayGuardOptions) {
    this.#ports = ports;
    this.#options = options;
    this.#protections = options.receptors;
    this.#checkpoint = new Checkpoint(ports.store);
    const { shared } = ports;
    this.#windows =
      shared === undefined
        ? new MemoryWindows(
            ports.store,
            options.windowsInMemory ?? WINDOWS_IN_MEMORY,
            (windows) => {
              ports.events.windowsRead({ windows });
            },
          )
        : new SharedWindows({ ...ports, shared });
  }

  /** Judges by other modes from now on; frames of a receptor that is not named any more by the one that it had. */
  protect(receptors: ReadonlyMap<string, ReplayProtection>): void {
    this.#protections = new Map([...this.#protections, ...receptors]);
  }

  /** Begins to remove what is too old, now and each day. */
  start(): void {
    this.#removal = this.#removeOld();
  }

  /** Writes what is not written yet; what the store does not take then is reported. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelCheckpoint?.();
    this.#cancelRemoval?.();
    await this.#removal;
    try {
      if (this.#checkpoint.hasUnwritten) await this.#checkpoint.flush();
    } catch (error) {
      this.#ports.events.checkpointFailed({ counters: this.#checkpoint.pending, error });
    }
  }

  /** The largest counter accepted of a scope; null where none is, or where it is not at hand. */
  newestOf(scope: string): number | null {
    return this.#windows.newestOf(scope);
  }

  /**
   * Judges frames in the order given.
   *
   * @returns an outcome for each. Rejects when what was seen cannot be looked up or kept; the same frames may be judged
   * again
   */
  async judge(frames: readonly JudgedFrame[]): Promise<readonly ReplayOutcome[]> {
    const outcomes = frames.map((): ReplayOutcome => 'accepted');
    const places = [...frames.keys()].filter((place) => this.#isJudged(frames[place]));
    const judged = places.flatMap((place) => frames[place] ?? []);
    if (judged.length === 0) return outcomes;
    const { mostPending = MOST_PENDING } = this.#options;
    if (this.#checkpoint.pending >= mostPending) await this.#checkpoint.flush();
    const batch = new Batch(this.#checkpoint);
    try {
      const verdicts = await this.#windows.judge(judged, batch);
      const forStore: ForStore[] = [];
      for (const [index, frame] of judged.entries()) {
        const [place, verdict] = [places[index], verdicts[index]];
        if (place === undefined || verdict === undefined) continue;
        const outcome = this.#outcomeOf(frame, verdict, batch);
        if (outcome === 'store') forStore.push({ place, frame });
        else outcomes[place] = outcome;
      }
      if (forStore.length > 0) await this.#askStore(forStore, outcomes);
    } finally {
      batch.inWork = false;
    }
    return outcomes;
  }

  #isJudged(frame: JudgedFrame | undefined): boolean {
    return frame !== undefined && this.#protectionOf(frame) !== 'Off';
  }

  #protectionOf({ receptor }: JudgedFrame): ReplayProtection {
    return this.#protections.get(receptor) ?? 'Window';
  }

  #outcomeOf(frame: JudgedFrame, verdict: WindowVerdict, batch: Batch): ReplayOutcome | 'store' {
    const { historic, rerun } = frame;
    const isStrict = this.#protectionOf(frame) === 'Strict';
    const outcome = outcomeOf(verdict, { historic, rerun, isStrict });
    if (outcome !== 'accepted') return outcome;
    // The same frame once more too: who had it accepted before may have died before it was written.
    batch.write = this.#checkpoint.add(frame);
    this.#planCheckpoint();
    return 'accepted';
  }

  /** Counters go into the store in one step with the look-up of whose they are. */
  async #askStore(forStore: readonly ForStore[], outcomes: ReplayOutcome[]): Promise<void> {
    // The store must know what was accepted before.
    if (this.#checkpoint.hasUnwritten) await this.#checkpoint.flush();
    const holders = await this.#ports.store.claim(forStore.map(({ frame }) => frame));
    for (const [index, { place, frame }] of forStore.entries())
      outcomes[place] = holders[index] === frame.frameId ? 'accepted' : 'repeated';
  }

  #planCheckpoint(): void {
    if (this.#stopped) return;
    const { clock, events } = this.#ports;
    this.#cancelCheckpoint ??= clock.setTimer(this.#options.checkpointMs ?? CHECKPOINT_MS, () => {
      this.#cancelCheckpoint = undefined;
      this.#checkpoint.flush().catch((error: unknown) => {
        events.checkpointFailed({ counters: this.#checkpoint.pending, error });
        this.#planCheckpoint();
      });
    });
  }

  async #removeOld(): Promise<void> {
    const { store, clock, events } = this.#ports;
    const before = new Date(clock.now() - (this.#options.keepDays ?? KEEP_DAYS) * DAY_MS);
    try {
      const counters = await store.prune(before, REPLAY_WINDOW_SIZE);
      if (counters > 0) events.countersRemoved({ counters });
    } catch (error) {
      events.removalFailed({ error });
    }
    if (this.#stopped) return;
    this.#cancelRemoval = clock.setTimer(DAY_MS, () => {
      this.#removal = this.#removeOld();
    });
  }
}

/** Frames that are judged together, until what was accepted of them is stored. */
class Batch implements Keeping {
  readonly #checkpoint: Checkpoint;
  inWork = true;
  /** Number of the write that the last of them goes with. */
  write = 0;

  constructor(checkpoint: Checkpoint) {
    this.#checkpoint = checkpoint;
  }

  get isOver(): boolean {
    return !this.inWork && this.#checkpoint.isWritten(this.write);
  }

  async writeOut(): Promise<void> {
    if (this.#checkpoint.hasUnwritten) await this.#checkpoint.flush();
  }
}
