import { REPLAY_WINDOW_SIZE } from '@dlms-telemetry/dlms';
import { Checkpoint } from './checkpoint.js';
import { CounterWindows, type CounterWindow } from './counter-windows.js';
import type { ReplayEvents } from './events.js';
import type { CounterStore, ReplayClock } from './ports.js';

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
  readonly clock: ReplayClock;
  readonly events: ReplayEvents;
}

/** What the guard is set to. */
export interface ReplayGuardOptions {
  /** By receptor; `Window` for one that is not named. */
  readonly receptors: ReadonlyMap<string, ReplayProtection>;
  /** Milliseconds that an accepted counter may wait for its write. Default 1,000. */
  readonly checkpointMs?: number;
  /** Windows in memory, up to 4 KiB each. Default 20,000. */
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
  readonly window: CounterWindow;
}

/**
 * Accepts each invocation counter of a sender once. New ones are judged by a window of the last 64 in memory, which is
 * stored every second. What is below the window may be a frame that waited: if it was not received after the latest
 * accepted one, the store decides, which has every counter. So it does for all frames from the backlog, for dead letters
 * that are run again, and under `Strict`, before they are accepted.
 */
export class WindowReplayGuard {
  readonly #ports: ReplayGuardPorts;
  readonly #options: ReplayGuardOptions;
  readonly #windows: CounterWindows;
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
    this.#windows = new CounterWindows(ports.store, (windows) => {
      ports.events.windowsRead({ windows });
    });
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

  /** The largest counter accepted of a scope; null where none is, or where it is not in memory. */
  newestOf(scope: string): number | null {
    return this.#windows.find(scope)?.newest ?? null;
  }

  /**
   * Judges frames in the order given.
   *
   * @returns an outcome for each. Rejects when what was seen cannot be looked up or kept; the same frames may be judged
   * again
   */
  async judge(frames: readonly JudgedFrame[]): Promise<readonly ReplayOutcome[]> {
    const scopes = new Set<string>();
    for (const frame of frames) if (this.#protectionOf(frame) !== 'Off') scopes.add(frame.scope);
    const outcomes = frames.map((): ReplayOutcome => 'accepted');
    if (scopes.size === 0) return outcomes;
    const { mostPending = MOST_PENDING, windowsInMemory = WINDOWS_IN_MEMORY } = this.#options;
    if (this.#checkpoint.pending >= mostPending) await this.#checkpoint.flush();
    const windows = await this.#windowsOf(scopes);
    const forStore: ForStore[] = [];
    for (const [place, frame] of frames.entries()) {
      const window = windows.get(frame.scope);
      if (window === undefined || this.#protectionOf(frame) === 'Off') continue;
      const outcome = this.#judge(frame, window);
      if (outcome === 'store') forStore.push({ place, frame, window });
      else outcomes[place] = outcome;
    }
    if (forStore.length > 0) await this.#askStore(forStore, outcomes);
    this.#windows.trim(windowsInMemory, (write) => this.#checkpoint.isWritten(write));
    return outcomes;
  }

  #protectionOf({ receptor }: JudgedFrame): ReplayProtection {
    return this.#protections.get(receptor) ?? 'Window';
  }

  /** All windows, in memory at one time. */
  async #windowsOf(scopes: ReadonlySet<string>): Promise<ReadonlyMap<string, CounterWindow>> {
    for (;;) {
      const windows = new Map<string, CounterWindow>();
      for (const scope of scopes) {
        const window = this.#windows.find(scope);
        if (window !== undefined) windows.set(scope, window);
      }
      if (windows.size === scopes.size) return windows;
      await this.#windows.bring(scopes);
    }
  }

  #judge(frame: JudgedFrame, window: CounterWindow): ReplayOutcome | 'store' {
    const { counter, frameId, receivedAt } = frame;
    const outcome = window.judge(counter, frameId, receivedAt);
    if (outcome === 'repeated') return 'repeated';
    // Only what was captured before may be that late, and what is delivered again.
    if (outcome === 'too-old') return receivedAt <= window.receivedAt ? 'store' : 'repeated';
    const storeFirst = frame.historic || frame.rerun || this.#protectionOf(frame) === 'Strict';
    if (storeFirst) return 'store';
    if (outcome === 'accepted') {
      window.write = this.#checkpoint.add(frame);
      this.#planCheckpoint();
    }
    return 'accepted';
  }

  /** Counters go into the store in one step with the look-up of whose they are. */
  async #askStore(forStore: readonly ForStore[], outcomes: ReplayOutcome[]): Promise<void> {
    for (const { window } of forStore) window.inWork++;
    try {
      // The store must know what was accepted before.
      if (this.#checkpoint.hasUnwritten) await this.#checkpoint.flush();
      const holders = await this.#ports.store.claim(forStore.map(({ frame }) => frame));
      for (const [index, { place, frame }] of forStore.entries())
        outcomes[place] = holders[index] === frame.frameId ? 'accepted' : 'repeated';
    } finally {
      for (const { window } of forStore) window.inWork--;
    }
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
