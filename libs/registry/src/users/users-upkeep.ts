import type { UsersRepository } from '@dlms-telemetry/store';
import type { RegistryEvents } from '../events.js';
import type { KeyEncryption } from '../sealing/key-encryption.js';
import { reseal } from '../sealing/reseal.js';
import type { UserDirectoryPorts } from './user-directory.js';

/** What the upkeep works with. */
export interface UsersUpkeepPorts {
  readonly users: UsersRepository;
  readonly encryption: KeyEncryption;
  readonly clock: UserDirectoryPorts['clock'];
  readonly events: RegistryEvents;
}

const DAY_MS = 24 * 60 * 60 * 1_000;
/** As long as frames may wait in the backlog or lie among the dead letters. */
const KEPT_DAYS = 90;

/**
 * At the start and once a day: seals anew what an old key sealed, and forgets keys that no frame needs any more. Several
 * processes may do so at once.
 */
export class UsersUpkeep {
  readonly #ports: UsersUpkeepPorts;
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #cancelTimer: (() => void) | undefined;

  constructor(ports: UsersUpkeepPorts) {
    this.#ports = ports;
  }

  /** Begins; never rejects. */
  start(): void {
    this.#running = this.#run().finally(() => {
      if (this.#stopping.signal.aborted) return;
      this.#cancelTimer = this.#ports.clock.setTimer(DAY_MS, () => {
        this.start();
      });
    });
  }

  /** Resolves when what was begun has ended. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#cancelTimer?.();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { users, encryption, clock, events } = this.#ports;
    try {
      const done = await reseal(users, encryption, this.#stopping.signal);
      if (done.resealed + done.unreadable > 0) events.keysResealed({ ...done });
      await users.forgetPrevious(clock.now() - KEPT_DAYS * DAY_MS);
    } catch (error) {
      events.maintenanceFailed({ error });
    }
  }
}
