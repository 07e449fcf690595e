import type { BacklogRepository } from '@dlms-telemetry/store';
import type { ReplayClock, ReplayLease } from './receptor-replay.js';

/** What leases work with. */
export interface ReplayLeasesPorts {
  readonly backlog: Pick<BacklogRepository, 'hold'>;
  readonly clock: ReplayClock;
}

/** A process that has gone without a word is followed after so long. */
const LEASE_MS = 10_000;
const PROLONG_MS = 3_000;

/**
 * The right to replay a receptor's backlog: of several processes one has it, keeps it while it lives, and so follows one
 * schedule. Another takes over when it has gone.
 */
export class ReplayLeases implements ReplayLease {
  readonly #ports: ReplayLeasesPorts;
  readonly #process: string;
  /** Held until, milliseconds since 1970, by our clock and from before the call: never longer than in the store. */
  readonly #heldUntil = new Map<string, number>();
  #cancelTimer: (() => void) | undefined;
  #prolonging: Promise<unknown> = Promise.resolve();
  #stopped = false;

  /** @param process name that no other process has */
  constructor(ports: ReplayLeasesPorts, process: string) {
    this.#ports = ports;
    this.#process = process;
  }

  async hold(receptor: string): Promise<boolean> {
    const until = this.#heldUntil.get(receptor) ?? -Infinity;
    if (this.#ports.clock.now() + LEASE_MS - 2 * PROLONG_MS < until) return true;
    const isHeld = await this.#ask(receptor);
    if (isHeld && this.#cancelTimer === undefined) this.#wait();
    return isHeld;
  }

  /** Leaves all to others: they follow when the time is over. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelTimer?.();
    await this.#prolonging;
  }

  async #ask(receptor: string): Promise<boolean> {
    const { backlog, clock } = this.#ports;
    const until = clock.now() + LEASE_MS;
    const isHeld = await backlog.hold(receptor, this.#process, LEASE_MS);
    if (isHeld) this.#heldUntil.set(receptor, until);
    else this.#heldUntil.delete(receptor);
    return isHeld;
  }

  #wait(): void {
    if (this.#stopped) return;
    this.#cancelTimer = this.#ports.clock.setTimer(PROLONG_MS, () => {
      // One that cannot be prolonged is asked for again when it is needed.
      const asked = [...this.#heldUntil.keys()].map((receptor) =>
        this.#ask(receptor).catch(() => false),
      );
      this.#prolonging = Promise.all(asked).then(() => {
        this.#wait();
      });
    });
  }
}
