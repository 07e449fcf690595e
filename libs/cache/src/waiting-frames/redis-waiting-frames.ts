import { randomUUID } from 'node:crypto';
import type { CacheClock } from '../clock.js';
import { CacheError } from '../errors.js';
import type { RedisConnection } from '../redis-connection.js';
import { CountReconciler } from './count-reconciler.js';
import type { QueueDepth } from './drift.js';
import { BEGIN, COUNT } from './scripts.js';
import { Tally } from './tally.js';

/** What counting works with. */
export interface WaitingFramesPorts {
  readonly redis: RedisConnection;
  readonly clock: CacheClock;
  /** Looks at a receptor's queue; rejects when the broker is away. */
  readonly depthOf: (receptor: string) => Promise<QueueDepth>;
  readonly events: WaitingFramesEvents;
}

/** What counting reports. */
export interface WaitingFramesEvents {
  /** A count did not agree with its queue: a process had died between a frame and its count. */
  waitingFramesCorrected(event: {
    readonly kind: string;
    readonly receptor: string;
    readonly frames: number;
  }): void;
  /** Redis counts no more, or does again; in between the number is estimated by the queues. */
  waitingFramesEstimated(event: { readonly kind: string; readonly error: unknown }): void;
  waitingFramesCounted(event: { readonly kind: string }): void;
}

/** What is counted. */
export interface WaitingFramesOptions {
  /** Which queues of the receptors. */
  readonly kind: 'live' | 'historic';
  readonly receptors: readonly string[];
  /** Envelopes that one consumer of the queue may hold. Default 16. */
  readonly heldByConsumer?: number;
}

/** What was counted goes to Redis so long after the last time; sooner is not worth its cost. */
const PACE_MS = 10;
/** An answer that is older is not good enough for who asks. */
const FRESH_MS = 20;
const SECOND_MS = 1_000;
const HELD_BY_CONSUMER = 16;

/**
 * Frames that wait for each receptor, summed over all gateways and decoders. Nobody waits for Redis: a process counts
 * what it does itself at once, what it has counted goes out in batches, and each answer tells what the others have
 * done, some 10 ms late. Without Redis it is estimated by the messages in the queue. A count that Redis has lost begins
 * anew from the queue; one that has drifted is corrected (`driftOf`).
 */
export class RedisWaitingFrames {
  readonly #ports: WaitingFramesPorts;
  readonly #kind: string;
  readonly #tallies = new Map<string, Tally>();
  readonly #reconciler: CountReconciler;
  #generation = '';
  #sentAt = -Infinity;
  #answeredAt = -Infinity;
  #isAway = false;
  #flushing: Promise<void> | undefined;
  #cancelFlush: (() => void) | undefined;
  #cancelLook: (() => void) | undefined;
  #looking: Promise<void> = Promise.resolve();
  #endReady: (() => void) | undefined;
  #stopped = false;

  constructor(ports: WaitingFramesPorts, options: WaitingFramesOptions) {
    const { kind, receptors, heldByConsumer: held = HELD_BY_CONSUMER } = options;
    this.#ports = ports;
    this.#kind = kind;
    this.watch(receptors);
    this.#reconciler = new CountReconciler(ports, { kind, held });
  }

  /** Resolves when it is known what waits, or that Redis is away. */
  async start(): Promise<void> {
    this.#endReady = this.#ports.redis.onReady(() => void this.flush());
    await this.flush();
    this.#planLook();
  }

  /** Tells Redis what is counted, and looks no more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#endReady?.();
    this.#cancelFlush?.();
    this.#cancelLook?.();
    await this.#looking;
    await this.flush();
    await this.#reconciler.resign();
  }

  /** Counts for these receptors too. */
  watch(receptors: readonly string[]): void {
    for (const receptor of receptors) this.#tallyOf(receptor);
  }

  /** So many frames, an envelope's, were confirmed. */
  accepted(receptor: string, frames: number): void {
    this.#count(receptor, frames);
  }

  /** So many frames, an envelope's, were settled. */
  settled(receptor: string, frames: number): void {
    this.#count(receptor, -frames);
  }

