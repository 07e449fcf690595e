import { readCertificate, readPrivateKey, readPublicKey } from '@dlms-telemetry/dlms-node';
import { createEvents } from '@dlms-telemetry/observe';
import {
  loadKeyRing,
  registryEvents,
  reseal,
  UserDirectory,
  UsersDesk,
  type KeyEncryption,
  type RegistryEvents,
} from '@dlms-telemetry/registry';
import type { Store } from '@dlms-telemetry/store';
import { clock } from '@dlms-telemetry/process';
import type { Part, Wiring } from './part.js';

/** The users of the store, and what operators do with them. */
export interface UserRegistry extends Part {
  readonly directory: UserDirectory;
  readonly desk: UsersDesk;
}

const DAY_MS = 24 * 60 * 60 * 1_000;
/** As long as frames may wait in the backlog or lie among the dead letters. */
const KEPT_DAYS = 90;

/**
 * Knows the users of the store, and looks after their keys in the background.
 *
 * @throws {KeyRingError} when their keys cannot be opened
 */
export async function startRegistry({
  configuration,
  texts,
  dataFolder,
  store,
  ports,
}: Omit<Wiring, 'registry'>): Promise<UserRegistry> {
  const { users } = store;
  const { KEY_ENCRYPTION_KEYS: text, KEY_ENCRYPTION_KEYS_FILE: file } = texts.env;
  const encryption = await loadKeyRing(dataFolder, { text, file }, () => users.anyKey());
  const events = createEvents('registry', registryEvents, ports);
  const directory = new UserDirectory({ users, encryption, clock, events });
  await directory.start();
  let { receptors } = configuration;
  const desk = new UsersDesk({
    users,
    encryption,
    get receptors() {
      return receptors;
    },
    keyReaders: {
      publicKey: readPublicKey,
      privateKey: readPrivateKey,
      certificate: readCertificate,
    },
    now: clock.now,
    changed: () => directory.check(),
  });
  const upkeep = new Upkeep(users, encryption, events);
  upkeep.start();
  return {
    directory,
    desk,
    reconfigure(next) {
      ({ receptors } = next.configuration);
      return Promise.resolve([]);
    },
    async stop() {
      await upkeep.stop();
      await directory.stop();
    },
  };
}

/** At the start and once a day: seals anew what an old key sealed, and forgets keys that no frame needs any more. */
class Upkeep {
  readonly #users: Store['users'];
  readonly #encryption: KeyEncryption;
  readonly #events: RegistryEvents;
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #cancelTimer: (() => void) | undefined;

  constructor(users: Store['users'], encryption: KeyEncryption, events: RegistryEvents) {
    this.#users = users;
    this.#encryption = encryption;
    this.#events = events;
  }

  start(): void {
    this.#running = this.#run().finally(() => {
      if (this.#stopping.signal.aborted) return;
      this.#cancelTimer = clock.setTimer(DAY_MS, () => {
        this.start();
      });
    });
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#cancelTimer?.();
    await this.#running;
  }

  async #run(): Promise<void> {
    try {
      const done = await reseal(this.#users, this.#encryption, this.#stopping.signal);
      if (done.resealed + done.unreadable > 0) this.#events.keysResealed({ ...done });
      await this.#users.forgetPrevious(clock.now() - KEPT_DAYS * DAY_MS);
    } catch (error) {
      this.#events.maintenanceFailed({ error });
    }
  }
}
