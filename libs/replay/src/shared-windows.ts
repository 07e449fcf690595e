import { REPLAY_WINDOW_SIZE } from '@dlms-telemetry/dlms';
import { CounterWindow } from './counter-window.js';
import type {
  CounterStore,
  Keeping,
  NewestCounters,
  ReplayClock,
  ReplayWindows,
  SeenCounter,
  SharedCounterWindows,
  SharedVerdict,
  WindowVerdict,
} from './ports.js';
import type { ReplayEvents } from './events.js';

/** What judging with others works with. */
export interface SharedWindowsPorts {
  readonly shared: SharedCounterWindows;
  readonly store: Pick<CounterStore, 'newest'>;
  readonly clock: Pick<ReplayClock, 'now'>;
  readonly events: Pick<ReplayEvents, 'windowsRead' | 'windowsAway' | 'windowsBack'>;
}

/** When what was shared did not answer, it is left alone for so long. */
const AWAY_MS = 1_000;
/** Windows told of at once. */
const MOST_AT_ONCE = 500;
/** Refused counters whose newest one is remembered for the sentence of the refusal. */
const MOST_REFUSED = 1_000;

/**
 * The windows of processes that judge together. One that is missing there is made of the newest counters of the store.
 * While they are away the store decides on every counter, which nobody can take twice; they are told what was decided so
 * when they are back.
 */
export class SharedWindows implements ReplayWindows {
  readonly #ports: SharedWindowsPorts;
  readonly #refused = new Map<string, number | null>();
  /** Scopes judged without them: one for each sender that has sent meanwhile. */
  readonly #missed = new Set<string>();
  #awayUntil = -Infinity;
  #isAway = false;

  constructor(ports: SharedWindowsPorts) {
    this.#ports = ports;
  }

  newestOf(scope: string): number | null {
    return this.#refused.get(scope) ?? null;
  }

  async judge(
    counters: readonly SeenCounter[],
    keeping: Keeping,
  ): Promise<readonly WindowVerdict[]> {
    const verdicts =
      (await this.#judgeTogether(counters, keeping)) ?? (await this.#judgeAlone(counters, keeping));
    for (const [index, { outcome, newest }] of verdicts.entries()) {
      const scope = counters[index]?.scope;
      if (scope !== undefined && (outcome === 'repeated' || outcome === 'too-old'))
        this.#remember(scope, newest);
    }
    return verdicts;
  }

  /** @returns nothing where what is shared is away. Rejects when the store does. */
  async #judgeTogether(
    counters: readonly SeenCounter[],
    keeping: Keeping,
  ): Promise<WindowVerdict[] | undefined> {
    const { shared, store, clock, events } = this.#ports;
    if (clock.now() < this.#awayUntil) return undefined;
    if (this.#missed.size > 0 && !(await this.#tellMissed())) return undefined;
    const first = await this.#ask(() => shared.judge(counters));
    if (first === undefined) return undefined;
    const unknown = counters.filter((_, index) => first[index]?.outcome === 'unknown');
    if (unknown.length === 0) return first.flatMap(judged);
    // What was accepted here must be among what is read.
    await keeping.writeOut();
    const known = await newestOfAll(store, unknown);
    events.windowsRead({ windows: known.filter(({ seen }) => seen.length > 0).length });
    const second = await this.#ask(async () => {
      await shared.add(known);
      return shared.judge(unknown);
    });
    if (second === undefined || second.some(({ outcome }) => outcome === 'unknown'))
      // Emptied between the two: the next attempt, by the store, judges all of them again, which changes nothing.
      return undefined;
    const later = second.values();
    return first.flatMap((verdict) =>
      judged(verdict.outcome === 'unknown' ? (later.next().value ?? verdict) : verdict),
    );
  }

  /** By the store alone: windows as it knows them now, and it decides on what they accept. */
  async #judgeAlone(counters: readonly SeenCounter[], keeping: Keeping): Promise<WindowVerdict[]> {
    await keeping.writeOut();
    const windows = new Map<string, CounterWindow>();
    for (const known of await newestOfAll(this.#ports.store, counters))
      windows.set(known.scope, new CounterWindow(known.seen.length === 0 ? undefined : known));
    return counters.map((counter) => {
      this.#missed.add(counter.scope);
      const window = windows.get(counter.scope) ?? new CounterWindow(undefined);
      return { ...window.judge(counter), isForStore: true };
    });
  }

  async #ask<T>(question: () => Promise<T>): Promise<T | undefined> {
    const { clock, events } = this.#ports;
    try {
      const answer = await question();
      this.#isAway = false;
      return answer;
    } catch (error) {
      this.#awayUntil = clock.now() + AWAY_MS;
      if (!this.#isAway) events.windowsAway({ error });
      this.#isAway = true;
      return undefined;
    }
  }

  /** @returns whether what is shared knows all that was judged without it */
  async #tellMissed(): Promise<boolean> {
    const { shared, store, events } = this.#ports;
    const windows = this.#missed.size;
    for (;;) {
      const scopes = [...this.#missed].slice(0, MOST_AT_ONCE);
      if (scopes.length === 0) break;
      const known = await store.newest(scopes, REPLAY_WINDOW_SIZE);
      const told = await this.#ask(async () => {
        await shared.add(known);
        return true;
      });
      if (told === undefined) return false;
      for (const scope of scopes) this.#missed.delete(scope);
    }
    events.windowsBack({ windows });
    return true;
  }

  #remember(scope: string, newest: number | null): void {
    this.#refused.delete(scope);
    this.#refused.set(scope, newest);
    for (const oldest of this.#refused.keys()) {
      if (this.#refused.size <= MOST_REFUSED) break;
      this.#refused.delete(oldest);
    }
  }
}

function judged({ outcome, newest }: SharedVerdict): WindowVerdict[] {
  return outcome === 'unknown' ? [] : [{ outcome, newest }];
}

/** Of every scope; of one that the store does not know an empty list. */
async function newestOfAll(
  store: Pick<CounterStore, 'newest'>,
  counters: readonly SeenCounter[],
): Promise<NewestCounters[]> {
  const scopes = new Set(counters.map(({ scope }) => scope));
  const known = await store.newest([...scopes], REPLAY_WINDOW_SIZE);
  for (const { scope } of known) scopes.delete(scope);
  const unknown = [...scopes].map((scope) => ({ scope, seen: [], receivedAt: 0 }));
  return [...known, ...unknown];
}