  /** Frames confirmed and not settled: never below 0. */
  waiting(receptor: string): number {
    const tally = this.#tallyOf(receptor);
    tally.isAsked = true;
    if (this.#ports.clock.now() - this.#answeredAt >= FRESH_MS) this.#flushSoon();
    return Math.max(0, Math.round(tally.frames));
  }

  /** Tells Redis what is counted, and hears what others have. Resolves when what was counted before is told. */
  async flush(): Promise<void> {
    await this.#flushing;
    this.#flushing ??= this.#exchange().finally(() => {
      this.#flushing = undefined;
    });
    await this.#flushing;
  }

  /** What is done each second: corrects what has drifted, and estimates what Redis does not tell. Never rejects. */
  async look(): Promise<void> {
    await this.flush();
    if (this.#isAway) await this.#estimate();
    else await this.#reconciler.look([...this.#tallies.keys()], this.#generation);
  }

  #count(receptor: string, frames: number): void {
    if (frames === 0) return;
    this.#tallyOf(receptor).add(frames);
    this.#flushSoon();
  }

  #tallyOf(receptor: string): Tally {
    const known = this.#tallies.get(receptor);
    if (known !== undefined) return known;
    const tally = new Tally();
    this.#tallies.set(receptor, tally);
    return tally;
  }

  #flushSoon(): void {
    // While Redis is away it is asked each second, and when it comes.
    if (this.#isAway || this.#stopped || this.#flushing !== undefined) return;
    const { clock } = this.#ports;
    const wait = this.#sentAt + PACE_MS - clock.now();
    if (wait <= 0) void this.flush();
    else
      this.#cancelFlush ??= clock.setTimer(wait, () => {
        this.#cancelFlush = undefined;
        void this.flush();
      });
  }

  async #exchange(): Promise<void> {
    const { clock, events } = this.#ports;
    this.#sentAt = clock.now();
    // All of them after a while without Redis, otherwise those of which there is something to tell or to know.
    const tallies = [...this.#tallies].filter(([, tally]) => this.#isAway || tally.isDue);
    for (const [, tally] of tallies) tally.send();
    try {
      const answer = await this.#ask(tallies);
      for (const [index, [, tally]] of tallies.entries())
        tally.answered(Number(answer[1 + 2 * index]), Number(answer[2 + 2 * index]));
      this.#answeredAt = clock.now();
      if (this.#isAway) events.waitingFramesCounted({ kind: this.#kind });
      this.#isAway = false;
    } catch (error) {
      const isSent = !(error instanceof CacheError && error.code === 'cache.away');
      for (const [, tally] of tallies) tally[isSent ? 'unanswered' : 'unsent']();
      if (!this.#isAway) events.waitingFramesEstimated({ kind: this.#kind, error });
      this.#isAway = true;
      this.#reconciler.forget();
    }
    if ([...this.#tallies.values()].some(({ isDue }) => isDue)) this.#flushLater();
  }

  /** What was counted meanwhile is told after the pace, once this exchange has ended. */
  #flushLater(): void {
    if (this.#isAway || this.#stopped) return;
    this.#cancelFlush ??= this.#ports.clock.setTimer(PACE_MS, () => {
      this.#cancelFlush = undefined;
      void this.flush();
    });
  }

  async #ask(tallies: readonly (readonly [string, Tally])[]): Promise<readonly unknown[]> {
    const { redis } = this.#ports;
    const key = redis.keys.waitingFrames(this.#kind);
    const counts = tallies.flatMap(([receptor, { sent, mean }]) => [receptor, sent, mean]);
    let answer = await redis.list(COUNT, [key], [this.#generation, ...counts]);
    if (answer[0] === '') {
      await this.#begin(key);
      // What was on its way stood in the queue when the count began.
      const nothing = tallies.flatMap(([receptor]) => [receptor, 0, 0]);
      answer = await redis.list(COUNT, [key], ['', ...nothing]);
    }
    if (answer[0] !== this.#generation) this.#reconciler.forget();
    this.#generation = String(answer[0]);
    return answer;
  }

  async #begin(key: string): Promise<void> {
    const { redis } = this.#ports;
    const counts = await Promise.all(
      [...this.#tallies].map(async ([receptor, { mean }]): Promise<(string | number)[]> => {
        const messages = await this.#messagesOf(receptor);
        return [receptor, Math.round(messages * Math.max(1, mean)), mean];
      }),
    );
    await redis.run(BEGIN, [key], [randomUUID(), ...counts.flat()]);
  }

  /** Without the broker too, nothing is known: nothing can be published then either. */
  async #messagesOf(receptor: string): Promise<number> {
    try {
      return (await this.#ports.depthOf(receptor)).messages;
    } catch {
      return 0;
    }
  }

  async #estimate(): Promise<void> {
    const estimate = async ([receptor, tally]: readonly [string, Tally]): Promise<void> => {
      try {
        tally.estimate((await this.#ports.depthOf(receptor)).messages);
      } catch {
        // What was known goes on, with what is counted here.
      }
    };
    await Promise.all([...this.#tallies].map(estimate));
  }

  #planLook(): void {
    if (this.#stopped) return;
    this.#cancelLook = this.#ports.clock.setTimer(SECOND_MS, () => {
      this.#looking = this.look().finally(() => {
        this.#planLook();
      });
    });
  }
}
