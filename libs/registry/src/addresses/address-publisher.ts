import type { RegistryEvents } from '../events.js';
import type { UserDirectory } from '../users/user-directory.js';
import { addressLists, NO_ADDRESSES, writeAddressList } from './address-list.js';

/** Where lists of addresses are published, one a device (`RedisAddresses`). Its methods reject while it is away. */
export interface AddressBoard {
  /** Publishes all lists of a version, unless a later one is there. @returns the version that is there now */
  publish(version: number, lists: ReadonlyMap<string, string>): Promise<number>;
  /** Lets what is published of a version live on. @returns the version that is there; undefined where none is */
  confirm(version: number): Promise<number | undefined>;
}

/** Tells the other processes that the registry has changed; a hint may be lost. Never rejects. */
export interface HintGiver {
  give(version: number): Promise<void>;
}

/** What publishing works with. */
export interface AddressPublisherPorts {
  readonly directory: Pick<UserDirectory, 'users' | 'version' | 'onUsers'>;
  readonly board: AddressBoard;
  readonly hints: HintGiver;
  readonly clock: { setTimer(ms: number, callback: () => void): () => void };
  readonly events: Pick<RegistryEvents, 'addressesPublished' | 'addressesNotPublished'>;
}

/** How often it is made sure that what is published is there. */
const CONFIRM_MS = 1_000;

/**
 * Publishes from where the users of the store send, with the registry's version, for gateways, which have no way to the
 * registry. Every process that knows the users does: the latest version stays, and one that was lost is published again.
 */
export class AddressPublisher {
  readonly #ports: AddressPublisherPorts;
  #devices: readonly string[];
  /** Devices have come that nobody may have published a list of. */
  #hasNew = false;
  #publishing: Promise<void> = Promise.resolve();
  #isAway = false;
  #endTelling: (() => void) | undefined;
  #cancelTimer: (() => void) | undefined;
  #stopped = false;

  /** @param devices those of the configuration, which have a list even without users */
  constructor(ports: AddressPublisherPorts, devices: readonly string[]) {
    this.#ports = ports;
    this.#devices = devices;
  }

  /** Takes other devices of the configuration, and publishes lists of those that are new. Resolves as `publish` does. */
  async configure(devices: readonly string[]): Promise<void> {
    const known = new Set(this.#devices);
    this.#devices = devices;
    if (devices.every((device) => known.has(device))) return;
    this.#hasNew = true;
    await this.publish();
  }

  /** Publishes what is known and goes on. Resolves after the first attempt, successful or not. */
  async start(): Promise<void> {
    const { directory } = this.#ports;
    this.#endTelling = directory.onUsers(() => void this.publish());
    await this.publish();
    this.#wait();
  }

  /** Resolves when what was begun has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#endTelling?.();
    this.#cancelTimer?.();
    await this.#publishing;
  }

  /** Makes sure that what is known is published; what is done each second. Never rejects. */
  publish(): Promise<void> {
    this.#publishing = this.#publishing.then(() => this.#publish());
    return this.#publishing;
  }

  async #publish(): Promise<void> {
    const { directory, board, hints, events } = this.#ports;
    try {
      const { version } = directory;
      const there = await board.confirm(version);
      this.#isAway = false;
      const isThere = there === version && !this.#hasNew;
      if (there !== undefined && (isThere || there > version)) return;
      const known = addressLists(directory.users);
      const lists = new Map<string, string>();
      for (const device of new Set([...this.#devices, ...known.keys()]))
        lists.set(device, writeAddressList(known.get(device) ?? NO_ADDRESSES));
      if ((await board.publish(version, lists)) !== version) return;
      this.#hasNew = false;
      events.addressesPublished({ version });
      await hints.give(version);
    } catch (error) {
      if (!this.#isAway) events.addressesNotPublished({ error });
      this.#isAway = true;
    }
  }

  #wait(): void {
    if (this.#stopped) return;
    this.#cancelTimer = this.#ports.clock.setTimer(CONFIRM_MS, () => {
      void this.publish().then(() => {
        this.#wait();
      });
    });
  }
}
