import type { BacklogDesk, BacklogSummary } from './backlog-desk.js';
import type { BacklogEvents } from './events.js';
import type { ReplayClock } from './receptor-replay.js';

/** What the watch works with. */
export interface BacklogWatchPorts {
  readonly desk: Pick<BacklogDesk, 'summary'>;
  readonly clock: ReplayClock;
  readonly events: Pick<
    BacklogEvents,
    'backlogMeasured' | 'backlogLeavesTooSlowly' | 'backlogWithoutReceptor' | 'backlogNotMeasured'
  >;
}

const EVERY_MS = 60_000;
/** A backlog that takes longer to leave is warned of: readings are then older than a day. */
const LONGEST_DRAIN_SECONDS = 86_400;

/** Measures the backlog once a minute, and warns once of each that leaves too slowly or not at all. */
export class BacklogWatch {
  readonly #ports: BacklogWatchPorts;
  /** Receptors that had a backlog at the last look. */
  #measured: ReadonlySet<string> = new Set();
  /** Receptors that were warned of. */
  #warned: ReadonlySet<string> = new Set();
  #cancel: (() => void) | undefined;
  #measuring: Promise<void> | undefined;
  #stopped = false;

  constructor(ports: BacklogWatchPorts) {
    this.#ports = ports;
  }

  /** Measures now and then every minute. */
  start(): void {
    this.#measuring = this.#measure();
  }

  /** Resolves when nothing is being measured. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel?.();
    await this.#measuring;
  }

  async #measure(): Promise<void> {
    const { desk, clock, events } = this.#ports;
    try {
      this.#report(await desk.summary());
    } catch (error) {
      events.backlogNotMeasured({ error });
    }
    if (this.#stopped) return;
    this.#cancel = clock.setTimer(EVERY_MS, () => {
      this.#measuring = this.#measure();
    });
  }

  #report(summaries: readonly BacklogSummary[]): void {
    const { clock, events } = this.#ports;
    const warned = new Set<string>();
    for (const { receptor, frames, octets, oldestReceivedAt, drainSeconds } of summaries) {
      const ageSeconds = (clock.now() - (oldestReceivedAt ?? clock.now())) / 1000;
      events.backlogMeasured({
        ...{ receptor, frames, octets, ageSeconds, drainSeconds: drainSeconds ?? Infinity },
      });
      if (drainSeconds !== null && drainSeconds <= LONGEST_DRAIN_SECONDS) continue;
      warned.add(receptor);
      if (this.#warned.has(receptor)) continue;
      if (drainSeconds === null) events.backlogWithoutReceptor({ receptor, frames });
      else events.backlogLeavesTooSlowly({ receptor, frames, drainSeconds });
    }
    const measured = new Set(summaries.map(({ receptor }) => receptor));
    for (const receptor of this.#measured)
      if (!measured.has(receptor))
        events.backlogMeasured({ receptor, frames: 0, octets: 0, ageSeconds: 0, drainSeconds: 0 });
    this.#measured = measured;
    this.#warned = warned;
  }
}
